package signature

import (
	_ "embed" // embedding.bin
	"encoding/binary"
	"sync"
)

// EmbeddingRows and EmbeddingSize are the number of rows of an embedding file
// and its length in bytes.
const (
	EmbeddingRows = 1 << 15
	EmbeddingSize = tagBytes + 8*rowWords*trainedRows
)

// The embedding file: for each of its rows a tag of 16 bits, then for each row
// 64 weights of 8 bits. All little-endian. EMBEDDING.md says where it is from.
const (
	trainedRows  = EmbeddingRows
	fallbackRows = 1 << 10
	rowWords     = 8 // of eight weights each
	tagBytes     = 2 * trainedRows
)

// StopBit marks the tag of a word to skip; the other bits are those of Slot.
const StopBit = 1 << 15

const tagMask = StopBit - 1

//go:embed embedding.bin
var embeddingFile string

// row holds 64 weights, each raised by 128 to be an unsigned byte.
type row [rowWords]uint64

// table gives a row for every token: a trained one for the words it was trained
// on, and for others a random one of low weight, so that two texts that share
// unknown words still come out alike (random indexing, Kanerva, Kristofersson,
// Holst 2000).
type table struct {
	tags [trainedRows]uint16
	rows [trainedRows + fallbackRows]row
}

var sharedTable = sync.OnceValue(func() *table { return newTable(embeddingFile) })

func newTable(file string) *table {
	t := new(table)
	if len(file) != EmbeddingSize {
		panic("signature: embedding.bin has the wrong size") // a broken build
	}
	data := []byte(file)
	for i := range t.tags {
		t.tags[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	data = data[tagBytes:]
	for i := range trainedRows {
		for k := range rowWords {
			// Flipping the sign bit adds 128 to a byte in two's complement.
			t.rows[i][k] = binary.LittleEndian.Uint64(data[8*(rowWords*i+k):]) ^ 0x8080808080808080
		}
	}
	for i := range fallbackRows {
		t.rows[trainedRows+i] = fallbackRow(uint64(i))
	}
	return t
}

// fallbackWeight is the size of a fallback row's non-zero weights. A trained
// row has a norm of up to 127; these have one of about 11.
const fallbackWeight = 4

// fallbackRow makes a sparse random row: one weight in each byte's eight
// columns, of random place and sign.
func fallbackRow(n uint64) row {
	var r row
	h := mix(n^mixA, mixB)
	for k := range r {
		h = mix(h^mixC, mixA) + n
		weight := uint64(128 + fallbackWeight)
		if h>>63 == 1 {
			weight = 128 - fallbackWeight
		}
		place := h >> 32 & 7 * 8
		r[k] = 0x8080808080808080&^(0xff<<place) | weight<<place
	}
	return r
}

// Slot gives the row of a token's hash in the embedding file, and the tag by
// which a row knows its word.
func Slot(hash uint64) (row uint32, tag uint16) {
	return uint32(hash >> 49), uint16(hash>>34) & tagMask
}

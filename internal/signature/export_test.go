package signature

import (
	"math"
	"strings"
)

// NewUntrainedSigner makes a Signer that knows no word: every token has a
// random row.
func NewUntrainedSigner() *Signer {
	s := NewSigner(nil)
	s.table = newTable(strings.Repeat("\x00", EmbeddingSize))
	return s
}

// Densify fills a sketch from the given bins, by the general way.
func Densify(full map[int]uint32) (out [bins]uint16) {
	smallest := layOut(full)
	p := sharedProbes()
	for b := range out {
		v := smallest[b]
		if v == math.MaxUint32 {
			v = smallest[probe(&p.order[b], &smallest)]
		}
		out[b] = uint16(v)
	}
	return out
}

// DensifyFast does the same by whichever way is faster.
func DensifyFast(full map[int]uint32) (out [bins]uint16) {
	smallest := layOut(full)
	densify(&smallest, &out)
	return out
}

// layOut lays out bins, the others empty.
func layOut(full map[int]uint32) (smallest [bins]uint32) {
	for b := range smallest {
		smallest[b] = math.MaxUint32
	}
	for b, v := range full {
		smallest[b] = v
	}
	return smallest
}

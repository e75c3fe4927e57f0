package intake

import (
	"encoding/hex"

	"github.com/zeebo/xxh3"
)

const (
	// BatchSize is how many uncompressed bytes a batch holds at most, unless a
	// single record is longer.
	BatchSize = 16 << 20
	// DefaultMaxRecord is the longest record that is read, in bytes.
	DefaultMaxRecord = 16 << 20
	// MaxDocument is the longest record that is read where records are not
	// lines: in pretty-printed JSON, JSON arrays and protobuf.
	MaxDocument = 64 << 20
)

// Batch is a run of whole records from one source.
type Batch struct {
	// ID names the content: the xxh3-128 of Data, the format and the version of
	// the format's decoder, in hexadecimal.
	ID        string
	Source    string // the file's name as the user gave it, "-" for standard input
	FirstLine int    // 1-based number of the first line, or of the first record where the format has no lines
	Format    string // one of Formats
	// Data holds one JSON record a line, or for otlp-proto messages that each
	// follow their length (4 bytes, big endian). The receiver owns it and may Release it.
	Data []byte
	// Consumed counts the bytes on disk, over all inputs, that had been read
	// when the batch was cut.
	Consumed int64

	maxRecord int
	spare     chan<- []byte // for memory that the source can use again
}

// Release gives Data, which nobody may use any more, back to the source: it reads what
// follows into it.
func (b *Batch) Release() {
	select {
	case b.spare <- b.Data[:0]:
	default:
	}
	b.Data = nil
}

func (b *Batch) name(f *format) {
	var h xxh3.Hasher
	_, _ = h.Write(b.Data)
	_, _ = h.WriteString(f.name)
	_, _ = h.Write([]byte{f.version})
	sum := h.Sum128().Bytes()
	b.ID, b.Format = hex.EncodeToString(sum[:]), f.name
}

package capability

import (
	_ "embed" // model.bin
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"sync"
)

// Model is a trained capability model: a table that gives each word, and each pair
// of neighbouring words, a weight for every label. Its arithmetic is of whole
// numbers, so a text has the same scores on every machine. It does not change and
// serves any number of goroutines.
//
// The logit of a label is the sum of three parts, mapped to a probability:
//
//   - whole: the weights of the distinct words and pairs of all texts, over the root
//     of their number;
//   - best: the same over the window of sixteen words that speaks most for it;
//   - shape: what comes with the texts (tools, images, turns).
type Model struct {
	tags  [][2]uint64 // by bucket: eight tags of 16 bits; 0 is an empty place
	rows  []row       // by place: eight times the bucket, plus 0 to 7; place 0 stays empty
	whole [Labels]int32
	best  [Labels]int32
	shape [Labels][Shapes]int32
	base  [Labels]int32
	curve [Labels][curvePlaces]uint8 // scores by logit

	// filter has a bit for some of each hash of the table: most pairs of words are not
	// in it and stop here, in the nearest cache.
	filter [1 << 11]uint64
}

const (
	// Version is the version of the model file's format.
	Version = 1

	magic = "iolaus capability model\n"
	ways  = 8 // places of a bucket

	// Binary places of fixed-point numbers.
	rootBits  = 15 // of reciprocal roots
	bestShift = 7  // that the best window gives up
	scaleBits = 20 // of the scales of whole and best, per step of the table

	// Fraction is the number of binary places of a logit.
	Fraction = 12

	// Scores are kept for logits from -curveEnd to curveEnd.
	curveEnd    = 8
	curveBits   = 5 // binary places of their logits
	curvePlaces = 2 * curveEnd << curveBits
)

//go:embed model.bin
var modelFile []byte

var sharedModel = sync.OnceValues(func() (*Model, error) { return Load(modelFile) })

// Load reads a model file.
func Load(file []byte) (*Model, error) {
	f := file
	if len(f) < len(magic)+8 || string(f[:len(magic)]) != magic {
		return nil, errors.New("load capability model: not a model file")
	}
	f = f[len(magic):]
	if v := binary.LittleEndian.Uint32(f); v != Version {
		return nil, fmt.Errorf("load capability model: format %d, want %d", v, Version)
	}
	buckets := int(binary.LittleEndian.Uint32(f[4:]))
	if buckets <= 0 || buckets > 1<<17 || buckets&(buckets-1) != 0 {
		return nil, fmt.Errorf("load capability model: %d buckets", buckets)
	}
	m := newModel(buckets)
	f = f[8:]
	for _, part := range m.parts() {
		n, err := binary.Decode(f, binary.LittleEndian, part)
		if err != nil {
			return nil, errors.New("load capability model: the file ends too early")
		}
		f = f[n:]
	}
	if len(f) > 0 {
		return nil, fmt.Errorf("load capability model: %d bytes too many", len(f))
	}
	m.fillFilter()
	return m, nil
}

func newModel(buckets int) *Model {
	m := &Model{tags: make([][2]uint64, buckets), rows: make([]row, ways*buckets)}
	for i := range m.rows {
		m.rows[i] = row{0x8080808080808080, 0x8080808080808080}
	}
	return m
}

// Save writes the model as a file.
func (m *Model) Save() ([]byte, error) {
	file := []byte(magic)
	file = binary.LittleEndian.AppendUint32(file, Version)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(m.tags)))
	for _, part := range m.parts() {
		var err error
		if file, err = binary.Append(file, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("save capability model: %w", err)
		}
	}
	return file, nil
}

// parts lists what a file holds, in its order.
func (m *Model) parts() []any {
	return []any{m.tags, m.rows, &m.whole, &m.best, &m.shape, &m.base, &m.curve}
}

const lows = 0x0001000100010001

// slot gives the row of a word or pair, 0 if the table does not know it.
func (m *Model) slot(hash uint64) int32 {
	bucket, tag := m.place(hash)
	t := &m.tags[bucket]
	x, y := t[0]^tag*lows, t[1]^tag*lows
	// The lowest lane that is zero, if any, shows in the lowest bit.
	x, y = (x-lows)&^x&(lows<<15), (y-lows)&^y&(lows<<15)
	if x|y == 0 {
		return 0
	}
	if x != 0 {
		return int32(bucket*ways | bits.TrailingZeros64(x)>>4)
	}
	return int32(bucket*ways | bits.TrailingZeros64(y)>>4 | ways/2)
}

// place gives the bucket of a hash, and its tag, which is never 0.
func (m *Model) place(hash uint64) (bucket int, tag uint64) {
	return int(hash>>24) & (len(m.tags) - 1), hash>>48 | 1
}

// mayKnow reports whether the table may have a row for a hash. It errs on one side.
func (m *Model) mayKnow(hash uint64) bool {
	bucket, tag := m.place(hash)
	bit := filterBit(bucket, tag)
	return m.filter[bit>>6]>>(bit&63)&1 == 1
}

// filterBit takes what a table knows of a hash: its bucket and its tag.
func filterBit(bucket int, tag uint64) uint64 { return (uint64(bucket)<<3 ^ tag>>1) & (1<<17 - 1) }

func (m *Model) fillFilter() {
	for b := range m.tags {
		for way := range ways {
			if tag := m.tags[b][way/4] >> (way % 4 * 16) & 0xffff; tag != 0 {
				bit := filterBit(b, tag)
				m.filter[bit>>6] |= 1 << (bit & 63)
			}
		}
	}
}

// maxRoot is the largest number whose reciprocal root is kept; more counts as that.
const maxRoot = 1 << 12

// roots holds the reciprocals of square roots. Root and quotient are exact to the
// last bit by IEEE 754, so they are the same on every machine.
var roots = func() (r [maxRoot + 1]int32) {
	for n := 1; n <= maxRoot; n++ {
		r[n] = int32(math.Floor((1<<rootBits)/math.Sqrt(float64(n)) + 0.5))
	}
	return r
}()

// Logits gives the logits of a request of shape seen whose texts together were
// read as r, with Fraction binary places.
func (m *Model) Logits(r *Reading, seen *[Shapes]int32) (logits [Labels]int32) {
	root := int64(roots[min(max(r.Distinct, 1), maxRoot)])
	for c := range logits {
		z := int64(m.base[c])
		if r.Tokens > 0 {
			whole := int64(r.Sum[c]) * root >> bestShift
			z += (whole*int64(m.whole[c]) + int64(r.Best[c])*int64(m.best[c])) >> (rootBits - bestShift + scaleBits - Fraction)
		}
		for k, v := range seen {
			z += int64(v) * int64(m.shape[c][k]) >> OneBits
		}
		logits[c] = int32(min(max(z, -1<<24), 1<<24))
	}
	return logits
}

// Words counts the words and pairs of the table.
func (m *Model) Words() int {
	n := 0
	for i := range m.tags {
		for way := range ways {
			if m.tags[i][way/4]>>(way%4*16)&0xffff != 0 {
				n++
			}
		}
	}
	return n
}

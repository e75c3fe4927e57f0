package capability

import (
	"math"
	"slices"

	"github.com/iolaus-project/iolaus/internal/text"
)

// Reading is what the model noticed in one text. Readings of the texts of one
// request add up.
type Reading struct {
	Sum [lanes]int32 // of the weights of the distinct words and pairs, in steps of the table
	// Best holds, for each label, the most that a window of the text speaks for it:
	// an instruction may be a small part of what is sent.
	Best     [lanes]int32
	Distinct int32 // words and pairs in Sum
	Tokens   int32
	Numbers  int32
	Tags     int32 // tokens right after '<', '/' or '['
	Fenced   bool
	Rules    [Labels]uint8 // scores of the rules that fired
}

// Add joins the reading of another text of the same request.
func (r *Reading) Add(other *Reading) {
	if other.Tokens == 0 {
		return
	}
	if r.Tokens == 0 {
		*r = *other
		return
	}
	for k := range r.Sum {
		r.Sum[k] += other.Sum[k]
		r.Best[k] = max(r.Best[k], other.Best[k])
	}
	for k, v := range other.Rules {
		r.Rules[k] = max(r.Rules[k], v)
	}
	r.Distinct += other.Distinct
	r.Tokens += other.Tokens
	r.Numbers += other.Numbers
	r.Tags += other.Tags
	r.Fenced = r.Fenced || other.Fenced
}

// Measure notes what the tokens of a text are made of.
func (r *Reading) Measure(tokens []text.Token) {
	r.Tokens += int32(len(tokens))
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == text.Number {
			r.Numbers++
		}
		switch t.Before {
		case '<', '/', '[':
			r.Tags++
		}
		r.Fenced = r.Fenced || t.Fence
	}
}

// reader reads texts by a model. It keeps buffers and serves one goroutine.
type reader struct {
	model *Model
	rows  []int32  // of the tokens and pairs of a text
	ends  []int32  // where each window of the text ends among the rows
	twice []int32  // rows that stood in the text before
	seen  []uint64 // a bit for each row of the table
}

func newReader(m *Model) *reader {
	return &reader{model: m, seen: make([]uint64, (len(m.rows)+63)/64)}
}

// read fills in all of r but its rules.
func (d *reader) read(tokens []text.Token, r *Reading) {
	head, tail := Trim(tokens)
	r.Measure(head)
	r.Measure(tail)
	d.rows, d.ends = d.rows[:0], d.ends[:0]
	d.find(head)
	d.find(tail)
	d.add(r)
}

// find appends the rows of the tokens and of their pairs, and ends a window after
// every BlockTokens tokens.
func (d *reader) find(tokens []text.Token) {
	m := d.model
	for from := 0; from < len(tokens); from += BlockTokens {
		end := min(from+BlockTokens, len(tokens))
		n := len(d.rows)
		d.rows = slices.Grow(d.rows, 2*BlockTokens)[:n+2*BlockTokens]
		for i := from; i < end; i++ {
			at := m.slot(tokens[i].Hash)
			d.rows[n] = at
			n += known(at)
			if i == 0 {
				continue
			}
			if pair := Pair(tokens[i-1].Hash, tokens[i].Hash); m.mayKnow(pair) {
				at = m.slot(pair)
				d.rows[n] = at
				n += known(at)
			}
		}
		d.rows = d.rows[:n]
		d.ends = append(d.ends, int32(n))
	}
}

// known is 1 for a row of the table and 0 for none, without a branch.
func known(at int32) int { return int(uint32(-at) >> 31) }

// add fills in Sum and Best: a window counts every row as often as it stands
// there, the whole each row once.
func (d *reader) add(r *Reading) {
	for k := range r.Best {
		r.Best[k] = math.MinInt32
	}
	from := int32(0)
	for _, end := range d.ends {
		rows := d.rows[from:end]
		from = end
		var sum [lanes]int32
		d.model.sum(rows, &sum)
		root := roots[max(len(rows), FewRows)]
		for k, v := range sum {
			r.Sum[k] += v
			r.Best[k] = max(r.Best[k], v*root>>bestShift)
		}
	}
	r.Distinct += int32(len(d.rows))
	again := d.again()
	r.Distinct -= int32(len(again))
	for len(again) > 0 {
		n := min(len(again), laneRows)
		var sum [lanes]int32
		d.model.sum(again[:n], &sum)
		for k, v := range sum {
			r.Sum[k] -= v
		}
		again = again[n:]
	}
}

// again gives the rows that stood in the text before, in the place of d.rows.
func (d *reader) again() []int32 {
	d.twice = slices.Grow(d.twice[:0], len(d.rows)+1)[:len(d.rows)+1]
	n := 0
	for _, at := range d.rows {
		bit := d.seen[at>>6] >> (at & 63) & 1
		d.seen[at>>6] |= 1 << (at & 63)
		d.twice[n] = at
		n += int(bit)
	}
	for _, at := range d.rows {
		d.seen[at>>6] = 0
	}
	return d.twice[:n]
}

// lanes is the number of lanes of a row: one for each label, and one idle.
const lanes = 16

// row holds a weight for each label, raised by 128 to be an unsigned byte.
type row [lanes / 8]uint64

// Sums are kept in lanes of 16 bits, four to a word: evenLanes picks bytes 0, 2,
// 4 and 6 of a word.
const (
	evenLanes = 0x00ff00ff00ff00ff
	laneRows  = 256 // bytes of at most 255 that fit into a lane
)

// sum adds at most laneRows rows to total.
func (m *Model) sum(rows []int32, total *[lanes]int32) {
	var a, b, c, d uint64
	for _, at := range rows {
		w := &m.rows[at]
		a += w[0] & evenLanes
		b += w[0] >> 8 & evenLanes
		c += w[1] & evenLanes
		d += w[1] >> 8 & evenLanes
	}
	raised := int32(128 * len(rows))
	for k := range 4 {
		shift := 16 * k
		total[2*k] += int32(a>>shift&0xffff) - raised
		total[2*k+1] += int32(b>>shift&0xffff) - raised
		total[8+2*k] += int32(c>>shift&0xffff) - raised
		total[9+2*k] += int32(d>>shift&0xffff) - raised
	}
}

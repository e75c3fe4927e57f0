package capability

import (
	"cmp"
	"math"
	"slices"
)

// Packing is a model in real numbers, as training leaves it.
type Packing struct {
	Words []Weighted
	Step  [Labels]float64 // what a step of the table is worth
	Whole [Labels]float64 // what the whole's part counts
	Best  [Labels]float64
	Shape [Labels][Shapes]float64
	Base  [Labels]float64
	// Curve gives the probability of a label at a logit.
	Curve func(label int, logit float64) float64
}

// Weighted is a word or pair with its weights.
type Weighted struct {
	Hash    uint64
	Weights [Labels]float64
}

const maxBuckets = 1 << 14 // two megabytes of rows

// Pack rounds a model to whole numbers. Of the words that fall into one bucket of
// the table the ones of most weight are kept, and of those that have the same tag as
// well, which a reader could not tell apart, the one of most weight; words whose
// weights all round to nothing are left out.
func Pack(p *Packing) *Model {
	type packed struct {
		hash   uint64
		lanes  [lanes]int8
		weight float64
	}
	m := newModel(maxBuckets)
	words := make([]packed, 0, len(p.Words))
	for i := range p.Words {
		w := packed{hash: p.Words[i].Hash}
		for l, v := range p.Words[i].Weights {
			steps := math.Round(v / p.Step[l])
			w.lanes[l] = int8(min(max(steps, -127), 127))
			w.weight += math.Abs(float64(w.lanes[l]))
		}
		if w.weight > 0 {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b packed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.hash, b.hash))
	})
	for i := range words {
		m.insert(words[i].hash, &words[i].lanes)
	}
	fixed := func(v float64, places int) int32 {
		return int32(min(max(math.Round(v*float64(int64(1)<<places)), math.MinInt32), math.MaxInt32))
	}
	for l := range Labels {
		m.whole[l] = fixed(p.Whole[l]*p.Step[l], scaleBits)
		m.best[l] = fixed(p.Best[l]*p.Step[l], scaleBits)
		m.base[l] = fixed(p.Base[l], Fraction)
		for k := range Shapes {
			m.shape[l][k] = fixed(p.Shape[l][k], Fraction)
		}
		for k := range m.curve[l] {
			logit := (float64(k-curvePlaces/2) + 0.5) / (1 << curveBits)
			m.curve[l][k] = uint8(math.Round(255 * p.Curve(l, logit)))
		}
	}
	m.fillFilter()
	return m
}

// insert puts a word into the first free place of its bucket, if there is one and none
// before it has its tag.
func (m *Model) insert(hash uint64, weights *[lanes]int8) {
	bucket, tag := m.place(hash)
	for way := range ways {
		word, shift := &m.tags[bucket][way/4], way%4*16
		at := bucket*ways + way
		switch taken := *word >> shift & 0xffff; {
		case taken == tag:
			return
		case taken != 0 || at == 0:
			continue
		}
		*word |= tag << shift
		for k, w := range weights {
			m.rows[at][k/8] ^= uint64(uint8(w)) << (k % 8 * 8) // raises by 128: the rows hold the top bits
		}
		return
	}
}

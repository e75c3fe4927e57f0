package capability

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Carrier is a word of a text, or a pair of neighbouring ones, with what it adds to
// the logit of a capability.
type Carrier struct {
	First, Second uint64 // hashes of the words; Second is 0 if it is one
	Logit         float64
}

// Carriers gives what in a text speaks most for a capability, at most n words and
// pairs, the strongest first. What adds nothing is left out.
func (s *Scorer) Carriers(tokens []text.Token, c iolaus.Capability, n int) []Carrier {
	if c == iolaus.Unsure {
		return nil
	}
	var r Reading
	s.reader.read(tokens, &r)
	m, label := s.reader.model, int(c)-1
	unit := func(count int32, part int32) float64 {
		root := float64(roots[min(max(count, 1), maxRoot)]) / (1 << rootBits)
		return root * float64(part) / (1 << scaleBits)
	}
	whole := unit(r.Distinct, m.whole[label])
	var all []Carrier
	at := map[[2]uint64]int{}
	best, bestSum := []Carrier(nil), 0.0
	head, tail := Trim(tokens)
	for _, part := range [][]text.Token{head, tail} {
		for from := 0; from < len(part); from += BlockTokens {
			var window []Carrier
			sum, rows := 0.0, int32(0)
			s.eachKnown(part, from, label, func(first, second uint64, weight float64) {
				window = append(window, Carrier{first, second, weight})
				sum += weight
				rows++
				if _, seen := at[[2]uint64{first, second}]; !seen {
					at[[2]uint64{first, second}] = len(all)
					all = append(all, Carrier{first, second, weight * whole})
				}
			})
			scale := unit(max(rows, FewRows), m.best[label])
			for i := range window {
				window[i].Logit *= scale
			}
			if best == nil || sum*scale > bestSum {
				best, bestSum = window, sum*scale
			}
		}
	}
	for _, w := range best {
		all[at[[2]uint64{w.First, w.Second}]].Logit += w.Logit
	}
	all = slices.DeleteFunc(all, func(c Carrier) bool { return c.Logit <= 0 })
	slices.SortStableFunc(all, func(a, b Carrier) int { return cmp.Compare(b.Logit, a.Logit) })
	return all[:min(n, len(all))]
}

// eachKnown calls use with what the model knows of the window of tokens that begins
// at from, and its weight for a label in steps of the table.
func (s *Scorer) eachKnown(tokens []text.Token, from, label int, use func(first, second uint64, weight float64)) {
	m := s.reader.model
	one := func(hash, first, second uint64) {
		if at := m.slot(hash); at != 0 {
			use(first, second, float64(int(uint8(m.rows[at][label/8]>>(label%8*8)))-128))
		}
	}
	for i := from; i < min(from+BlockTokens, len(tokens)); i++ {
		one(tokens[i].Hash, tokens[i].Hash, 0)
		if i > 0 {
			one(Pair(tokens[i-1].Hash, tokens[i].Hash), tokens[i-1].Hash, tokens[i].Hash)
		}
	}
}

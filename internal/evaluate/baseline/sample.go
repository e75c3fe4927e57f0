package baseline

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// sample keeps the vectors of smallest draw, which is a random sample that does
// not depend on the order of arrival (bottom-k; Cohen, Kaplan 2007).
type sample struct{ kept []drawn }

type drawn struct {
	draw uint64
	v    vector
}

func (s *sample) offer(draw uint64, v vector) {
	if len(s.kept) == 2*referenceOf {
		s.cut()
	}
	if len(s.kept) < referenceOf || draw < s.kept[referenceOf-1].draw {
		s.kept = append(s.kept, drawn{draw, v})
	}
}

// cut sorts and keeps the smallest; of equal draws the vectors decide.
func (s *sample) cut() {
	slices.SortFunc(s.kept, func(a, b drawn) int {
		return cmp.Or(cmp.Compare(a.draw, b.draw), slices.Compare(a.v[:], b.v[:]))
	})
	s.kept = s.kept[:min(len(s.kept), referenceOf)]
}

func (s *sample) vectors() []vector {
	s.cut()
	vectors := make([]vector, len(s.kept))
	for i := range s.kept {
		vectors[i] = s.kept[i].v
	}
	return vectors
}

// draw is a number that only the account, the time and how many exchanges the
// account sent before decide: FNV-1a, then SplitMix64.
func draw(x *iolaus.Exchange, n int64) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(x.Account) {
		h = (h ^ uint64(x.Account[i])) * 1099511628211
	}
	return splitmix.Mix(splitmix.Mix(h+uint64(x.Time)) + uint64(n))
}

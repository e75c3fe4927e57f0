package link

import (
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// How the weights are learned.
const (
	mostLearned = 1 << 20 // pairs looked at, about
	priorPairs  = 50      // accounts of operators that the chosen agreement counts for
	leastM      = 0.01
	mostM       = 0.95
	settled     = 1e-3 // change of m at which it ends
	mostRounds  = 20
)

// agreements is m by kind.
type agreements [iolaus.KindCount]float64

// lesson is a pair of accounts that met, with the rarest value of each kind
// that they share.
type lesson struct {
	a, b   int32
	usable uint8 // groups, as bits, that it met without: only they were left to chance
	shares []share
}

type share struct {
	kind iolaus.Kind
	u    float64 // how often independent holders share the value
}

// learn weighs every value by an m learned by expectation maximisation (Fellegi
// and Sunter 1969), which begins with the chosen agreement and keeps near it
// where few pairs speak. A group of evidence counts where a pair met without it.
// Each account counts once, however many it is alike to: else the largest group
// of customers alone would be heard.
func (s *search) learn() {
	var m agreements
	for k := range m {
		m[k] = agreement(iolaus.Kind(k))
	}
	lessons := s.lessons()
	belongs, mates := make([]float64, len(lessons)), make([]float64, len(s.Holder))
	for range mostRounds {
		clear(mates)
		for i := range lessons {
			belongs[i] = s.belong(lessons[i].shares, &m)
			mates[lessons[i].a] += belongs[i]
			mates[lessons[i].b] += belongs[i]
		}
		for i := range lessons {
			belongs[i] *= (1/max(1, mates[lessons[i].a]) + 1/max(1, mates[lessons[i].b])) / 2
		}
		if change := m.maximise(lessons, belongs); change < settled {
			break
		}
	}
	for v := range s.known {
		k := &s.known[v]
		k.weight = weighBy(m[k.kind], int(k.holders), s.Holders)
	}
}

// maximise sets m to what fits best if pair i has one operator with the
// probability belongs[i], and gives the largest change.
func (m *agreements) maximise(lessons []lesson, belongs []float64) (change float64) {
	var shared agreements
	var all [iolaus.GroupCount]float64
	for i, l := range lessons {
		for g := range all {
			if l.usable>>g&1 != 0 {
				all[g] += belongs[i]
			}
		}
		for _, x := range l.shares {
			if l.usable>>x.kind.Group()&1 != 0 {
				byHabit := m[x.kind] / (m[x.kind] + (1-m[x.kind])*x.u) // and not by chance
				shared[x.kind] += belongs[i] * byHabit
			}
		}
	}
	for k := range m {
		chosen := agreement(iolaus.Kind(k))
		if chosen == 0 {
			continue
		}
		before := m[k]
		m[k] = (shared[k] + priorPairs*chosen) / (all[iolaus.Kind(k).Group()] + priorPairs)
		m[k] = min(mostM, max(leastM, m[k]))
		change = max(change, math.Abs(m[k]-before))
	}
	return change
}

// belong is the probability that a pair with these shares has one operator.
func (s *search) belong(shares []share, m *agreements) float64 {
	var top [iolaus.GroupCount]float64
	for _, x := range shares {
		top[x.kind.Group()] = max(top[x.kind.Group()], math.Log(m[x.kind]/x.u))
	}
	llr := 0.0
	for g, w := range top {
		if w == 0 {
			llr += s.absent[g]
		} else {
			llr += min(w, s.ceilings[g])
		}
	}
	return 1 / (1 + math.Exp(s.prior-llr))
}

// lessons draws pairs that met.
func (s *search) lessons() []lesson {
	rate := min(1, float64(mostLearned)/float64(1+len(s.meetings.seats)*s.Neighbours))
	var lessons []lesson
	usable := make([]uint8, len(s.Holder))
	var met []int32
	for a := range int32(len(s.Holder)) {
		if float64(splitmix.Mix(uint64(a))>>11)/(1<<53) > rate {
			continue
		}
		met = met[:0]
		s.partners(a, func(b int32, groups uint8) {
			if s.Holder[a] == s.Holder[b] {
				return
			}
			if usable[b] == 0 {
				met = append(met, b)
			}
			usable[b] |= ^groups
		})
		for _, b := range met {
			lessons = append(lessons, lesson{a: a, b: b, usable: usable[b], shares: s.shares(a, b)})
			usable[b] = 0
		}
	}
	return lessons
}

// shares lists the rarest value of each kind that a and b share.
func (s *search) shares(a, b int32) []share {
	var shares []share
	mine := s.valuesOf(a)
	for _, v := range s.valuesOf(b) {
		k := &s.known[v]
		if _, both := slices.BinarySearch(mine, v); !both || agreement(k.kind) == 0 {
			continue
		}
		u := float64(k.holders-1) / float64(s.Holders-1)
		if n := len(shares); n > 0 && shares[n-1].kind == k.kind {
			shares[n-1].u = min(shares[n-1].u, u)
		} else {
			shares = append(shares, share{k.kind, u})
		}
	}
	return shares
}

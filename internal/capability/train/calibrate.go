package train

import (
	"cmp"
	"slices"
)

// curve maps a logit to the probability that the label is shown, where assumed of
// the requests show it. It never falls.
type curve struct {
	logits, chances []float64 // ascending
}

// point is a stretch of logits: their sum by weight, the weight that shows the label,
// and all of it.
type point struct{ logit, is, weight float64 }

// share is what shows the label, chance the same pulled towards the middle.
func (p *point) share() float64  { return p.is / p.weight }
func (p *point) chance() float64 { return (p.is + pull/2) / (p.weight + pull) }

// isotonic fits a curve by pooling adjacent violators (Ayer et al. 1955; Zadrozny,
// Elkan, KDD 2002), on groups of neighbouring scores that weigh at least leastGroup
// of all, so that no single row makes a step, and equal scores stay together.
// Neighbours are pooled if their shares fall or their chances do: a light step is
// pulled further than a heavy one.
func isotonic(list []scored) curve {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	var pool []point
	var next point
	for i, s := range list {
		next.logit += s.score * s.weight
		next.weight += s.weight
		if s.is {
			next.is += s.weight
		}
		if i < len(list)-1 && (next.weight < leastGroup || list[i+1].score == s.score) {
			continue
		}
		pool = append(pool, next)
		next = point{}
		for n := len(pool); n > 1; n-- {
			a, b := &pool[n-2], &pool[n-1]
			if a.share() < b.share() && a.chance() < b.chance() {
				break
			}
			a.logit += b.logit
			a.is += b.is
			a.weight += b.weight
			pool = pool[:n-1]
		}
	}
	var c curve
	for i := range pool {
		c.logits = append(c.logits, pool[i].logit/pool[i].weight)
		c.chances = append(c.chances, pool[i].chance())
	}
	return c
}

const (
	leastGroup = 0.002           // the least weight of a step
	pull       = leastGroup / 10 // the weight of the middle in each, so that nothing is sure
)

// at gives the probability at a logit, between the points by straight lines.
func (c curve) at(logit float64) float64 {
	n := len(c.logits)
	if n == 0 {
		return 0
	}
	i, _ := slices.BinarySearch(c.logits, logit)
	switch {
	case i == 0:
		return c.chances[0]
	case i == n:
		return c.chances[n-1]
	}
	share := (logit - c.logits[i-1]) / (c.logits[i] - c.logits[i-1])
	return c.chances[i-1] + share*(c.chances[i]-c.chances[i-1])
}

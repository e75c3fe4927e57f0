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

// point is a stretch of logits with the share that shows the label.
type point struct{ logit, is, weight float64 }

// isotonic fits a curve by pooling adjacent violators (Ayer et al. 1955; Zadrozny,
// Elkan, KDD 2002), on groups of neighbouring scores that weigh at least leastGroup
// of all, so that no single row makes a step.
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
		if next.weight < leastGroup && i < len(list)-1 {
			continue
		}
		pool = append(pool, next)
		next = point{}
		for n := len(pool); n > 1 && pool[n-2].is*pool[n-1].weight >= pool[n-1].is*pool[n-2].weight; n = len(pool) {
			pool[n-2].logit += pool[n-1].logit
			pool[n-2].is += pool[n-1].is
			pool[n-2].weight += pool[n-1].weight
			pool = pool[:n-1]
		}
	}
	var c curve
	for _, p := range pool {
		c.logits = append(c.logits, p.logit/p.weight)
		c.chances = append(c.chances, (p.is+leastGroup/20)/(p.weight+leastGroup/10)) // never sure
	}
	return c
}

// leastGroup is the least weight of a step. Each step is pulled towards the middle
// by a tenth as much, so that nothing is sure.
const leastGroup = 0.002

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

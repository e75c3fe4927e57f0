package train

import (
	"cmp"
	"slices"
)

// folds is the number of groups into which the sources are dealt. Each is left out
// once; so a source is never measured by a model that saw it, nor its neighbours
// in the fold.
const folds = 12

// deal gives each source a fold, so that folds have about as many rows. Only rows that
// may be trained on count; sources that have none are dealt last, so that they change
// no other's fold.
func (c *corpus) deal() []int {
	train, all := make([]int, len(c.sources)), make([]int, len(c.sources))
	for i := range c.examples {
		s := c.examples[i].source
		all[s]++
		if c.rows[i].Train {
			train[s]++
		}
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	size := func(s int) int {
		if train[s] > 0 {
			return train[s]
		}
		return all[s]
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(min(train[b], 1)-min(train[a], 1), size(b)-size(a), a-b)
	})
	var load [folds]int
	of := make([]int, len(all))
	for _, s := range order {
		least := 0
		for f := range load {
			if load[f] < load[least] {
				least = f
			}
		}
		of[s] = least
		load[least] += size(s)
	}
	return of
}

// positives is the weight of the examples that show a label, of all.
const positives = 0.3

// heaviest bounds the weight of one example, where the mean is 1.
const heaviest = 20

// weigh gives the weight of every example for every label: those that show it have
// the share positives, and within each side a source of n rows counts as root n.
func (c *corpus) weigh(train []int32) [][labels]float32 {
	weights := make([][labels]float32, len(c.examples))
	for l := range labels {
		var count [2][]int
		count[0], count[1] = make([]int, len(c.sources)), make([]int, len(c.sources))
		n := 0
		for _, i := range train {
			if y := c.examples[i].y[l]; y >= 0 {
				count[y][c.examples[i].source]++
				n++
			}
		}
		var total [2]float32
		for side := range count {
			for _, k := range count[side] {
				if k > 0 {
					total[side] += float32(k) * root(k)
				}
			}
		}
		share := [2]float32{1 - positives, positives}
		for _, i := range train {
			e := &c.examples[i]
			if y := e.y[l]; y >= 0 {
				w := share[y] * root(count[y][e.source]) / total[y] * float32(n)
				weights[i][l] = min(w, heaviest)
			}
		}
	}
	return weights
}

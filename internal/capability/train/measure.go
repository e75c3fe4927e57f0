package train

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// scored is one example's score for a label, its truth and its weight.
type scored struct {
	score  float64
	is     bool
	weight float64
	source int32
}

// fewRows is the number of rows from which on a source counts in full.
const fewRows = 10

// assumed is the share of requests that show a label in the mixture for which
// probabilities, F1 and calibration error hold. It is the same for every label: how
// many sources happen to show one says nothing about traffic.
const assumed = 0.3

// judged lists the scores of a label over the judged examples, ascending. What shows
// the label weighs assumed of the whole, and on either side each source alike, less
// if it has few rows.
func (c *corpus) judged(l int, scores [][labels]float64, keep func(i int) bool) []scored {
	var count [2][]float64
	count[0], count[1] = make([]float64, len(c.sources)), make([]float64, len(c.sources))
	for i := range c.examples {
		if y := c.examples[i].y[l]; y >= 0 && keep(i) {
			count[y][c.examples[i].source]++
		}
	}
	var total [2]float64
	for side := range count {
		for _, n := range count[side] {
			total[side] += n / max(fewRows, n)
		}
	}
	var list []scored
	for i := range c.examples {
		if y := c.examples[i].y[l]; y >= 0 && keep(i) {
			s := c.examples[i].source
			share := [2]float64{1 - assumed, assumed}[y]
			list = append(list, scored{scores[i][l], y == 1, share / max(fewRows, count[y][s]) / total[y], s})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	return list
}

func everything(int) bool { return true }

// auc is the area under the curve of a list in ascending order: the chance that
// what shows the label scores above what does not. NaN if either is missing, or if a
// score is none; such scores come first.
func auc(list []scored, times []float64) float64 {
	if len(list) > 0 && math.IsNaN(list[0].score) {
		return math.NaN()
	}
	below, above, sum := 0.0, 0.0, 0.0
	for i := 0; i < len(list); {
		j, pos, neg := i, 0.0, 0.0
		for ; j < len(list) && list[j].score == list[i].score; j++ {
			w := list[j].weight * times[list[j].source]
			if list[j].is {
				pos += w
			} else {
				neg += w
			}
		}
		sum += pos * (below + neg/2)
		below, above = below+neg, above+pos
		i = j
	}
	return sum / (below * above)
}

// f1 is the harmonic mean of precision and recall of the scores from half on.
func f1(list []scored, times []float64) float64 {
	var hit, miss, wrong float64
	for _, s := range list {
		w := s.weight * times[s.source]
		switch {
		case s.is && s.score >= 0.5:
			hit += w
		case s.is:
			miss += w
		case s.score >= 0.5:
			wrong += w
		}
	}
	return 2 * hit / (2*hit + miss + wrong)
}

// calibrationError is the mean distance of probability and share, over ten bins of
// probability, weighted (Guo et al., ICML 2017).
func calibrationError(list []scored, times []float64) float64 {
	var gap, total [10]float64
	all := 0.0
	for _, s := range list {
		w := s.weight * times[s.source]
		b := min(max(int(s.score*10), 0), 9)
		total[b] += w
		gap[b] += w * s.score
		if s.is {
			gap[b] -= w
		}
		all += w
	}
	sum := 0.0
	for b := range gap {
		sum += math.Abs(gap[b])
	}
	return sum / all
}

// interval is a figure with its bounds at 95 %.
type interval struct{ value, low, high float64 }

const draws = 200

// over measures with every source once, and bounds it by drawing sources with
// replacement: other sources would have given other figures. It stops when the
// context ends.
func (c *corpus) over(ctx context.Context, measure func(times []float64) float64) interval {
	times := make([]float64, len(c.sources))
	for s := range times {
		times[s] = 1
	}
	out := interval{value: measure(times)}
	random := rand.New(rand.NewPCG(1, 5))
	var values []float64
	for range draws {
		if ctx.Err() != nil {
			break
		}
		clear(times)
		for range times {
			times[random.IntN(len(times))]++
		}
		if v := measure(times); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	if n := len(values); n > 0 {
		out.low, out.high = values[n*25/1000], values[n*975/1000]
	}
	return out
}

// topicF1 is the macro F1 of the best topic among rows that show just one, where
// each topic weighs alike and within it each source. With no topic at half or more
// the answer is unsure, which is wrong.
func (c *corpus) topicF1(chances [][labels]float64, times []float64) float64 {
	var count, total [labels][]float64
	for l := range labels {
		count[l], total[l] = make([]float64, len(c.sources)), make([]float64, 1)
	}
	only := make([]int, len(c.examples))
	for i := range c.examples {
		only[i] = c.onlyTopic(i)
		if l := only[i]; l >= 0 {
			count[l][c.examples[i].source]++
		}
	}
	for l := range labels {
		for s, n := range count[l] {
			total[l][0] += times[s] * n / max(fewRows, n)
		}
	}
	var hit, miss, wrong [labels]float64
	for i, l := range only {
		if l < 0 {
			continue
		}
		s := c.examples[i].source
		w := times[s] / max(fewRows, count[l][s]) / total[l][0]
		got := c.bestTopic(i, chances)
		if got == l {
			hit[l] += w
			continue
		}
		miss[l] += w
		if got >= 0 {
			wrong[got] += w
		}
	}
	sum, n := 0.0, 0.0
	for l := range labels {
		if total[l][0] > 0 {
			sum += 2 * hit[l] / (2*hit[l] + miss[l] + wrong[l])
			n++
		}
	}
	return sum / n
}

// onlyTopic gives the topic of a row that shows just one, else -1.
func (c *corpus) onlyTopic(i int) int {
	found := -1
	for l := range labels {
		if !isForm(l) && c.examples[i].y[l] == 1 {
			if found >= 0 {
				return -1
			}
			found = l
		}
	}
	return found
}

// bestTopic gives the topic of the highest chance among those that the row was
// judged for, -1 when none reaches half.
func (c *corpus) bestTopic(i int, chances [][labels]float64) int {
	best, top := -1, 0.5
	for l := range labels {
		if !isForm(l) && c.examples[i].y[l] >= 0 && chances[i][l] >= top {
			best, top = l, chances[i][l]
		}
	}
	return best
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

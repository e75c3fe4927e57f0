package campaign

import (
	"cmp"
	"math"
	"slices"
)

// rates are the smallest false-discovery rates at which something is reported: by this
// look at the traffic alone, and however often one looks.
type rates struct{ now, anytime float64 }

// anytime gives what the largest of a growing group's e-values, looked at again and
// again, is worth as evidence at any look, in nats: the adjuster (e - 1 - ln e) / ln² e
// of Shafer, Shen, Vereshchagin and Vovk ("Test Martingales, Bayes Factors and
// p-Values", Statistical Science 2011), an e-value for every e-process. What has passed
// once goes on passing, so that with it the share of false campaigns among all that were
// ever reported is bounded; without it, that among those of one look is. The largest so
// far is at least the last, so the last will do.
func anytime(nats float64) float64 {
	switch {
	case nats <= 1e-3: // its limit at e = 1, where every e-process begins
		return -math.Ln2
	case nats > 40: // what is not e itself is beyond a float's precision
		return nats - 2*math.Log(nats)
	}
	return math.Log((math.Expm1(nats) - nats) / (nats * nats))
}

// now is the evidence, in nats, as it counts at this look.
func (j *judgement) now() float64 { return j.total }

// anytime is the evidence, in nats, as it counts at any look.
func (j *judgement) anytime() float64 { return j.weight + anytime(j.total-j.weight) }

// ratesOf gives the rates of each candidate, by e-BH.
func ratesOf(judged []judgement) []rates {
	all := make([]rates, len(judged))
	for i, q := range qValues(judged, (*judgement).now) {
		all[i].now = q
	}
	for i, q := range qValues(judged, (*judgement).anytime) {
		all[i].anytime = q
	}
	return all
}

// alone gives the rates of one of a number of candidates, whatever the others are.
func (j *judgement) alone(candidates float64) rates {
	return rates{
		now:     math.Min(1, candidates*math.Exp(-j.now())),
		anytime: math.Min(1, candidates*math.Exp(-j.anytime())),
	}
}

// qValues gives, for each candidate, the smallest false-discovery rate at which
// e-BH reports it, where evidence is the logarithm of a weighted e-value.
func qValues(judged []judgement, evidence func(*judgement) float64) []float64 {
	order := strongestFirst(judged, evidence)
	q := make([]float64, len(judged))
	least := 1.0
	for k := len(order); k >= 1; k-- {
		i := order[k-1]
		least = min(least, float64(len(judged))/float64(k)*math.Exp(-evidence(&judged[i])))
		q[i] = least
	}
	return q
}

func strongestFirst(judged []judgement, evidence func(*judgement) float64) []int {
	order := make([]int, len(judged))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(evidence(&judged[b]), evidence(&judged[a])) })
	return order
}

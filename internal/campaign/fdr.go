package campaign

import (
	"cmp"
	"math"
	"slices"
)

// rates are the smallest false-discovery rates at which something is reported: by this
// look at the traffic alone, and however often one looks.
type rates struct{ now, anytime float64 }

// now is the evidence, in nats, as it counts at this look.
func (j *judgement) now() float64 { return j.total }

// anytime is the evidence, in nats, as it counts at any look.
func (j *judgement) anytime() float64 { return j.weight + anytime(j.total-j.weight) }

// alone gives the rates of one of a number of candidates, whatever the others are.
func (j *judgement) alone(candidates float64) rates {
	return rates{
		now:     math.Min(1, candidates*math.Exp(-j.now())),
		anytime: math.Min(1, candidates*math.Exp(-j.anytime())),
	}
}

// ratesOf gives the rates of each candidate, where now are the claims of this look. They are
// exact where they are at most fdr, and an upper bound beyond it.
func ratesOf(judged []judgement, now *claims, fdr float64) []rates {
	all := make([]rates, len(judged))
	for i, q := range now.qValues(fdr) {
		all[i].now = q
	}
	for i, q := range newClaims(judged, (*judgement).anytime).qValues(fdr) {
		all[i].anytime = q
	}
	return all
}

// claims are the weighted e-values of one look, which the closed e-BH procedure chooses
// from (Xu, Fischer and Ramdas, "Bringing closure to FDR control: beating the e-BH
// procedure", 2025).
//
// Any set S of candidates of which none is a campaign has an e-value: the mean of its
// e-values by weight. A set R may be reported at a rate q where for every S this mean is
// at least the share |S ∩ R| / |R| that would be false, over q. Whatever S is, then, what
// is false is at most q on the mean. e-BH asks the same of all m candidates whether S has
// them or not, so what it reports is reported here too; here the campaigns count nothing
// against one another, and the honest groups only as far as they speak against R.
type claims struct {
	order []int     // of what was judged, the largest weighted e-value first
	value []float64 // the weighted e-values, so ordered
	of    []float64 // their weights
	least []float64 // the smallest e-value among the first k
	whole float64   // weight of all

	rank []float64 // the e-values, ascending
	sumV []float64 // sums of the weighted e-values, in that order
	sumW []float64 // sums of the weights
}

// mostNats bounds an e-value, so that sums of them stay finite.
const mostNats = 60

// newClaims orders what was judged, evidence being the logarithm of a weighted e-value.
func newClaims(judged []judgement, evidence func(*judgement) float64) *claims {
	n := len(judged)
	c := &claims{order: strongestFirst(judged, evidence), least: make([]float64, n+1), sumV: make([]float64, n+1), sumW: make([]float64, n+1)}
	c.least[0] = math.Inf(1)
	e := make([]float64, n) // in order
	for k, i := range c.order {
		weight := math.Exp(judged[i].weight)
		c.value = append(c.value, math.Exp(min(evidence(&judged[i]), mostNats)))
		c.of = append(c.of, weight)
		c.whole += weight
		e[k] = c.value[k] / weight
		c.least[k+1] = min(c.least[k], e[k])
	}
	ascending := make([]int, n)
	for k := range ascending {
		ascending[k] = k
	}
	slices.SortFunc(ascending, func(a, b int) int { return cmp.Compare(e[a], e[b]) })
	for at, k := range ascending {
		c.rank = append(c.rank, e[k])
		c.sumV[at+1] = c.sumV[at] + c.value[k]
		c.sumW[at+1] = c.sumW[at] + c.of[k]
	}
	return c
}

// allowed reports whether the first k may be reported at a rate of q, were the weighted
// e-value of the last of them what last says.
//
// The worst S has of the first k, for each number r, those whose e-values speak least,
// and of the others all whose e-values are below r / (k q). That the r smallest weighted
// e-values and the r largest weights are taken for one another's asks a little more.
func (c *claims) allowed(k int, q, last float64) bool {
	if last >= c.whole/(float64(k)*q) {
		return true // by e-BH
	}
	weights := slices.Clone(c.of[:k])
	slices.SortFunc(weights, func(a, b float64) int { return cmp.Compare(b, a) })
	value, weight := last, 0.0
	for r := 1; r <= k; r++ {
		bound := float64(r) / (float64(k) * q)
		if r > 1 {
			value += c.value[k-r]
		}
		weight += weights[r-1]
		if value < bound*weight-c.against(k, bound) {
			return false
		}
	}
	return true
}

// against is by how much those below the first k fall short of a bound on the e-value,
// by weight: at most zero.
func (c *claims) against(k int, bound float64) float64 {
	below, _ := slices.BinarySearch(c.rank, bound)
	short := c.sumV[below] - bound*c.sumW[below]
	if c.least[k] < bound {
		for i := range k {
			short -= min(0, c.value[i]-bound*c.of[i])
		}
	}
	return short
}

// most is how many may be reported at a rate of q.
func (c *claims) most(q float64) int {
	for k := len(c.value); k > 0; k-- {
		if c.value[k-1]*float64(k)*q >= c.of[k-1] && c.allowed(k, q, c.value[k-1]) {
			return k
		}
	}
	return 0
}

// needed is the evidence, in nats, with which one of the first k would still be reported
// at a rate of q if the others are what they are; what the first would need when k is 0.
func (c *claims) needed(k int, q float64) float64 {
	enough := math.Log(c.whole / (float64(max(k, 1)) * q))
	if k == 0 {
		return enough
	}
	enough = min(enough, math.Log(c.value[k-1]))
	return smallest(math.Log(1/(float64(k)*q))-mostNats, enough, func(nats float64) bool { return c.allowed(k, q, math.Exp(nats)) })
}

// qValues gives, for each of what was judged, the smallest rate at which it is reported,
// where that is at most fdr; beyond it that of e-BH.
func (c *claims) qValues(fdr float64) []float64 {
	q := make([]float64, len(c.order))
	exact := c.most(fdr)
	least := 1.0
	for k := len(c.order); k >= 1; k-- {
		rate := c.whole / (float64(k) * c.value[k-1])
		if k <= exact {
			most := math.Log(min(least, rate))
			if rate = math.Exp(most); c.allowed(k, rate*(1-1e-9), c.value[k-1]) {
				rate = math.Exp(smallest(most-20, most, func(nats float64) bool { return c.allowed(k, math.Exp(nats), c.value[k-1]) }))
			}
		}
		least = min(least, rate)
		q[c.order[k-1]] = least
	}
	return q
}

// smallest is where something begins to hold that holds at the end.
func smallest(from, to float64, holds func(float64) bool) float64 {
	for range 40 {
		middle := (from + to) / 2
		if holds(middle) {
			to = middle
		} else {
			from = middle
		}
	}
	return to
}

// strongestFirst gives the order of what was judged by its evidence, the strongest first.
func strongestFirst(judged []judgement, evidence func(*judgement) float64) []int {
	order := make([]int, len(judged))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(evidence(&judged[b]), evidence(&judged[a])) })
	return order
}

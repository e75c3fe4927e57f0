package campaign

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// channel is a set of tests that depend on each other. Its worth is bounded by
// how often honest groups look alike under it: with a look-alike rate of one in
// n, no evidence of this channel can be worth more than a factor of n.
type channel struct {
	name  string
	cap   float64 // nats
	tests []func(*group) []iolaus.Evidence
}

// channels lists every test. The caps are the logarithms of the look-alike
// rates of honest groups: one candidate in a thousand has a pool of cards (companies
// with offices), one in a hundred one of networks alone, has no individuality (classes,
// benchmarks), hands reasoning on between accounts, or is paced by a machine; one in
// fifty asks for what a distillation pipeline needs (grading teams, benchmark authors),
// spreads products over accounts or hands conversations on; one in twenty is evenly
// loaded to some degree; one in six was created together (users of a new tutorial).
func channels() []channel {
	return []channel{
		{"identity", math.Log(lookAlikePersons), []func(*group) []iolaus.Evidence{sharedIdentity}},
		{"queue", math.Log(100), []func(*group) []iolaus.Evidence{oneQueue}},
		{"clientele", math.Log(50), []func(*group) []iolaus.Evidence{oneClientele, sharedSeats}},
		{"load", math.Log(maxEven), []func(*group) []iolaus.Evidence{evenness}},
		{"sessions", math.Log(20), []func(*group) []iolaus.Evidence{sessions}},
		{"timing", math.Log(100), []func(*group) []iolaus.Evidence{steadyTotal, synchrony, handOver, topicBatches}},
		{"intent", math.Log(50), []func(*group) []iolaus.Evidence{intent}},
		{"dialogue", math.Log(50), []func(*group) []iolaus.Evidence{carriedOver}},
		{"replay", math.Log(100), []func(*group) []iolaus.Evidence{artefactReplay}},
		{"life", math.Log(6), []func(*group) []iolaus.Evidence{createdTogether, pivot, turned, movedDown, displaced}},
	}
}

// judgement is the outcome of all tests on one group.
type judgement struct {
	byChannel map[string]float64  // nats, capped
	total     float64             // nats, channels added to the group's weight
	weight    float64             // nats, the group's weight alone
	evidence  [][]iolaus.Evidence // by channel
}

// judge runs every test on the group.
func judge(g *group) judgement {
	j := judgement{byChannel: map[string]float64{}, weight: g.weight()}
	j.total = j.weight
	for _, c := range testsOf(g.candidate.lone, g.inside) {
		var found []iolaus.Evidence
		for _, test := range c.tests {
			found = append(found, test(g)...)
		}
		for i := range found {
			found[i].Channel = c.name
		}
		worth := min(meanOf(found), c.cap)
		j.byChannel[c.name] = worth
		j.total += worth
		j.evidence = append(j.evidence, found)
	}
	return j
}

// strongest lists the evidence: first the strongest of each channel, since one
// channel counts once, then the next of each, and what speaks against last; among them by
// what they count for, which is no more than the channel does.
func (j judgement) strongest() []iolaus.Evidence {
	type ranked struct {
		iolaus.Evidence
		rank   int
		counts float64 // nats
	}
	var all []ranked
	for _, found := range j.evidence {
		sorted := slices.Clone(found)
		slices.SortStableFunc(sorted, func(a, b iolaus.Evidence) int { return cmp.Compare(b.LLR, a.LLR) })
		for rank, e := range sorted {
			if e.LLR <= 0 {
				rank = math.MaxInt
			}
			all = append(all, ranked{e, rank, min(e.LLR, j.byChannel[e.Channel])})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.counts, a.counts), cmp.Compare(b.LLR, a.LLR))
	})
	evidence := make([]iolaus.Evidence, len(all))
	for i, e := range all {
		evidence[i] = e.Evidence
	}
	return evidence
}

// speaks reports whether a channel speaks for a campaign, by a factor of three or more.
func (j judgement) speaks(channel string) bool { return j.byChannel[channel] >= math.Log(3) }

// strong counts the channels that speak for a campaign.
func (j judgement) strong() int {
	n := 0
	for channel := range j.byChannel {
		if j.speaks(channel) {
			n++
		}
	}
	return n
}

// counting is how many channels speak for a campaign, load that is even beyond doubt
// counting as two.
func (j judgement) counting() int {
	if j.surelyEven() {
		return j.strong() + 1
	}
	return j.strong()
}

// full reports whether three channels speak for a campaign.
func (j judgement) full() bool { return j.counting() >= minChannelsDistillation }

// broad reports whether a verdict of distillation rests on enough: on three channels, or
// on two and a third made of the others, for and against, together.
func (j judgement) broad() bool {
	others := 0.0
	for _, channel := range slices.Sorted(maps.Keys(j.byChannel)) { // sums depend on the order
		if !j.speaks(channel) {
			others += j.byChannel[channel]
		}
	}
	return j.full() || j.counting() == minChannelsDistillation-1 && others >= math.Log(3)
}

// surelyEven reports whether the load is even beyond doubt.
func (j judgement) surelyEven() bool { return j.byChannel["load"] >= math.Log(maxEven) }

// meanOf gives the logarithm of the mean of the likelihood ratios of tests.
func meanOf(evidence []iolaus.Evidence) float64 {
	if len(evidence) == 0 {
		return 0
	}
	llrs := make([]float64, len(evidence))
	for i, e := range evidence {
		llrs[i] = e.LLR
	}
	return logMean(llrs)
}

// logMean gives the logarithm of the mean of what values are the logarithms of: the mean
// of e-values is an e-value whatever their dependence (Vovk and Wang 2021).
func logMean(values []float64) float64 {
	top := slices.Max(values)
	sum := 0.0
	for _, v := range values {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum/float64(len(values)))
}

// fromP turns a p-value into a log e-value by the calibrator 1/(2 sqrt p)
// (Vovk and Wang 2021).
func fromP(p float64) float64 { return -math.Log(2) - math.Log(p)/2 }

// toP bounds the p-value that a log e-value stands for, by Markov's inequality.
func toP(llr float64) float64 { return math.Exp(-math.Max(0, llr)) }

// logNormal is the log density of a normal distribution.
func logNormal(x, mean, sd float64) float64 {
	z := (x - mean) / sd
	return -z*z/2 - math.Log(sd) - math.Log(2*math.Pi)/2
}

// upperTail is the probability that a standard normal exceeds z.
func upperTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// binomialLLR weighs k of n against the honest rate p, in nats: the likelihood ratio
// averaged over higher rates, by the factor of their odds, so an e-value of at most p,
// where the ratio at the rate that fits best would flatter. Negative where there are no
// more than expected.
func binomialLLR(k, n, p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	factors := []float64{1.5, 2.5, 5, 15, 60, 300}
	llrs := make([]float64, len(factors))
	for i, f := range factors {
		q := f * p / (1 - p + f*p)
		llrs[i] = k*math.Log(q/p) + (n-k)*math.Log((1-q)/(1-p))
	}
	return logMean(llrs)
}

// bet weighs whether the mean of shares of parties, each between 0 and 1, exceeds a mean
// below one half, in nats: the fortune of one who stakes a part of it on each, averaged
// over the parts, which is an e-value whatever the distribution (Waudby-Smith and Ramdas
// 2024).
func bet(shares []float64, mean float64) float64 {
	stakes := []float64{0, 0.5, 1, 2}
	fortunes := make([]float64, len(stakes))
	for i, stake := range stakes {
		for _, x := range shares {
			fortunes[i] += math.Log1p(stake * (x - mean))
		}
	}
	return logMean(fortunes)
}

// has reports whether a test had enough to look at.
func (j judgement) has(kind string) bool {
	return slices.ContainsFunc(j.evidence, func(found []iolaus.Evidence) bool {
		return slices.ContainsFunc(found, func(e iolaus.Evidence) bool { return e.Kind == kind })
	})
}

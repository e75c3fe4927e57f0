package campaign

import (
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the load test.
const (
	maxWeighed  = 600 // members that are looked at
	minActivity = 3   // exchanges per member below which dispersion says nothing
)

// Spreads of load: the standard deviation of the logarithm of a member's exchanges per
// day beyond the counting error, with weights. Evenly fed accounts differ by their hours,
// bans and pauses; honest users of one template by as much as people do. Both are fitted
// to groups of development worlds by expectation maximisation, and a little wider.
func evenSpreads() (spread, weight []float64) {
	return []float64{0.12, 0.25, 0.35}, []float64{0.5, 0.25, 0.25}
}

func honestSpreads() (spread, weight []float64) {
	return []float64{0.35, 0.45, 0.6, 0.8, 1.1, 1.5}, []float64{0.05, 0.12, 0.33, 0.33, 0.15, 0.02}
}

// Strays: among the accounts of one operator there are now and then some of others.
const (
	strayShare  = 0.02
	straySpread = 1.5
	surelyStray = 0.9
)

// centerStep is the distance between centers of load that are tried, in nats.
const (
	centerStep  = 0.1
	centersEach = 30 // on either side of the median
)

// loads are the exchanges per day of members.
type loads struct {
	of       []int     // members
	rate     []float64 // logarithms of their exchanges per day
	variance []float64 // of the logarithms, by chance alone
	median   float64   // of the logarithms

	even           float64 // how much their spread speaks for a dispatcher, in nats
	center, spread float64 // of the loads, if a dispatcher spreads them
}

// loadsOf weighs the members' loads, once.
func (g *group) loadsOf() *loads {
	if g.loads == nil {
		g.loads = g.findLoads()
		g.loads.weigh()
	}
	return g.loads
}

// findLoads gives the exchanges per day of the members, each over its own time. Chance
// decides how often a member comes, how many conversations it has and how long they are,
// and, of one that is gone, when it would have come again.
func (g *group) findLoads() *loads {
	stride := 1 + len(g.members)/maxWeighed
	l := &loads{}
	each := 1 + g.lengthVariation() // of a conversation, as in a compound Poisson sum
	for m := 0; m < len(g.members); m += stride {
		trace := g.traces[m]
		n, s := float64(len(trace))+0.5, g.stay(m)
		variance := math.Max(each/(conversations(trace)+0.5), 1/(s.visits+0.5))
		if s.gone {
			variance += 1 / s.visits
		}
		l.of = append(l.of, m)
		l.rate = append(l.rate, math.Log(n*g.world.drawn(g.members[m])/s.days))
		l.variance = append(l.variance, variance)
	}
	sorted := slices.Sorted(slices.Values(l.rate))
	l.median = sorted[len(sorted)/2]
	return l
}

// maxVariation bounds the variation of lengths: a single endless conversation explains
// nothing about the others.
const maxVariation = 3

// lengthVariation is the squared coefficient of variation of the conversations' lengths,
// in exchanges: 0 where all are as long.
func (g *group) lengthVariation() float64 {
	var n, sum, squares float64
	add := func(length int) {
		n, sum, squares = n+1, sum+float64(length), squares+float64(length*length)
	}
	for _, trace := range g.traces {
		begun := 0
		for i := range trace {
			if trace[i].Root && i > begun {
				add(i - begun)
				begun = i
			}
		}
		add(len(trace) - begun)
	}
	return min(maxVariation, n*squares/(sum*sum)-1)
}

// conversations counts those that begin in a trace: what is handed to an account comes by
// the task, whose exchanges follow from it.
func conversations(trace []Exchange) float64 {
	n := 0.0
	for i := range trace {
		if trace[i].Root {
			n++
		}
	}
	return n
}

// Silence after which an account is gone, banned or given up: so many times the mean
// time between its visits, which chance exceeds once in 150 times, and two days.
const (
	goneGaps = 5
	goneDays = 2
)

// visitLength is how long what an account does belongs together, in milliseconds: an agent
// at a task asks many times within minutes, which tells nothing of when it is given the next.
const visitLength = 60 * 60 * 1000

// stay is a member's own time.
type stay struct {
	days   float64 // one at the least
	visits float64
	gone   bool // before the horizon
}

// stay gives a member's own time, from when it was first seen until it was gone. The
// accounts of a campaign come and go over weeks; what a dispatcher spreads evenly are the
// days in between. Since that time begins with a visit, as long is added as passes between
// two.
func (g *group) stay(m int) stay {
	trace := g.traces[m]
	first, last := trace[0].Time, trace[len(trace)-1].Time
	n, latest := visits(trace)
	// as if it had come once more, after as long as the others take
	gap := (float64(latest-first) + g.visitGap()) / n
	end := min(g.horizon, g.world.To)
	gone := float64(end-last) > math.Max(goneDays*dayMillis, goneGaps*gap)
	if gone {
		end = last
	}
	return stay{math.Max(1, (float64(end-first)+gap)/dayMillis), n, gone}
}

// visits counts how often an account came, an hour counting as one visit, and tells when
// the last one began.
func visits(trace []Exchange) (n float64, latest iolaus.Millis) {
	for i := range trace {
		if i == 0 || trace[i].Time-latest >= visitLength {
			n++
			latest = trace[i].Time
		}
	}
	return n, latest
}

// visitGap is the mean time between two visits of a member, in milliseconds, found once; a
// second at the least.
func (g *group) visitGap() float64 {
	if g.gap == 0 {
		span, gaps := 0.0, 0.0
		for _, trace := range g.traces {
			n, latest := visits(trace)
			span += float64(latest - trace[0].Time)
			gaps += n - 1
		}
		g.gap = math.Max(1000, span/math.Max(1, gaps))
	}
	return g.gap
}

// load is how many exchanges a member makes a day.
func (g *group) load(m int) float64 {
	return float64(len(g.traces[m])) * g.world.drawn(g.members[m]) / g.stay(m).days
}

// busiest is the highest load among some members; infinite where they are few.
func (g *group) busiest(among map[int32]bool) float64 {
	if len(among) < minAccountsRing {
		return math.Inf(1)
	}
	most := 0.0
	for m, a := range g.members {
		if among[a] {
			most = math.Max(most, g.load(m))
		}
	}
	return most
}

// evenness asks whether a dispatcher spreads the load: whether the members' exchanges
// per day differ as little as those of evenly fed accounts, or as much as those of
// users, whatever the mean. Two tests are averaged: by the spread of the logarithms, a
// few strays among evenly fed accounts allowed for; and by the dispersion, variance over
// mean, about 1 under random routing, 0 under round robin, a few where long sessions are
// handed out, and in proportion to the mean where people are at work.
//
// It cannot see weighted routing. Honest look-alikes: users at the cap of one plan, and
// users of a tutorial, who all do the same. A weak test.
func evenness(g *group) []iolaus.Evidence {
	if len(g.members) < minMembers {
		return nil
	}
	l := g.loadsOf()
	d, expected := l.dispersion()
	byDispersion := 0.0
	if g.exchanges >= minActivity*len(g.members) {
		byDispersion = dispersed(d, expected)
	}
	llr := g.tempered(logAdd(l.even, byDispersion) - math.Ln2)
	e := iolaus.Evidence{
		Kind:     "even_load",
		Observed: fmt.Sprintf("dispersion %.2g of exchanges per day over %d accounts", d, len(g.members)),
		Expected: fmt.Sprintf("about %.2g among honest users as busy, about 1 when a dispatcher spreads load", expected),
		LLR:      llr,
		P:        toP(llr),
		Text:     "The accounts differ in activity as unrelated users do.",
	}
	if llr > 0 {
		e.Text = "The accounts carry nearly the same load, as when a dispatcher spreads requests over them."
	}
	if l.even > byDispersion { // a few strays make a dispersion large
		within, usual := l.within()
		e.Observed = fmt.Sprintf("exchanges per day of half of %d accounts within a factor of %.2g of the median", len(g.members), within)
		e.Expected = fmt.Sprintf("a factor of %.2g among honest users as busy", usual)
	}
	return []iolaus.Evidence{e}
}

// usualSpread is in the middle of the spreads of honest users.
const usualSpread = 0.7

// within is the factor by which half of the loads differ from the median at most, and what
// it would be among honest users, whose loads chance spreads as much.
func (l *loads) within() (factor, honest float64) {
	chance, _ := moments(l.variance)
	return math.Exp(medianDistance(l.rate, l.median)), math.Exp(math.Sqrt(usualSpread*usualSpread+chance) / normalDistances)
}

// What even load is worth, as a factor. One honest group in twenty looks evenly loaded,
// though none is by as much as many accounts fed by a dispatcher: beyond a factor of twenty
// the cube root of what speaks for it counts.
const (
	someEven = 20
	maxEven  = 100
)

// tempered gives what an observed evenness counts for, in nats. An organisation, if half of
// the members are one, may well spread its load over its own accounts.
func (g *group) tempered(llr float64) float64 {
	most := math.Log(someEven)
	if llr > most && 2*g.tiesOf().largest() <= len(g.members) {
		most = math.Max(most, math.Min(llr/3, math.Log(maxEven)))
	}
	return math.Min(llr, most)
}

// honestVariation is the squared coefficient of variation of the exchanges per day of
// honest users, who differ by a factor of e to the 0.9 either way.
const honestVariation = 1.25

// dispersion is the variance of the exchanges per day over their mean, and what it
// would be among honest users who are as busy on the mean.
func (l *loads) dispersion() (d, honest float64) {
	rates := make([]float64, len(l.rate))
	for i, r := range l.rate {
		rates[i] = math.Exp(r)
	}
	mean, sd := moments(rates)
	return sd * sd * float64(len(rates)) / float64(len(rates)-1) / mean, 1 + honestVariation*mean
}

// dispersed weighs a dispersion, in nats: about 1 when a dispatcher spreads the load.
func dispersed(d, honest float64) float64 {
	x := math.Max(0, math.Log(d))
	return logNormal(x, 0, 0.9) - logNormal(x, math.Log(honest), 0.8)
}

// weigh fills in what the spread of the loads says.
func (l *loads) weigh() {
	spread, weight := evenSpreads()
	l.even, l.center, l.spread = l.likelihood(spread, weight, strayShare)
	spread, weight = honestSpreads()
	honest, _, _ := l.likelihood(spread, weight, 0)
	l.even -= honest
}

// likelihood gives the log-likelihood of the loads averaged over the spreads, each at
// its best center, and the center and spread that explain most. A share of the loads
// may be strays.
func (l *loads) likelihood(spreads, weights []float64, strays float64) (sum, center, spread float64) {
	sum = math.Inf(-1)
	best := sum
	for i, s := range spreads {
		at, c := l.bestCenter(s, strays)
		at += math.Log(weights[i])
		if at > best {
			best, center, spread = at, c, s
		}
		sum = logAdd(sum, at)
	}
	return sum, center, spread
}

// bestCenter finds the center that makes the loads likeliest at a spread, climbing from
// the median.
func (l *loads) bestCenter(spread, strays float64) (likelihood, center float64) {
	center = l.median
	likelihood = l.likelihoodAt(center, spread, strays)
	for _, step := range []float64{centerStep, -centerStep} {
		for range centersEach {
			next := l.likelihoodAt(center+step, spread, strays)
			if next <= likelihood {
				break
			}
			likelihood, center = next, center+step
		}
	}
	return likelihood, center
}

func (l *loads) likelihoodAt(center, spread, strays float64) float64 {
	sum := 0.0
	for i := range l.rate {
		fed, stray := l.densities(i, center, spread)
		sum += math.Log(math.Max(1e-300, (1-strays)*fed+strays*stray))
	}
	return sum
}

// densities gives the density of a load if it is the dispatcher's and if it is not.
func (l *loads) densities(i int, center, spread float64) (fed, stray float64) {
	return math.Exp(logNormal(l.rate[i], center, math.Sqrt(spread*spread+l.variance[i]))),
		math.Exp(logNormal(l.rate[i], center, math.Sqrt(straySpread*straySpread+l.variance[i])))
}

// strays tells the members that carry so much more than evenly fed ones that no
// dispatcher feeds them; nobody where the load is not even.
func (g *group) strays() []bool {
	strays := make([]bool, len(g.members))
	if len(g.members) < minMembers {
		return strays
	}
	l := g.loadsOf()
	if l.even < math.Log(3) {
		return strays
	}
	for i, m := range l.of {
		fed, stray := l.densities(i, l.center, l.spread)
		strays[m] = l.rate[i] > l.center && strayShare*stray > surelyStray*((1-strayShare)*fed+strayShare*stray)
	}
	return strays
}

// logAdd is log(exp(a) + exp(b)).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	return a + math.Log1p(math.Exp(b-a))
}

package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the clientele test.
const (
	clienteleLooks = 8          // exchanges of a member that are looked at
	clienteleApart = hourMillis // between two of them
	commonPrompt   = 3          // members that have a system prompt, for it to be looked at
	minClientele   = 8          // members with a pair to compare
	maxUniform     = 0.95       // chance of the same prompt across members, above which nothing differs
)

// promptLoyalty is how far honest accounts keep to their own among the system prompts
// that several accounts have: 0 when a prompt says nothing about the account, 1 when
// each account has one. A product has one prompt or a few, a person one agent.
func promptLoyalty() (loyalty, weight []float64) {
	return []float64{0.2, 0.35, 0.5, 0.7, 0.85, 0.97},
		[]float64{0.05, 0.07, 0.13, 0.2, 0.25, 0.3}
}

// oneClientele asks whether an account comes back to its own system prompts. The
// requests of a relay's customers, and those of an operator with a few prompts, are
// spread by a dispatcher: two exchanges of one account, an hour or more apart, carry
// the same prompt no more often than two of different accounts.
//
// Only prompts that several members have are looked at, so that prompts made up anew
// for every request say nothing. It cannot see an operator with one prompt, with none,
// or with one for each account. Honest look-alikes: a company that spreads several
// products over accounts it never declared. The test is ours; its view is the system
// prompt where oneQueue's is the topic.
func oneClientele(g *group) []iolaus.Evidence {
	looks := g.promptsSeen()
	equal, pairs, members := 0, 0, 0
	total := map[iolaus.Hash]float64{}
	var n, n2, own2 float64
	for _, seen := range looks {
		own := map[iolaus.Hash]float64{}
		for i, f := range seen {
			own[f]++
			if i%2 == 1 {
				pairs++
				if seen[i-1] == f {
					equal++
				}
			}
		}
		for f, k := range own {
			total[f] += k
			own2 += k * k
		}
		m := float64(len(seen))
		n, n2 = n+m, n2+m*m
		if m > 1 {
			members++
		}
	}
	if members < minClientele || n*n == n2 {
		return nil
	}
	across := -own2
	for _, k := range total {
		across += k * k
	}
	across /= n*n - n2
	if across > maxUniform || len(total) < 2 {
		return nil
	}
	spread, honest := 0.0, 0.0
	chance := func(loyalty float64) float64 {
		return binomial(equal, pairs, across+(1-across)*loyalty)
	}
	for _, loyalty := range []float64{0, 0.05, 0.1} {
		spread += chance(loyalty) / 3
	}
	loyalty, weight := promptLoyalty()
	for i := range loyalty {
		honest += weight[i] * chance(loyalty[i])
	}
	// half of the operators give every account prompts of its own
	ratio := (1 + math.Min(spread/math.Max(honest, 1e-300), 1e9)) / 2
	e := iolaus.Evidence{
		Kind: "one_clientele",
		Observed: fmt.Sprintf("%d of %d pairs of exchanges of one account carry the same of %d system prompts, %.0f %% across accounts",
			equal, pairs, len(total), 100*across),
		Expected: "mostly the same within an account among honest ones",
		LLR:      math.Log(ratio),
		Text:     "The accounts keep to system prompts of their own.",
	}
	e.P = math.Min(1, math.Exp(-e.LLR))
	if e.LLR > 0 {
		e.Text = "The system prompt says nothing about the account: a dispatcher spreads the same prompts over all of them."
	}
	return []iolaus.Evidence{e}
}

// promptsSeen gives, by member, the system prompts of a few exchanges an hour or more
// apart, without those that hardly any other member has.
func (g *group) promptsSeen() [][]iolaus.Hash {
	having := map[iolaus.Hash]int{}
	for _, trace := range g.traces {
		mine := map[iolaus.Hash]bool{}
		for i := range trace {
			if f := trace[i].Frame; f != 0 && !mine[f] {
				mine[f] = true
				having[f]++
			}
		}
	}
	looks := make([][]iolaus.Hash, len(g.traces))
	for m, trace := range g.traces {
		var last iolaus.Millis
		for i := range trace {
			x := &trace[i]
			if having[x.Frame] < commonPrompt || len(looks[m]) > 0 && x.Time-last < clienteleApart {
				continue
			}
			last = x.Time
			if looks[m] = append(looks[m], x.Frame); len(looks[m]) == clienteleLooks {
				break
			}
		}
	}
	return looks
}

// customers counts the system prompts that several members have, and the members that
// carry any of them.
func (g *group) customers() (prompts, serving int) {
	distinct := map[iolaus.Hash]bool{}
	for _, seen := range g.promptsSeen() {
		for _, f := range seen {
			distinct[f] = true
		}
		if len(seen) > 0 {
			serving++
		}
	}
	return len(distinct), serving
}

// binomial is the probability of k of n at a chance of p.
func binomial(k, n int, p float64) float64 {
	p = math.Min(math.Max(p, 1e-9), 1-1e-9)
	ways, _ := math.Lgamma(float64(n + 1))
	a, _ := math.Lgamma(float64(k + 1))
	b, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(ways - a - b + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
}

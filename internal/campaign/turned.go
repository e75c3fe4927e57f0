package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the test of turns.
const (
	turnStep    = 6 * hourMillis
	minTurnWork = 3    // exchanges of a party on either side
	minTurning  = 8    // parties with so many
	mostTurned  = 20   // the factor that it is worth at most
	leastTurn   = 0.05 // of a party's work: how far the mean of honest groups moves
)

// turned asks whether what the accounts want changes at one time in all of them: the
// mean over parties of how much more of one capability their work holds after than
// before, against the same in other accounts, in units of its own error. People change
// what they do as well, each in a direction and at a time of their own.
//
// It cannot see a slow change, nor accounts that are given up at the turn. Honest
// look-alikes: a class that goes on to its next assignment and a team with a new
// project, which count as one party; followers of a tutorial. Source: publicly reported,
// 2026 (a harvest that turned to reconstructing reasoning); the test is ours.
func turned(g *group) []iolaus.Evidence {
	mine, ok := g.turn()
	if !ok {
		return nil
	}
	llr := 0.0
	if mine.z > 4 { // the largest of some hundred
		llr = math.Min((mine.z-3)*(mine.z-3)/4, math.Log(mostTurned))
	}
	text := "What the accounts want changes in each at a time and in a direction of its own."
	if llr > 0 {
		text = fmt.Sprintf("At %s the accounts turned together: to %s.", instant(mine.at).Format("2006-01-02 15:04"), words(mine.to))
	}
	return []iolaus.Evidence{{
		Kind:     "turned",
		Observed: fmt.Sprintf("%.0f %% more of an account's work is %s from one time on, in the mean of %d (z %.1f)", 100*mine.more, words(mine.to), mine.parties, mine.z),
		Expected: fmt.Sprintf("%.0f %% more in other accounts", 100*mine.others),
		LLR:      llr,
		P:        math.Min(1, 100*upperTail(mine.z)),
		Text:     text,
	}}
}

// turn is a change of what is wanted at one time.
type turn struct {
	at      iolaus.Millis
	to      iolaus.Capability
	more    float64 // of a party's work, in the mean
	others  float64 // the same in other accounts
	z       float64
	parties int
}

// turn finds the group's largest; false where too few have enough on either side.
func (g *group) turn() (turn, bool) {
	t := g.tiesOf()
	parties := make([][][]Exchange, t.parties)
	for m, trace := range g.traces {
		p := t.party[m]
		parties[p] = append(parties[p], trace)
	}
	return g.world.turnsOf(parties, min(g.horizon, g.world.To)).largest(g.world.elsewhere().turns)
}

// turns hold, by step of time and capability, the sums over parties of how much more of
// their work is of it after than before.
type turns struct {
	from         iolaus.Millis
	parties      []float64 // by step
	sum, squares [][iolaus.CapabilityCount]float64
}

// turnsOf adds up the turns of parties, each with the traces of its accounts.
func (w *World) turnsOf(parties [][][]Exchange, end iolaus.Millis) *turns {
	steps := int((end-w.From)/turnStep) + 1
	t := &turns{
		from: w.From, parties: make([]float64, steps),
		sum: make([][iolaus.CapabilityCount]float64, steps), squares: make([][iolaus.CapabilityCount]float64, steps),
	}
	counts := make([][iolaus.CapabilityCount]float64, steps)
	for _, traces := range parties {
		first, last := steps, -1 // of its work: there is no turn before or after
		var all, before [iolaus.CapabilityCount]float64
		total, n := 0.0, 0.0
		for _, trace := range traces {
			for i := range trace {
				if x := &trace[i]; x.Time >= w.From && x.Time <= end {
					step := int((x.Time - w.From) / turnStep)
					first, last = min(first, step), max(last, step)
					counts[step][x.Best]++
					all[x.Best]++
					total++
				}
			}
		}
		for step := first; step <= last; step++ {
			if n >= minTurnWork && total-n >= minTurnWork {
				t.parties[step]++
				for c := range before {
					more := (all[c]-before[c])/(total-n) - before[c]/n
					t.sum[step][c] += more
					t.squares[step][c] += more * more
				}
			}
			for c, k := range counts[step] {
				before[c] += k
				n += k
			}
			clear(counts[step][:])
		}
	}
	return t
}

// largest is the turn that departs most from those of others, in units of its error.
func (t *turns) largest(others *turns) (largest turn, ok bool) {
	for step, n := range t.parties {
		if n < minTurning {
			continue
		}
		for c := range t.sum[step] {
			mean := t.sum[step][c] / n
			elsewhere := 0.0
			if step < len(others.parties) && others.parties[step] > 0 {
				elsewhere = others.sum[step][c] / others.parties[step]
			}
			sd := math.Sqrt(math.Max(0, t.squares[step][c]/n-mean*mean))
			z := (mean - elsewhere) / (sd/math.Sqrt(n) + leastTurn/2)
			if !ok || z > largest.z {
				ok = true
				largest = turn{t.from + iolaus.Millis(step)*turnStep, iolaus.Capability(c), mean, elsewhere, z, int(n)}
			}
		}
	}
	return largest, ok
}

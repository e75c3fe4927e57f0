package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the test of moves to another model.
const (
	retreatSpan   = 6 * hourMillis // after an exchange, for the next to follow it
	mostRetreat   = 20             // the factor that it is worth at most
	strangersMove = 0.05           // what honest accounts move beyond their habit, when they do
)

// movedDown asks whether accounts that were refused work on with another model: a smaller
// one refuses less. It counts how many exchanges that follow a refused one within six
// hours are on another model than it, against those that follow an exchange that was
// answered, of the same holders, and against what other accounts do after a refusal. Each
// holder or organisation counts once, by the share of its refusals.
//
// Which model is smaller it does not know. It cannot see an operator that drops what is
// refused. Honest look-alikes: routers that fall back, within one holder; people who try
// again elsewhere.
func movedDown(g *group) []iolaus.Evidence {
	t := g.tiesOf()
	parties := make([]moves, t.parties)
	for m, trace := range g.traces {
		parties[t.party[m]].count(trace)
	}
	after, habit, refused := together(parties)
	if refused < minMembers {
		return nil
	}
	n := float64(refused)
	base := math.Min(0.9, habit+math.Max(strangersMove, g.world.elsewhere().moved))
	llr := math.Min(binomialLLR(after*n, n, base), math.Log(mostRetreat))
	text := "After refusals the accounts keep to their models."
	if llr > 0 {
		text = "Accounts that were refused work on with another model, as when a smaller one is tried."
	}
	return []iolaus.Evidence{{
		Kind:     "moved_down",
		Observed: fmt.Sprintf("%.0f %% of exchanges after refusals, in the mean of %d holders, on another model than before", 100*after, refused),
		Expected: fmt.Sprintf("%.0f %% by their habit and that of others", 100*base),
		LLR:      math.Max(llr, -1), // keeping to a model says little
		P:        toP(llr),
		Text:     text,
	}}
}

// moves counts the exchanges that follow refused and answered ones, and those of them on
// another model.
type moves struct{ refused, moved, answered, changed float64 }

func (m *moves) count(trace []Exchange) {
	for i := 1; i < len(trace); i++ {
		before, x := &trace[i-1], &trace[i]
		other := 0.0
		switch {
		case x.Time-before.Time >= retreatSpan:
			continue
		case x.Model != before.Model:
			other = 1
		}
		if before.Refused {
			m.refused++
			m.moved += other
		} else {
			m.answered++
			m.changed += other
		}
	}
}

// together gives the mean over parties that were refused of the share of moves after a
// refusal, the mean of it otherwise, and how many they are. Of a party with few exchanges
// the habit is mostly that of all.
func together(parties []moves) (after, habit float64, refused int) {
	all := moves{answered: 1}
	for _, p := range parties {
		all.answered += p.answered
		all.changed += p.changed
	}
	for _, p := range parties {
		if p.refused == 0 {
			continue
		}
		refused++
		after += p.moved / p.refused
		habit += (p.changed + fewMoves*all.changed/all.answered) / (p.answered + fewMoves)
	}
	n := float64(max(1, refused))
	return after / n, habit / n, refused
}

// fewMoves is how many exchanges of others a party's habit is mixed with.
const fewMoves = 5

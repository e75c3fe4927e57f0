package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the test of moves to another model.
const (
	retreatSpan   = 6 * hourMillis // after a refusal
	minAfter      = 12             // exchanges within it
	mostRetreat   = 20             // the factor that it is worth at most
	strangersMove = 0.05           // what honest accounts move beyond their habit, when they do
)

// movedDown asks whether accounts that were refused work on with another model than
// they otherwise use: a smaller one refuses less. It counts, in the six hours after a
// refusal, the exchanges on another model than the account's usual one, against those at
// other times and against what other accounts do after a refusal.
//
// Which model is smaller it does not know. It cannot see an operator that drops what is
// refused. Honest look-alikes: routers that fall back, within one holder; people who try
// again elsewhere.
func movedDown(g *group) []iolaus.Evidence {
	after, moved, habit, refused := movesOf(g.traces)
	if after < minAfter || refused < minMembers {
		return nil
	}
	base := math.Min(0.9, habit+math.Max(strangersMove, g.world.elsewhere().moved))
	llr := math.Min(binomialLLR(moved, after, base), math.Log(mostRetreat))
	text := "After refusals the accounts keep to their models."
	if llr > 0 {
		text = "Accounts that were refused work on with another model, as when a smaller one is tried."
	}
	return []iolaus.Evidence{{
		Kind:     "moved_down",
		Observed: fmt.Sprintf("%d of %d exchanges after refusals, of %d accounts, on another model than usual", moved, after, refused),
		Expected: fmt.Sprintf("%.1f by their habit and that of others", base*float64(after)),
		LLR:      math.Max(llr, -1), // keeping to a model says little
		P:        math.Exp(-math.Max(0, llr)),
		Text:     text,
	}}
}

// movesOf counts the exchanges after refusals, those of them on another model than the
// account's usual one, the share of such at other times, and the accounts refused.
func movesOf(traces [][]Exchange) (after, moved int, habit float64, refused int) {
	quiet, quietMoved := 0, 0
	for _, trace := range traces {
		usual := usualModel(trace)
		last, seen := iolaus.Millis(0), false
		for i := range trace {
			x := &trace[i]
			off := 0
			if x.Model != usual {
				off = 1
			}
			if seen && x.Time-last < retreatSpan {
				after++
				moved += off
			} else {
				quiet++
				quietMoved += off
			}
			if x.Refused {
				if !seen {
					refused++
				}
				last, seen = x.Time, true
			}
		}
	}
	return after, moved, float64(quietMoved) / float64(max(1, quiet)), refused
}

// usualModel is the one that most exchanges use, the smaller hash among equals.
func usualModel(trace []Exchange) (usual iolaus.Hash) {
	count := map[iolaus.Hash]int{}
	for i := range trace {
		count[trace[i].Model]++
	}
	most := 0
	for model, n := range count {
		if n > most || n == most && model < usual {
			usual, most = model, n
		}
	}
	return usual
}

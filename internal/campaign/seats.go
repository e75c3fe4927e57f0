package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the test of shared seats.
const (
	seatsWithin  = 2 * hourMillis
	minReturns   = 2    // from one network to another and back, for an account to count
	strangeSeats = 0.03 // of honest accounts that do, at least
	mostSeats    = 20   // the factor that it is worth at most
)

// sharedSeats asks how many members are used from several networks at once: from one to
// another and back within two hours, twice or more, against other accounts. A seat
// that is sold to several people, or an account behind which a relay serves many, shows
// so.
//
// It cannot see people behind one exit. Honest look-alikes: an office and a telephone,
// keys of build servers, privacy relays, which change their address by the request; so
// the rate of others counts, and where that is high the test is silent.
func sharedSeats(g *group) []iolaus.Evidence {
	n, looked := seatsAmong(g.traces)
	if looked < minMembers {
		return nil
	}
	base := math.Max(strangeSeats, 2*g.world.elsewhere().seats)
	if base > 0.5 {
		return nil
	}
	llr := math.Min(binomialLLR(float64(n), float64(looked), base), math.Log(mostSeats))
	text := "The accounts are used from one place at a time, as others are."
	if llr > 0 {
		text = "The accounts are used from several places at once, as seats that are shared or sold."
	}
	return []iolaus.Evidence{{
		Kind:     "seats_shared",
		Observed: fmt.Sprintf("%d of %d accounts go from one network to another and back within two hours", n, looked),
		Expected: fmt.Sprintf("%.1f of as many other accounts", base*float64(looked)),
		LLR:      math.Max(llr, 0), // one place each is no acquittal
		P:        toP(llr),
		Text:     text,
	}}
}

// seatsAmong counts the accounts used from several networks at once, and those with
// enough exchanges to tell.
func seatsAmong(traces [][]Exchange) (n, looked int) {
	for _, trace := range traces {
		returns, runs := 0, 0
		for i := 2; i < len(trace); i++ {
			a, b, c := &trace[i-2], &trace[i-1], &trace[i]
			if c.Time-a.Time > seatsWithin || a.Network == 0 || b.Network == 0 {
				continue
			}
			runs++
			if a.Network == c.Network && a.Network != b.Network {
				returns++
			}
		}
		if runs >= 2*minReturns {
			looked++
			if returns >= minReturns {
				n++
			}
		}
	}
	return n, looked
}

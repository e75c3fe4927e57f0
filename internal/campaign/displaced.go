package campaign

import (
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the test of displacement.
const (
	displacedWithin = hourMillis
	minBans         = 4
	minArrivals     = 5
	mostCovered     = 0.5 // of the time, that lies so soon after a ban
	mostDisplaced   = 20  // the factor that it is worth at most
	restless        = 1.5 // how far honest arrivals cluster, as a factor
)

// displaced asks whether accounts of the group appear soon after others of it were
// stopped: the share of registrations, or of first exchanges of accounts registered
// before, within an hour of a ban, among those since the first ban, against the share of
// the time.
//
// It cannot see an operator with accounts in reserve, who does not begin a new one, nor
// one whose accounts are stopped all day long. Honest look-alikes: people who are
// stopped in error and register again, one each.
func displaced(g *group) []iolaus.Evidence {
	end := min(g.horizon, g.world.To)
	var bans, arrivals []iolaus.Millis
	for _, a := range g.members {
		if f := &g.world.Accounts[a].Facts; stopped(f) && f.StatusChanged > 0 && f.StatusChanged <= end {
			bans = append(bans, f.StatusChanged)
		}
	}
	if len(bans) < minBans {
		return nil
	}
	slices.Sort(bans)
	for m, a := range g.members {
		at := g.traces[m][0].Time
		if created := g.world.Accounts[a].Facts.Created; created > bans[0] {
			at = created
		}
		if at > bans[0] {
			arrivals = append(arrivals, at)
		}
	}
	covered := iolaus.Millis(0)
	for i, ban := range bans {
		until := min(ban+displacedWithin, end)
		if i+1 < len(bans) {
			until = min(until, bans[i+1])
		}
		covered += until - ban
	}
	part := float64(covered) / float64(max(1, end-bans[0]))
	if len(arrivals) < minArrivals || part > mostCovered {
		return nil
	}
	soon := 0
	for _, at := range arrivals {
		if i, _ := slices.BinarySearch(bans, at); i > 0 && at-bans[i-1] < displacedWithin {
			soon++
		}
	}
	base := math.Min(0.9, restless*part)
	llr := math.Min(binomialLLR(float64(soon), float64(len(arrivals)), base), math.Log(mostDisplaced))
	text := "Accounts appear at any time, whether others were stopped or not."
	if llr > 0 {
		text = "Where accounts are stopped, others of the group appear within an hour."
	}
	return []iolaus.Evidence{{
		Kind:     "displaced",
		Observed: fmt.Sprintf("%d of %d new accounts within an hour of one of %d bans", soon, len(arrivals), len(bans)),
		Expected: fmt.Sprintf("%.1f at any time", base*float64(len(arrivals))),
		LLR:      math.Max(llr, -1), // reserves are no acquittal
		P:        toP(llr),
		Text:     text,
	}}
}

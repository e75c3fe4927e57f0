package campaign

import (
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// TestPivotOfEverybody has a provider that withdraws a model, so that all accounts move to
// the next one within the hour: a group that does as all do has not pivoted.
func TestPivotOfEverybody(t *testing.T) {
	pivots := func(others iolaus.Hash) []iolaus.Evidence {
		w := &World{To: 10 * dayMillis, Names: map[iolaus.Hash]string{1: "old", 2: "new"}}
		g := &group{world: w, candidate: &Candidate{}, horizon: w.To}
		for a := range int32(100) {
			var trace []Exchange
			for h := range iolaus.Millis(240) {
				x := Exchange{Time: h*hourMillis + iolaus.Millis(a), Model: 1}
				switch {
				case h >= 120 && a < 20:
					x.Model = 2
				case h >= 120:
					x.Model = others
				}
				trace = append(trace, x)
			}
			w.Accounts = append(w.Accounts, traffic.Account{})
			w.Traces = append(w.Traces, trace)
			w.Reference = append(w.Reference, a)
			if a < 20 {
				g.members, g.traces = append(g.members, a), append(g.traces, trace)
			}
		}
		return pivot(g)
	}
	if e := pivots(2); len(e) > 0 && e[0].LLR > 0 {
		t.Errorf("where everybody moves, the group's move speaks %.1f nats for a campaign", e[0].LLR)
	}
	if e := pivots(1); len(e) == 0 || e[0].LLR < 1 {
		t.Errorf("where nobody else moves, the group's move says %v, want that it pivoted", e)
	}
}

package pipeline_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestHabits turns one dial at a time and looks for the test that it is there for, which
// has to be silent about the same campaign without it. A development seed.
func TestHabits(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and scans nine worlds")
	}
	const world = `
days: 4
release: 48h
populations:
  - {kind: chat, accounts: 700, rate: 5}
  - {kind: api, accounts: 200, rate: 10}
  - {kind: class, accounts: 90, rate: 4, group: 45}
  - {kind: hackathon, accounts: 60, rate: 10, group: 20}
  - {kind: ci, accounts: 12, rate: 45}
  - {kind: batch, accounts: 8, rate: 100}
  - {kind: failover, accounts: 12, rate: 36}
campaigns:
  - {name: amber, operator: op, shape: lockstep, accounts: 60, rate: 30, bans_per_day: %g, dials: {jitter: 0.5, dilution: 0.2, own_cards: 0.3%s}}
`
	evidence := func(bans float64, dial string) map[string]float64 {
		t.Helper()
		e, r := evaluated(t, scenario(t, fmt.Sprintf(world, bans, dial)), simulate.Development(12)[11])
		if e.Honest.Flagged.Part > 0 {
			t.Errorf("%q: %d honest accounts flagged", dial, e.Honest.Flagged.Part)
		}
		if len(r.Campaigns) == 0 {
			t.Fatalf("%q: no campaign found", dial)
		}
		found := map[string]float64{}
		for _, e := range r.Campaigns[0].Evidence {
			found[e.Kind] = e.LLR
		}
		for _, kind := range []iolaus.EventKind{iolaus.Turned, iolaus.MovedDown} {
			if slices.ContainsFunc(r.Campaigns[0].Events, func(e iolaus.Event) bool { return e.Kind == kind }) {
				found["event "+string(kind)] = math.Log(3)
			}
		}
		return found
	}
	plain := evidence(0.02, "")
	for _, test := range []struct {
		dial string
		bans float64
		kind string
	}{
		{"workers: 1", 0.02, "hand_over"},
		{"batches: 1", 0.02, "topic_batches"},
		{"turning: 0.8", 0.02, "turned"},
		{"turning: 0.8", 0.02, "event turned"},
		{"retreat: 1", 0.02, "moved_down"},
		{"retreat: 1", 0.02, "event moved_down"},
		{"seats: 1", 0.02, "seats_shared"},
		{"replacement: 1", 0.1, "displaced"},
	} {
		t.Run(test.kind, func(t *testing.T) {
			if with := evidence(test.bans, ", "+test.dial)[test.kind]; with < math.Log(3) {
				t.Errorf("%s: %s weighs %.1f nats", test.dial, test.kind, with)
			}
			if plain[test.kind] >= math.Log(3) {
				t.Errorf("without it %s weighs %.1f nats", test.kind, plain[test.kind])
			}
		})
	}
}

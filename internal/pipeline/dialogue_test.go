package pipeline_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestCarriedOver looks at a relay beside people who take conversations from one account
// to another themselves: it is seen by its customers' turns, unless each conversation
// stays on one account, and they are left alone. A development seed.
func TestCarriedOver(t *testing.T) {
	const world = `
days: 3
populations:
  - {kind: chat, accounts: 700, rate: 5}
  - {kind: api, accounts: 200, rate: 10}
  - {kind: shared, accounts: 80, rate: 8}
campaigns:
  - {name: bazaar, shape: reseller, accounts: 40, rate: 10, dials: {paraphrase: 0.5, own_cards: 0.5, home_addresses: 0.5, jitter: 0.5, sticky: %g}}
`
	for _, test := range []struct {
		sticky float64
		seen   bool
	}{{0, true}, {1, false}} {
		t.Run(fmt.Sprintf("sticky %g", test.sticky), func(t *testing.T) {
			e, r := evaluated(t, scenario(t, fmt.Sprintf(world, test.sticky)), simulate.Development(7)[6])
			seen := slices.ContainsFunc(r.Campaigns, func(c iolaus.Campaign) bool {
				return slices.ContainsFunc(c.Evidence, func(e iolaus.Evidence) bool { return e.Kind == "carried_over" && e.LLR > 10 })
			})
			if seen != test.seen {
				t.Errorf("conversations that were carried over are seen: %v, want %v", seen, test.seen)
			}
			if test.seen && e.Accounts.Recall.Rate() < 0.9 {
				t.Errorf("%d of %d accounts of the relay found", e.Accounts.Recall.Part, e.Accounts.Recall.Of)
			}
			if e.Honest.Flagged.Part > 0 {
				t.Errorf("%d honest accounts flagged", e.Honest.Flagged.Part)
			}
		})
	}
}

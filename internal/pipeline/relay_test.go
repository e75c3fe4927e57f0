package pipeline_test

import (
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestRelayTakenApart finds the harvest inside a relay whose operator hides with every
// dial half turned: the relay is named as one, and the exchanges made to distil apart
// from those of its customers. Development seeds.
func TestRelayTakenApart(t *testing.T) {
	const world = `
days: 3
populations:
  - {kind: chat, accounts: 700, rate: 5}
  - {kind: api, accounts: 200, rate: 10}
  - {kind: agent, accounts: 60, rate: 12}
campaigns:
  - name: bazaar
    shape: reseller
    accounts: 60
    rate: 8
    bans_per_day: 0.02
    dials: {sticky: 0.5, paraphrase: 0.5, own_cards: 0.5, home_addresses: 0.5, client_variety: 0.5, slow_signup: 0.5, fanout: 0.5, replacement: 0.5, jitter: 0.5, human_hours: 0.5, dilution: 0.5}
`
	var all []*evaluate.Evaluation
	for _, seed := range simulate.Development(6)[1:] {
		e, _ := evaluated(t, scenario(t, world), seed)
		bazaar := e.Campaigns[0]
		if bazaar.Verdicts[string(iolaus.Relay)] != 1 || bazaar.Inner.Campaigns != 1 {
			t.Errorf("seed %v: reported are %v and %d campaigns inside, want one relay and one", seed, bazaar.Verdicts, bazaar.Inner.Campaigns)
		}
		all = append(all, e)
	}
	inner := evaluate.Sum(all).Campaigns[0].Inner
	if inner.Distilled.Rate() < 0.8 || inner.Precision.Rate() < 0.95 {
		t.Errorf("inside are %v of the exchanges made to distil, and %v of those inside are; want 0.8 and 0.95", inner.Distilled.Rate(), inner.Precision.Rate())
	}
}

package campaign_test

import (
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
)

// TestFindSparesOrganisations has accounts that were registered together, share a card
// and a network and have no topics of their own. With a pool of cards and networks
// they are one operator's; with one of each they are an organisation whose members
// happen to work on the same thing.
func TestFindSparesOrganisations(t *testing.T) {
	for _, test := range []struct {
		name string
		one  bool
		want int
	}{{"pool", false, 1}, {"organisation", true, 0}} {
		t.Run(test.name, func(t *testing.T) {
			together := harvest()
			together.name, together.even, together.runs, together.one = "together", false, true, test.one
			together.capability = iolaus.Conversation
			if campaigns := find(t, build(5, append(honest(), together)...)); len(campaigns) != test.want {
				t.Errorf("%d campaigns, want %d", len(campaigns), test.want)
			}
		})
	}
}

// TestFindSeesARelayByItsCustomers spreads the requests of forty customers, each with
// a system prompt of its own, over accounts without a template. Accounts that keep to
// one of the prompts are not a relay. Customers are no campaign.
func TestFindSeesARelayByItsCustomers(t *testing.T) {
	for _, test := range []struct {
		name  string
		loyal bool
		want  int
	}{{"spread", false, 1}, {"kept", true, 0}} {
		t.Run(test.name, func(t *testing.T) {
			relay := population{
				name: "relay", accounts: 40, perDay: 8, prompts: 40, loyal: test.loyal,
				capability: iolaus.Conversation, linked: true, one: true, even: true,
			}
			relays := 0
			for _, c := range find(t, build(6, append(honest(), relay)...)) {
				if c.Verdict == iolaus.Relay {
					relays++
				}
				if c.Parent != "" {
					t.Errorf("%d exchanges of customers are reported as a campaign", c.Exchanges)
				}
			}
			if relays != test.want {
				t.Errorf("%d relays, want %d", relays, test.want)
			}
		})
	}
}

// TestFindLiftsTheCampaignInsideARelay has a harvest go through the accounts of a relay: it
// is a campaign of its own, and its accounts belong to it no more than to the relay.
func TestFindLiftsTheCampaignInsideARelay(t *testing.T) {
	campaigns := find(t, throughARelay(t, population{}))
	if len(campaigns) != 2 || campaigns[0].Verdict != iolaus.Relay || campaigns[1].Parent != campaigns[0].ID {
		t.Fatalf("%d campaigns, want a relay and what lives in it", len(campaigns))
	}
	of := map[string]float64{}
	for _, m := range campaigns[0].Accounts {
		of[m.Account] = m.Membership
	}
	for _, m := range campaigns[1].Accounts {
		if m.Membership != of[m.Account] || m.Membership == 1 {
			t.Errorf("%s belongs to the campaign with %g, to the relay with %g", m.Account, m.Membership, of[m.Account])
		}
	}
}

// throughARelay has a harvest go through the accounts of a relay, and others beside them.
func throughARelay(t *testing.T, beside population) *campaign.World {
	relay := population{
		name: "relay", accounts: 60, perDay: 12, prompts: 40,
		capability: iolaus.Conversation, linked: true, one: true, even: true,
	}
	inner := harvest()
	inner.name, inner.linked, inner.perDay = "inner", false, 6
	w := build(6, append(honest(), relay, inner, beside)...)
	from, to := numberOf(t, w, "inner"), numberOf(t, w, "relay")
	for i := range int32(relay.accounts) {
		trace := slices.Concat(w.Traces[to+i], w.Traces[from+i])
		slices.SortFunc(trace, func(a, b campaign.Exchange) int { return int(a.Time - b.Time) })
		w.Traces[to+i], w.Uses[to+i], w.Sampled[to+i] = trace, w.Uses[from+i], 3*w.Sampled[from+i]
		w.Traces[from+i], w.Uses[from+i] = nil, nil
	}
	return w
}

// TestGrowRelayByItsAccounts has an agency that uses the template of a relay's customer: it
// is no part of the relay.
func TestGrowRelayByItsAccounts(t *testing.T) {
	agency := harvest()
	agency.name, agency.accounts, agency.perDay, agency.linked, agency.created = "agency", 6, 12, false, 0
	w := throughARelay(t, agency)
	relay := firstOf(t, w, "relay", 60)
	if joined := campaign.Grow(w, relay, relay, 6); len(joined) != len(relay) {
		t.Errorf("%d accounts, want the %d of the relay", len(joined), len(relay))
	}
}

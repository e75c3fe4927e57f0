package campaign_test

import (
	"testing"

	"github.com/iolaus-project/iolaus"
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

package campaign

import (
	"math"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// TestSharedIdentityOfPersons has accounts that hang together through a pool: of cards and
// devices it counts for more than of networks, whose users may have met there, and more
// than where only two cards are in it or hardly anybody is on one.
func TestSharedIdentityOfPersons(t *testing.T) {
	const accounts = 24
	for _, test := range []struct {
		name         string
		kind, second iolaus.Kind
		from         int32 // the first account on a value of the first kind
		want         float64
	}{
		{"cards and devices", iolaus.Payment, iolaus.Device, 0, lookAlikePersons},
		{"cards and networks", iolaus.Payment, iolaus.Network, 0, lookAlikePersons},
		{"networks", iolaus.SignupNetwork, iolaus.Network, 0, lookAlikePool},
		{"two cards", iolaus.Payment, iolaus.Network, accounts - 8, lookAlikePool},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := onPool(accounts, func(a int32) iolaus.Kind {
				if a < test.from {
					return iolaus.SignupNetwork
				}
				return test.kind
			}, test.second)
			most := 0.0
			for _, e := range sharedIdentity(g) {
				most = math.Max(most, e.LLR)
			}
			if math.Abs(most-math.Log(test.want)) > 1e-9 {
				t.Errorf("the pool is worth a factor of %.0f, want %.0f", math.Exp(most), test.want)
			}
		})
	}
}

// onPool gives a group of accounts in which four at a time share a value of the kind that
// first gives, and four at a time, two further on, one of the second.
func onPool(accounts int32, first func(int32) iolaus.Kind, second iolaus.Kind) *group {
	c := &Candidate{}
	w := &World{
		To: 4 * dayMillis, Accounts: make([]traffic.Account, 1000), Families: &family.Families{},
		Uses: make([][]Use, 1000), Sampled: make([]int32, 1000), Traces: make([][]Exchange, 1000),
	}
	g := &group{world: w, candidate: c, horizon: w.To}
	for a := range accounts {
		w.Traces[a] = []Exchange{{ID: iolaus.Hash(a + 1), Time: iolaus.Millis(a+1) * hourMillis}}
		g.members, g.traces = append(g.members, a), append(g.traces, w.Traces[a])
		for _, b := range []int32{a + 1, a + 2, a + 3} {
			if b >= accounts {
				continue
			}
			l := iolaus.Link{A: a, B: b, LLR: 6}
			if a/4 == b/4 {
				l.Reasons = append(l.Reasons, iolaus.Reason{Kind: first(a), Value: iolaus.Hash(a / 4), LLR: 6})
			}
			if (a+2)/4 == (b+2)/4 {
				l.Reasons = append(l.Reasons, iolaus.Reason{Kind: second, Value: iolaus.Hash(100 + (a+2)/4), LLR: 6})
			}
			if len(l.Reasons) > 0 {
				c.Links = append(c.Links, l)
			}
		}
	}
	return g
}

// TestChannelsInsideARelay has a pool, which is the reseller's, count for less in judging
// what lives in the relay, and in what its report says of the channels.
func TestChannelsInsideARelay(t *testing.T) {
	g := onPool(24, func(int32) iolaus.Kind { return iolaus.Payment }, iolaus.Device)
	identity := func(inside bool) float64 {
		g.inside = inside
		return judge(g).byChannel["identity"]
	}
	if got := identity(false); math.Abs(got-math.Log(lookAlikePersons)) > 1e-9 {
		t.Fatalf("the pool is worth a factor of %.0f to a ring, want %d", math.Exp(got), lookAlikePersons)
	}
	judged := identity(true)
	if math.Abs(judged-math.Log(lookAlikePool)) > 1e-9 {
		t.Errorf("the pool is worth a factor of %.0f inside a relay, want %d", math.Exp(judged), lookAlikePool)
	}
	tally := NewTally(g.world, []Finding{
		{Verdict: iolaus.Relay, Parent: -1},
		{Verdict: iolaus.Distillation, Parent: 0, Confidence: 0.9, Evidence: judge(g).strongest()},
	})
	channels, _ := tally.channels(1, 0.01)
	for _, ch := range channels {
		if ch.Name == "identity" {
			if ch.Weight != rounded(judged) || ch.Most != rounded(math.Log(lookAlikePool)) {
				t.Errorf("the report has identity at %g of at most %g, judged as %g", ch.Weight, ch.Most, judged)
			}
			return
		}
	}
	t.Errorf("the report has no identity: %+v", channels)
}

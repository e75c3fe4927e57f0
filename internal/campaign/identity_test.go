package campaign

import (
	"math"
	"testing"

	"github.com/iolaus-project/iolaus"
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
			c := &Candidate{}
			g := &group{world: &World{Accounts: make([]traffic.Account, 1000)}, candidate: c}
			for a := range int32(accounts) {
				g.members = append(g.members, a)
				for _, b := range []int32{a + 1, a + 2, a + 3} {
					if b >= accounts {
						continue
					}
					l := iolaus.Link{A: a, B: b, LLR: 6}
					if a/4 == b/4 {
						kind := test.kind
						if a < test.from {
							kind = iolaus.SignupNetwork
						}
						l.Reasons = append(l.Reasons, iolaus.Reason{Kind: kind, Value: iolaus.Hash(a / 4), LLR: 6})
					}
					if (a+2)/4 == (b+2)/4 {
						l.Reasons = append(l.Reasons, iolaus.Reason{Kind: test.second, Value: iolaus.Hash(100 + (a+2)/4), LLR: 6})
					}
					if len(l.Reasons) > 0 {
						c.Links = append(c.Links, l)
					}
				}
			}
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

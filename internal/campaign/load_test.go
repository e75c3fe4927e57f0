package campaign

import (
	"math"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// TestLoadOfAccountsThatAreGone has forty accounts over four weeks that carry six
// exchanges a day each, but the half of which is banned after one to ten days: the load
// speaks for a dispatcher, as it would had all stayed. Where the half is used a tenth as
// much but stays, it speaks against one.
func TestLoadOfAccountsThatAreGone(t *testing.T) {
	const days, accounts, gap = 28, 40, dayMillis / 6
	for _, test := range []struct {
		name string
		days int           // until every other account is gone, and up to nine more
		each iolaus.Millis // between its exchanges
		fed  bool
	}{
		{"stay", days, gap, true},
		{"gone", 1, gap, true},
		{"little used", days, 10 * gap, false},
	} {
		g := &group{world: &World{To: days * dayMillis}, horizon: days * dayMillis}
		for m := range accounts {
			until, each := days, iolaus.Millis(gap)
			if m%2 == 0 {
				until, each = min(days, test.days+m/2%10), test.each
			}
			var trace []Exchange
			for at := iolaus.Millis(m) * 60_000; at < iolaus.Millis(until)*dayMillis; at += each {
				trace = append(trace, Exchange{Time: at})
			}
			g.members = append(g.members, int32(m))
			g.traces = append(g.traces, trace)
			g.world.Traces = append(g.world.Traces, trace)
			g.exchanges += len(trace)
			g.world.Accounts = append(g.world.Accounts, traffic.Account{Exchanges: int64(len(trace))})
		}
		switch llr := evenness(g)[0].LLR; {
		case test.fed && llr < math.Log(3):
			t.Errorf("%s: the load speaks %.1f nats for a dispatcher, want more than a factor of three", test.name, llr)
		case !test.fed && llr > 0:
			t.Errorf("%s: the load speaks %.1f nats for a dispatcher, want none", test.name, llr)
		}
	}
}

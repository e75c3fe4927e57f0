package campaign

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/iolaus-project/iolaus"
)

// bucket has accounts share a budget of one request in ten minutes.
func bucket(days, accounts int) [][]Exchange {
	r := rand.New(rand.NewPCG(1, 2))
	traces := make([][]Exchange, accounts)
	for n := range days * 24 * 6 {
		a := r.IntN(accounts)
		traces[a] = append(traces[a], taken(r, iolaus.Millis(600_000*int64(n)+r.Int64N(300_000))))
	}
	return traces
}

// TestTimingOfLongTraffic has a group at work for a week, in traffic of that week and of
// three years more, before and after: its timing says the same.
func TestTimingOfLongTraffic(t *testing.T) {
	const days, years = 7, 3 * 365
	weigh := func(before, after int) (llr []float64) {
		to := iolaus.Millis(days+after) * dayMillis
		g := &group{world: &World{From: -iolaus.Millis(before) * dayMillis, To: to}, candidate: &Candidate{}, horizon: to, traces: bucket(days, 30)}
		g.ties = &ties{parties: len(g.traces)}
		for a, trace := range g.traces {
			g.members, g.ties.party = append(g.members, int32(a)), append(g.ties.party, int32(a))
			g.exchanges += len(trace)
		}
		for _, test := range []func(*group) []iolaus.Evidence{steadyTotal, synchrony, handOver} {
			for _, e := range test(g) {
				llr = append(llr, e.LLR)
			}
		}
		return llr
	}
	alone := weigh(0, 0)
	if len(alone) < 2 || alone[0] < math.Log(100) {
		t.Fatalf("the timing weighs %.1f nats", alone)
	}
	for _, around := range [][2]int{{years, 0}, {0, years}, {years, years}} {
		for i, llr := range weigh(around[0], around[1]) {
			if llr != alone[i] {
				t.Errorf("%d days before and %d after: test %d weighs %.2f nats, want %.2f", around[0], around[1], i, llr, alone[i])
			}
		}
	}
}

// TestWholeDays bounds the days that are shifted.
func TestWholeDays(t *testing.T) {
	at := func(days ...float64) (trace []Exchange) {
		for _, d := range days {
			trace = append(trace, Exchange{Time: iolaus.Millis(d * dayMillis)})
		}
		return trace
	}
	for _, test := range []struct {
		world       float64
		traces      [][]Exchange
		from, until float64
	}{
		{4.5, [][]Exchange{at(1.2, 2.1)}, 0, 4},                             // all
		{400, [][]Exchange{at(100.5, 120.5), at(90.5, 101)}, 90, 121},       // where the group is at work
		{400, [][]Exchange{at(0.5, 380.2, 399.2), at(10)}, 380, 400},        // but for a stray, long before
		{400, [][]Exchange{at(10.5, 399.2), at(200)}, 397, 400},             // three at the least
		{400, [][]Exchange{at(0.5, 100, 200, 300, 350.5, 399.9)}, 350, 400}, // sixty at the most
		{400, [][]Exchange{at(0.1)}, 0, 3},
	} {
		to := iolaus.Millis(test.world * dayMillis)
		g := &group{world: &World{To: to}, horizon: to, traces: test.traces}
		got := g.wholeDays()
		if got.from != iolaus.Millis(test.from)*dayMillis || got.until != iolaus.Millis(test.until)*dayMillis || got.days != int(test.until-test.from) {
			t.Errorf("days %d to %d, want %v to %v", got.from/dayMillis, got.until/dayMillis, test.from, test.until)
		}
	}
}

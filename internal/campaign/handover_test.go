package campaign

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/iolaus-project/iolaus"
)

// TestHandOver holds that workers who wait for each other's answers are seen, and that
// accounts that merely work at the same time are not, however narrow it is.
func TestHandOver(t *testing.T) {
	const days, accounts = 7, 30
	hours := func(from, long float64) func(*rand.Rand, int) float64 {
		return func(r *rand.Rand, day int) float64 { return float64(day)*24 + from + long*r.Float64() }
	}
	for name, when := range map[string]func(*rand.Rand, int) float64{
		"round the clock": hours(0, 24),
		"office hours":    hours(9, 8),
		"nightly jobs":    hours(2, 1),
		"one day":         func(r *rand.Rand, _ int) float64 { return 24 + 15 + 2*r.Float64() },
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			traces := make([][]Exchange, accounts)
			for a := range traces {
				for n := range days * 20 {
					traces[a] = append(traces[a], taken(r, iolaus.Millis(hourMillis*when(r, n%days))))
				}
			}
			if worth := handOverWorth(t, traces, days); worth > 0 {
				t.Errorf("hand_over weighs %.1f nats", worth)
			}
		})
	}
	t.Run("workers", func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		traces := make([][]Exchange, accounts)
		for n := range days * 24 {
			at := iolaus.Millis(hourMillis * (float64(n) + 0.9*r.Float64()))
			for k := range 8 {
				x := taken(r, at)
				a := (8*n + k) % accounts
				traces[a] = append(traces[a], x)
				at += iolaus.Millis(x.Took) + 100
			}
		}
		if worth := handOverWorth(t, traces, days); worth < math.Log(100) {
			t.Errorf("hand_over weighs %.1f nats", worth)
		}
	})
}

// taken is a request whose answer took about nine seconds.
func taken(r *rand.Rand, at iolaus.Millis) Exchange {
	return Exchange{ID: iolaus.Hash(r.Uint64()), Time: at, Took: int32(9000 * math.Exp(0.4*r.NormFloat64()))}
}

// handOverWorth judges accounts that nothing ties together.
func handOverWorth(t *testing.T, traces [][]Exchange, days int) float64 {
	t.Helper()
	to := iolaus.Millis(days) * dayMillis
	g := &group{world: &World{To: to}, candidate: &Candidate{}, horizon: to, traces: traces}
	g.ties = &ties{parties: len(traces)}
	for a, trace := range traces {
		g.ties.party = append(g.ties.party, int32(a))
		g.exchanges += len(trace)
	}
	found := handOver(g)
	if len(found) != 1 {
		t.Fatalf("%d pieces of evidence, want 1", len(found))
	}
	return found[0].LLR
}

package campaign

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// through is a group over some days that nobody is in yet.
func through(days iolaus.Millis) *group {
	return &group{world: &World{To: days * dayMillis}, candidate: &Candidate{}, horizon: days * dayMillis}
}

// take adds a member that did what trace says.
func take(g *group, trace []Exchange) {
	g.members = append(g.members, int32(len(g.members)))
	g.traces = append(g.traces, trace)
	g.exchanges += len(trace)
	g.world.Traces = append(g.world.Traces, trace)
	g.world.Accounts = append(g.world.Accounts, traffic.Account{Exchanges: int64(len(trace))})
}

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
		g := through(days)
		for m := range accounts {
			until, each := days, iolaus.Millis(gap)
			if m%2 == 0 {
				until, each = min(days, test.days+m/2%10), test.each
			}
			var trace []Exchange
			for at := iolaus.Millis(m) * 60_000; at < iolaus.Millis(until)*dayMillis; at += each {
				trace = append(trace, Exchange{Time: at, Root: true})
			}
			take(g, trace)
		}
		switch llr := evenness(g)[0].LLR; {
		case test.fed && llr < math.Log(3):
			t.Errorf("%s: the load speaks %.1f nats for a dispatcher, want more than a factor of three", test.name, llr)
		case !test.fed && llr > 0:
			t.Errorf("%s: the load speaks %.1f nats for a dispatcher, want none", test.name, llr)
		}
	}
}

// TestLoadOfVisits has ninety accounts that come and go within four weeks, to which a
// dispatcher gives work every three days or so, at random: eight exchanges within minutes,
// in four conversations. That one was there once for a quarter of an hour says nothing of
// how busy it is, nor that it came an hour ago, and who is silent for some days is not
// gone. Where half of them have five times the work, the load speaks against a dispatcher.
func TestLoadOfVisits(t *testing.T) {
	const days, accounts, turns = 28, 90, 8
	for _, test := range []struct {
		name  string
		every float64 // days until every other account is given work again
		fed   bool
	}{
		{"fed", 3, true},
		{"as users are", 0.6, false},
	} {
		random := rand.New(rand.NewPCG(1, 1))
		g := through(days)
		for m := range accounts {
			every := 3.0
			if m%2 == 0 {
				every = test.every
			}
			var trace []Exchange
			at := random.Float64() * days
			for gone := min(days, at+10*random.ExpFloat64()); at < gone; at += random.ExpFloat64() * every {
				for i := range turns {
					trace = append(trace, Exchange{Time: iolaus.Millis(at*dayMillis) + iolaus.Millis(i)*120_000, Root: i%2 == 0})
				}
			}
			take(g, trace)
		}
		switch llr := g.loadsOf().even; {
		case test.fed && llr < math.Log(20):
			t.Errorf("%s: the load speaks %.1f nats for a dispatcher, want more than a factor of twenty", test.name, llr)
		case !test.fed && llr > 0:
			t.Errorf("%s: the load speaks %.1f nats for a dispatcher, want none", test.name, llr)
		}
	}
}

// TestLoadOfConversations has thirty accounts that a dispatcher hands one to three long
// tasks each within three days, as chance will: twenty exchanges or sixty say no more of an
// account than one task or three. The same counts of exchanges that each stand alone do not
// look fed.
func TestLoadOfConversations(t *testing.T) {
	const accounts, turns, days = 30, 20, 3
	load := func(length int) float64 {
		g := through(days)
		for m := range accounts {
			var trace []Exchange
			exchanges := turns * (1 + m%3)
			for i := range exchanges {
				begun := days * dayMillis * (i - i%length) / exchanges
				trace = append(trace, Exchange{Time: iolaus.Millis(begun + i%length*60_000 + m), Root: i%length == 0})
			}
			take(g, trace)
		}
		return g.loadsOf().even
	}
	if tasks, alone := load(turns), load(1); tasks < math.Log(20) || alone > math.Log(3) {
		t.Errorf("one to three tasks of %d turns speak %.1f nats for a dispatcher, want a factor of twenty; as many exchanges alone %.1f, want less than one of three", turns, tasks, alone)
	}
}

// TestLoadOfUnequalTasks has forty accounts that a dispatcher hands two tasks each, of two
// to sixty-four exchanges: who gets the long ones is chance and does not speak against it.
func TestLoadOfUnequalTasks(t *testing.T) {
	lengths := []int{2, 4, 8, 16, 64}
	g := through(1)
	for m := range 40 {
		first, second := lengths[m%5], lengths[m/5%5]
		var trace []Exchange
		for i := range first + second {
			trace = append(trace, Exchange{Time: iolaus.Millis(m+i*60) * 1000, Root: i == 0 || i == first})
		}
		take(g, trace)
	}
	if even := g.loadsOf().even; even < 0 {
		t.Errorf("two tasks of unequal length speak %.1f nats for a dispatcher, want none against", even)
	}
}

// TestTempered has evenness count in full up to a factor of twenty, and by its cube root
// beyond, up to a hundred, but not within an organisation; what speaks against is left as
// it is.
func TestTempered(t *testing.T) {
	strangers, organisation := through(1), through(1)
	for range 4 {
		take(strangers, nil)
		take(organisation, nil)
	}
	strangers.ties = &ties{party: []int32{0, 0, 1, 2}, parties: 3}
	organisation.ties = &ties{party: []int32{0, 0, 0, 1}, parties: 2}
	for llr, want := range map[float64][2]float64{
		-12: {-12, -12}, 0: {0, 0}, 2: {2, 2}, 3.5: {math.Log(20), math.Log(20)}, 8: {math.Log(20), math.Log(20)},
		12: {4, math.Log(20)}, 35: {math.Log(100), math.Log(20)}, math.Inf(1): {math.Log(100), math.Log(20)},
	} {
		for i, g := range []*group{strangers, organisation} {
			if got := g.tempered(llr); math.Abs(got-want[i]) > 1e-12 {
				t.Errorf("of %d parties, %g nats count for %g, want %g", g.ties.parties, llr, got, want[i])
			}
		}
	}
}

// TestEvennessShows has twenty accounts that are used a few percent apart and one that does
// fifty times as much, whose weight makes any dispersion large: what is shown is how close
// half of them are, closer than honest users.
func TestEvennessShows(t *testing.T) {
	const days = 4
	g := through(days)
	for m := range 21 {
		gap := iolaus.Millis(dayMillis / 20)
		if m == 0 {
			gap /= 50
		}
		var trace []Exchange
		for at := gap * iolaus.Millis(m) / 21; at < days*dayMillis; at += gap + iolaus.Millis(m%5)*60_000 {
			trace = append(trace, Exchange{Time: at, Root: true})
		}
		take(g, trace)
	}
	e := evenness(g)[0]
	var of int
	var within, usual float64
	if _, err := fmt.Sscanf(e.Observed, "exchanges per day of half of %d accounts within a factor of %g of the median", &of, &within); err != nil {
		t.Fatalf("%q: %v", e.Observed, err)
	}
	if _, err := fmt.Sscanf(e.Expected, "a factor of %g among honest users as busy", &usual); err != nil {
		t.Fatalf("%q: %v", e.Expected, err)
	}
	if e.LLR < math.Log(3) || of != 21 || within < 1 || within > 1.2 || usual < 1.5 || usual > 2 {
		t.Errorf("%.1f nats for %q where %q is expected", e.LLR, e.Observed, e.Expected)
	}
}

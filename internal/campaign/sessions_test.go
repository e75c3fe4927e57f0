package campaign

import (
	"math"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// timed gives a trace whose exchanges are at some hours.
func timed(hours ...float64) []Exchange {
	trace := make([]Exchange, len(hours))
	for i, h := range hours {
		trace[i].Time = iolaus.Millis(h * hourMillis)
	}
	return trace
}

// besidePeople gives a group with these traces beside 100 people, who come for ten minutes,
// nearly all of them again on other days.
func besidePeople(traces [][]Exchange) *group {
	w := &World{To: 4 * dayMillis}
	for a := range int32(100) {
		h := float64(a) / 10
		trace := timed(h, h+0.05, h+0.1, h+24, h+24.05, h+24.1, h+48, h+48.05)
		if a%10 == 0 {
			trace = timed(h, h+0.01, h+0.02, h+0.03, h+0.04, h+0.05, h+0.06, h+0.07)
		}
		w.Accounts = append(w.Accounts, traffic.Account{})
		w.Traces = append(w.Traces, trace)
		w.Reference = append(w.Reference, a)
	}
	g := &group{world: w, candidate: &Candidate{}, horizon: w.To}
	for _, trace := range traces {
		g.members = append(g.members, int32(len(w.Accounts)))
		g.traces = append(g.traces, trace)
		w.Accounts = append(w.Accounts, traffic.Account{})
		w.Traces = append(w.Traces, trace)
	}
	return g
}

// TestOneAtATime has accounts that a dispatcher deals requests out to, hours apart.
func TestOneAtATime(t *testing.T) {
	dealt, visits := make([][]Exchange, 30), make([][]Exchange, 30)
	for i := range dealt {
		h := float64(i) / 7
		dealt[i] = timed(h, h+7, h+15, h+26, h+40, h+51, h+60, h+71)
		visits[i] = timed(h, h+0.05, h+0.1, h+30, h+30.02, h+30.04, h+30.07, h+30.1)
	}
	llr := func(g *group) float64 {
		found := oneAtATime(g)
		if len(found) != 1 {
			t.Fatalf("%d pieces of evidence, want one", len(found))
		}
		return found[0].LLR
	}
	if got := llr(besidePeople(dealt)); got < math.Log(20) {
		t.Errorf("requests hours apart speak %.2f nats for a dispatcher, want %.2f at least", got, math.Log(20))
	}
	if got := llr(besidePeople(visits)); got > 0 || got < math.Log(1-staked)-1e-9 {
		t.Errorf("sessions as people have them speak %.2f nats, want little against a dispatcher", got)
	}
	// they come again, which says nothing against a dispatcher
	if found := sessions(besidePeople(dealt)); len(found) != 1 || found[0].Kind != "one_at_a_time" || found[0].LLR < math.Log(10) {
		t.Errorf("requests hours apart come to %v", found)
	}
	early := besidePeople(dealt)
	early.horizon = dealt[0][0].Time + sessionsAfter - 1
	if found := oneAtATime(early); len(found) != 0 {
		t.Errorf("within the first hours, of accounts that have had no time to come again: %v", found)
	}
	firm := besidePeople(dealt)
	firm.ties = &ties{parties: 1, party: make([]int32, len(dealt))}
	if found := oneAtATime(firm); len(found) != 0 {
		t.Errorf("an organisation counts as one, which is too few: %v", found)
	}
}

// TestComeOnce has accounts that each do one piece of work.
func TestComeOnce(t *testing.T) {
	once := func(begins float64, again int) *group {
		traces := make([][]Exchange, 30)
		for i := range traces {
			h := begins + float64(i)/30
			traces[i] = timed(h, h+0.02, h+0.04, h+0.06, h+0.08, h+0.1, h+0.12, h+0.14)
			if i < again {
				traces[i] = timed(h, h+0.02, h+0.04, h+0.06, h+5, h+5.02, h+5.04, h+5.06)
			}
		}
		return besidePeople(traces)
	}
	if found := comeOnce(once(24, 0)); len(found) != 1 || found[0].LLR < math.Log(mostOnce*staked) || found[0].LLR > math.Log(mostOnce) {
		t.Errorf("accounts that never come again, and others do: %v", found)
	}
	if found := sessions(once(24, 0)); len(found) != 1 || found[0].Kind != "come_once" || found[0].LLR < math.Log(3) {
		t.Errorf("accounts that never come again come to %v", found)
	}
	if found := comeOnce(once(24, 20)); len(found) != 1 || found[0].LLR > 0 {
		t.Errorf("a third that never comes again, as visitors do: %v", found)
	}
	if found := comeOnce(once(73, 0)); len(found) != 0 {
		t.Errorf("accounts of the last day may yet come again: %v", found)
	}
}

// TestSessionsOfAQuietWorld has too few accounts to compare with.
func TestSessionsOfAQuietWorld(t *testing.T) {
	g := besidePeople(make([][]Exchange, 0))
	g.world.Reference = g.world.Reference[:minPractice-1]
	g.members, g.traces = g.world.Reference, g.world.Traces[:minPractice-1]
	if found := sessions(g); len(found) != 0 {
		t.Errorf("beside %d accounts: %v", minPractice-1, found)
	}
}

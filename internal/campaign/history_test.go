package campaign_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// start is when the worlds of these tests begin.
const start = iolaus.Millis(1000 * hour)

// line is a world of n accounts, of which the k-th is first seen k minutes after
// its start and sends something every six hours from then on.
func line(n int) *campaign.World {
	w := &campaign.World{From: start, To: start + days*day}
	w.Families, _ = family.Build(context.Background(), nil, family.DefaultOptions())
	for a := range n {
		w.Accounts = append(w.Accounts, traffic.Account{Hash: iolaus.Hash(0x9e3779b97f4a7c15 * uint64(a+1)), Name: fmt.Sprintf("a-%03d", a)})
		w.Holder = append(w.Holder, int32(a))
		w.Traces = append(w.Traces, steady(start+iolaus.Millis(a)*60_000, w.To))
	}
	w.Holders = n
	return w
}

// steady sends something every six hours.
func steady(from, to iolaus.Millis) (trace []campaign.Exchange) {
	for at := from; at < to; at += 6 * hour {
		trace = append(trace, campaign.Exchange{Time: at, Family: family.None, Setting: family.None})
	}
	return trace
}

// ringOver finds the accounts from the first to the one before the last.
func ringOver(from, to int) campaign.Finding {
	f := campaign.Finding{Verdict: iolaus.Distillation, Parent: -1}
	for a := from; a < to; a++ {
		f.Members = append(f.Members, campaign.Membership{Account: int32(a), Probability: 1})
	}
	return f
}

// told is a store's memory of several reports.
type told struct {
	known     []traffic.Reported
	withdrawn []iolaus.Withdrawn // by the last report
}

// report puts findings into words and remembers them, as a store does.
func (s *told) report(w *campaign.World, findings ...campaign.Finding) []iolaus.Campaign {
	tally := campaign.NewTally(w, findings)
	for _, a := range tally.Accounts() {
		for i := range w.Traces[a] {
			tally.Add(a, &w.Traces[a][i])
		}
	}
	campaigns, changed := tally.Campaigns(campaign.Options{FDR: 0.01}, s.known)
	s.withdrawn = tally.Withdrawn(s.known)
	for _, r := range changed {
		i := slices.IndexFunc(s.known, func(k traffic.Reported) bool { return k.ID == r.ID })
		if r.First = r.Report; i >= 0 {
			r.First = s.known[i].First
			s.known = slices.Delete(s.known, i, i+1)
		}
		s.known = append(s.known, r)
	}
	slices.SortFunc(s.known, func(a, b traffic.Reported) int { return strings.Compare(a.ID, b.ID) })
	return campaigns
}

// holding gives the campaign with most of the accounts from the first to the one
// before the last.
func holding(campaigns []iolaus.Campaign, from, to int) iolaus.Campaign {
	var best iolaus.Campaign
	most := 0
	for _, c := range campaigns {
		n := 0
		for _, m := range c.Accounts {
			if m.Account >= fmt.Sprintf("a-%03d", from) && m.Account < fmt.Sprintf("a-%03d", to) {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

func sameName(t *testing.T, what string, want, got iolaus.Campaign) {
	t.Helper()
	if got.ID != want.ID || got.Name != want.Name {
		t.Errorf("%s: it is called %s (%s), before it was %s (%s)", what, got.Name, got.ID, want.Name, want.ID)
	}
}

func TestNameIsKeptWhenAnEarlierAccountIsFound(t *testing.T) {
	w := line(100)
	var store, none told
	first := store.report(w, ringOver(20, 50))[0]
	grown := store.report(w, ringOver(0, 90))[0]
	sameName(t, "after growth on both sides", first, grown)
	if alone := none.report(w, ringOver(0, 90))[0]; alone.ID == first.ID {
		t.Error("without a memory it has the same id, so this is no test")
	}
	sameName(t, "after it was gone for a report", first, func() iolaus.Campaign {
		store.report(w)
		return store.report(w, ringOver(0, 80))[0]
	}())
}

// TestWithdrawn has two campaigns of which one is gone in the next report, is not told of
// again in the one after, and goes on in the last.
func TestWithdrawn(t *testing.T) {
	w := line(100)
	var store told
	first := store.report(w, ringOver(0, 40), ringOver(50, 90))
	if len(store.withdrawn) != 0 {
		t.Errorf("the first report withdraws %+v", store.withdrawn)
	}
	gone, before := holding(first, 50, 90), w.To
	w.To += day
	store.report(w, ringOver(0, 40))
	want := []iolaus.Withdrawn{{ID: gone.ID, Name: gone.Name, Verdict: iolaus.Distillation, Until: time.UnixMilli(int64(before)).UTC(), Accounts: 40}}
	if diff := cmp.Diff(want, store.withdrawn); diff != "" {
		t.Errorf("the report without it: %s", diff)
	}
	w.To += day
	store.report(w, ringOver(0, 40))
	if len(store.withdrawn) != 0 {
		t.Errorf("it is told again: %+v", store.withdrawn)
	}
	w.To += day
	store.report(w, ringOver(0, 95))
	if len(store.withdrawn) != 0 {
		t.Errorf("withdrawn is what both were merged into: %+v", store.withdrawn)
	}
	w.To += day
	store.report(w)
	if len(store.withdrawn) != 1 {
		t.Errorf("%+v withdrawn by a report that finds nothing, want the one that was left", store.withdrawn)
	}
	for _, further := range []iolaus.Millis{0, day} { // on the same traffic, and on more
		w.To += further
		store.report(w)
		if len(store.withdrawn) != 0 {
			t.Errorf("it is told again after nothing was found: %+v", store.withdrawn)
		}
	}
}

// TestWithdrawnAccusation has a campaign be a ring alone in the next report, which says so
// once, and a ring that is gone, which is said to have been one.
func TestWithdrawnAccusation(t *testing.T) {
	w := line(100)
	var store told
	was := store.report(w, ringOver(0, 40))[0]
	ring := ringOver(0, 40)
	ring.Verdict = iolaus.RingOnly
	for _, want := range [][]iolaus.Withdrawn{
		{{ID: was.ID, Name: was.Name, Verdict: iolaus.Distillation, Until: time.UnixMilli(int64(w.To)).UTC(), Accounts: 40}}, nil,
	} {
		w.To += day
		if now := store.report(w, ring)[0]; now.ID != was.ID {
			t.Errorf("the ring is %s, the campaign was %s", now.ID, was.ID)
		}
		if diff := cmp.Diff(want, store.withdrawn); diff != "" {
			t.Error(diff)
		}
	}
	before := w.To
	w.To += day
	store.report(w)
	want := []iolaus.Withdrawn{{ID: was.ID, Name: was.Name, Verdict: iolaus.RingOnly, Until: time.UnixMilli(int64(before)).UTC(), Accounts: 40}}
	if diff := cmp.Diff(want, store.withdrawn); diff != "" {
		t.Error(diff)
	}
}

func TestNameIsKeptAsMembersAreReplaced(t *testing.T) {
	w := line(300)
	var store told
	first := store.report(w, ringOver(0, 60))[0]
	for from := 20; from <= 240; from += 20 {
		sameName(t, fmt.Sprintf("from account %d on", from), first, store.report(w, ringOver(from, from+60))[0])
	}
}

func TestLargerPartKeepsTheName(t *testing.T) {
	w := line(100)
	var store told
	whole := store.report(w, ringOver(0, 100))[0]
	parts := store.report(w, ringOver(0, 30), ringOver(30, 100))
	small, large := holding(parts, 0, 30), holding(parts, 30, 100)
	sameName(t, "the larger part", whole, large)
	if small.ID == whole.ID || small.Name == whole.Name || small.ID == "" {
		t.Errorf("the smaller part is called %s (%s) as well", small.Name, small.ID)
	}
	again := store.report(w, ringOver(0, 30), ringOver(30, 100))
	sameName(t, "the larger part, later", whole, holding(again, 30, 100))
	sameName(t, "the smaller part, later", small, holding(again, 0, 30))
}

func TestOlderNameStaysWhenTwoMerge(t *testing.T) {
	w := line(100)
	var store told
	old := store.report(w, ringOver(70, 100))[0]
	w.To += day
	parts := store.report(w, ringOver(0, 60), ringOver(70, 100))
	young := holding(parts, 0, 60)
	sameName(t, "the first", old, holding(parts, 70, 100))
	w.To += day
	for range 2 { // and in every later report
		merged := store.report(w, ringOver(0, 100))[0]
		sameName(t, "the whole", old, merged)
		if diff := cmp.Diff([]string{young.ID}, merged.Formerly); diff != "" {
			t.Errorf("former ids:\n%s", diff)
		}
		var said []string
		for _, e := range merged.Events {
			if e.Kind == iolaus.Merged {
				said = append(said, e.Time.Format("2 15:04 ")+e.Text)
			}
		}
		want := []string{"17 16:00 until then " + young.Name + " (" + young.ID + "), of 60 accounts, was reported apart"}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Errorf("events:\n%s", diff)
		}
	}
	apart := store.report(w, ringOver(0, 65), ringOver(70, 100))
	sameName(t, "the younger, apart again", young, holding(apart, 0, 60))
	sameName(t, "the older, apart again", old, holding(apart, 70, 100))
}

func TestNameIsNotHandedToAnother(t *testing.T) {
	w := line(100)
	var store told
	first := store.report(w, ringOver(0, 40))[0]
	other := store.report(w, ringOver(0, 10), ringOver(30, 100))
	sameName(t, "what is left of it", first, holding(other, 0, 10))
	if c := holding(other, 30, 100); c.ID == first.ID {
		t.Error("70 accounts, ten of them of 40 that were reported, took over the name")
	}
	var afresh told
	first = afresh.report(w, ringOver(0, 40))[0]
	if c := afresh.report(w, campaign.Finding{
		Verdict: iolaus.Distillation, Parent: -1, Members: append(ringOver(0, 1).Members, ringOver(50, 90).Members...),
	})[0]; c.ID == first.ID || c.Name == first.Name {
		t.Error("another campaign with the same first account has the same name")
	}
}

// TestNamesInsideARelay has two campaigns whose exchanges go through the same
// accounts, those of a relay.
func TestNamesInsideARelay(t *testing.T) {
	w := line(40)
	var prompts []family.Prompt
	for a := range int32(40) {
		prompts = append(prompts, family.Prompt{Holder: a, Frame: iolaus.Hash(71+a%2) << 32})
	}
	w.Families, _ = family.Build(t.Context(), prompts, family.DefaultOptions())
	for a := range w.Traces {
		for i := range w.Traces[a] {
			w.Traces[a][i].Setting = int32(i % 2)
		}
	}
	inner := func(f int32) campaign.Finding {
		c := ringOver(0, 40)
		c.Parent, c.Families = 0, []int32{f}
		return c
	}
	relay := ringOver(0, 40)
	relay.Verdict = iolaus.Relay
	var store told
	templates := func(campaigns []iolaus.Campaign) map[string]string {
		of := map[string]string{}
		for _, c := range campaigns {
			if c.Parent == "" {
				of[""] = c.ID
			} else {
				of[c.Families[0].ID] = c.Parent + " " + c.ID + " " + c.Name
			}
		}
		return of
	}
	first := templates(store.report(w, relay, inner(0), inner(1)))
	if len(first) != 3 {
		t.Fatalf("reported are %v, want a relay and two inside it", first)
	}
	if diff := cmp.Diff(first, templates(store.report(w, relay, inner(1), inner(0)))); diff != "" {
		t.Error(diff)
	}
}

func TestMemoryHoldsWhatChanged(t *testing.T) {
	w := line(300)
	tally := func(known []traffic.Reported) []traffic.Reported {
		_, changed := campaign.NewTally(w, []campaign.Finding{ringOver(0, 200), ringOver(200, 230)}).Campaigns(campaign.Options{FDR: 0.01}, known)
		return changed
	}
	first := tally(nil)
	if len(first) != 2 || first[0].Report != 1 || first[0].Accounts != 200 || len(first[0].Members) != traffic.SketchSize || !slices.IsSorted(first[0].Members) {
		t.Fatalf("the first report is remembered as %+v", first)
	}
	if again := tally(first); again != nil {
		t.Errorf("of a report that says the same, %+v is remembered", again)
	}
	w.To += day
	if later := tally(first); len(later) != 2 || later[0].Report != 2 {
		t.Errorf("of a later report, %+v is remembered", later)
	}
}

// lose stops an account, which sends nothing from then on.
func lose(w *campaign.World, a int, at iolaus.Millis) {
	w.Accounts[a].Facts.Status, w.Accounts[a].Facts.StatusChanged = "banned", at
	w.Traces[a] = slices.DeleteFunc(w.Traces[a], func(x campaign.Exchange) bool { return x.Time >= at })
}

// join lets an account begin at a time, registered at another.
func join(w *campaign.World, a int, created, seen iolaus.Millis) {
	w.Accounts[a].Facts.Created = created
	w.Traces[a] = steady(seen, w.To)
}

// successions lists who took over from whom.
func successions(c iolaus.Campaign) map[string]string {
	took := map[string]string{}
	for _, m := range c.Accounts {
		if m.SuccessorOf != "" {
			took[m.Account] = m.SuccessorOf
		}
	}
	return took
}

func TestSuccession(t *testing.T) {
	lost := start + 2*day
	tests := []struct {
		name string
		make func(*campaign.World, *campaign.Finding)
		want map[string]string
	}{
		{"one for one, in order", func(w *campaign.World, _ *campaign.Finding) {
			lose(w, 0, lost)
			lose(w, 1, lost+hour)
			for a := 20; a < 23; a++ {
				join(w, a, lost+2*hour, lost+iolaus.Millis(a)*hour)
			}
		}, map[string]string{"a-020": "a-000", "a-021": "a-001"}},
		{"the tied one", func(w *campaign.World, f *campaign.Finding) {
			lose(w, 0, lost)
			lose(w, 1, lost+hour)
			join(w, 20, lost+2*hour, lost+3*hour)
			f.Links = []iolaus.Link{{A: 1, B: 20, LLR: 5}}
		}, map[string]string{"a-020": "a-001"}},
		{"those still arriving are not", func(w *campaign.World, _ *campaign.Finding) {
			lose(w, 0, start+4*60_000+30_000)
		}, map[string]string{}},
		{"a reserve is, once all are there", func(w *campaign.World, _ *campaign.Finding) {
			lose(w, 0, lost)
			join(w, 20, start-90*day, lost+hour)
		}, map[string]string{"a-020": "a-000"}},
		{"too late", func(w *campaign.World, _ *campaign.Finding) {
			w.To = start + 20*day
			for a := range w.Traces {
				w.Traces[a] = steady(start+iolaus.Millis(a)*60_000, w.To)
			}
			lose(w, 0, lost)
			join(w, 20, lost+9*day, lost+9*day)
		}, map[string]string{}},
		{"a successor is lost in turn", func(w *campaign.World, _ *campaign.Finding) {
			lose(w, 0, lost)
			join(w, 20, lost+hour, lost+2*hour)
			lose(w, 20, lost+day)
			join(w, 21, lost+day+hour, lost+day+2*hour)
		}, map[string]string{"a-020": "a-000", "a-021": "a-020"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w, f := line(23), ringOver(0, 23)
			test.make(w, &f)
			var store told
			if diff := cmp.Diff(test.want, successions(store.report(w, f)[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSecondPoolAfterAMonth takes everything down; others go on a month later.
func TestSecondPoolAfterAMonth(t *testing.T) {
	const first, second = 30, 30
	lost := start + 5*day
	again := lost + 31*day
	w, f := line(first+second), ringOver(0, first+second)
	w.To = again + 3*day
	for a := range first + second {
		if a < first {
			lose(w, a, lost+iolaus.Millis(a)*60_000)
		} else {
			join(w, a, again-10*day, again+iolaus.Millis(a)*60_000)
		}
	}
	var store told
	before := line(first)
	before.To = lost
	was := store.report(before, ringOver(0, first))[0]
	c := store.report(w, f)[0]
	sameName(t, "after a month", was, c)
	if n := len(successions(c)); n != second {
		t.Errorf("%d successors, want all %d of the second pool", n, second)
	}
	var history []string
	for _, e := range c.Events {
		history = append(history, e.Time.Format("2 Jan: ")+string(e.Kind)+", "+e.Text)
	}
	want := []string{
		"11 Feb: appeared, first exchange; 30 accounts within a day",
		"16 Feb: lost_accounts, 30 of 30 accounts stopped",
		"19 Mar: returned, after 31 days of silence, with 30 accounts not seen before",
		"19 Mar: replaced_accounts, 30 accounts took over from stopped ones, the first within 31 days",
	}
	if diff := cmp.Diff(want, history); diff != "" {
		t.Error(diff)
	}
}

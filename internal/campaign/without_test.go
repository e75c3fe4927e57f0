package campaign_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
)

// worlds gives what is found in worlds with a ring that extracts, one that does
// not, and a lone harvest.
func worlds(t *testing.T) []iolaus.Campaign {
	t.Helper()
	ring := harvest()
	ring.capability = iolaus.Automation
	lone := population{
		name: "hermit", accounts: 1, perDay: 400, even: true, busy: true,
		forms: []iolaus.Capability{iolaus.ReasoningTraces, iolaus.RubricGrading, iolaus.TraceCleaning},
	}
	var all []iolaus.Campaign
	for seed, p := range []population{harvest(), ring, lone} {
		all = append(all, find(t, build(uint64(seed), append(honest(), p)...))...)
	}
	return all
}

// TestChannelsAddUp has what a report says of the channels agree with its evidence.
func TestChannelsAddUp(t *testing.T) {
	verdicts := map[iolaus.Verdict]int{}
	for _, c := range worlds(t) {
		verdicts[c.Verdict]++
		lists := map[string][]iolaus.Evidence{}
		for _, e := range c.Evidence {
			if e.Channel == "" {
				t.Errorf("%s: evidence %s is of no channel", c.Verdict, e.Kind)
			}
			lists[e.Channel] = append(lists[e.Channel], e)
		}
		sum := 0.0
		for _, ch := range c.Channels {
			mean := 0.0
			for _, e := range lists[ch.Name] {
				mean += math.Exp(e.LLR) / float64(len(lists[ch.Name]))
			}
			if want := min(math.Log(mean), ch.Most); math.Abs(ch.Weight-want) > 0.01 && !(math.IsInf(mean, 1) && ch.Weight == ch.Most) {
				t.Errorf("%s: channel %s weighs %g, its evidence comes to %g", c.Verdict, ch.Name, ch.Weight, want)
			}
			sum += ch.Weight
			delete(lists, ch.Name)
		}
		for name := range lists {
			t.Errorf("%s: channel %s has evidence and is not listed", c.Verdict, name)
		}
		if c.Needed <= 0 || sum < c.Needed-0.01 {
			t.Errorf("%s: the channels weigh %g, and %g were needed", c.Verdict, sum, c.Needed)
		}
	}
	if verdicts[iolaus.Distillation] == 0 || verdicts[iolaus.RingOnly] == 0 {
		t.Errorf("verdicts %v, want a distillation and a ring at least", verdicts)
	}
}

// TestWithout takes each channel away for real and looks at what is left.
func TestWithout(t *testing.T) {
	base := find(t, build(1, append(honest(), harvest())...))
	if len(base) != 1 {
		t.Fatalf("%d campaigns, want 1", len(base))
	}
	of := map[string]iolaus.Verdict{}
	for _, ch := range base[0].Channels {
		of[ch.Name] = ch.Without
	}
	w := build(1, append(honest(), harvest())...)
	for a := range w.Accounts { // nobody was registered together
		w.Accounts[a].Facts.Created = 0
	}
	if got := verdictOf(find(t, w)); got != of["life"] {
		t.Errorf("without life it is said to be %q, and is %q", of["life"], got)
	}
	w = build(1, append(honest(), harvest())...)
	w.Rings = w.Rings[:len(w.Rings)-1] // nothing ties the accounts but their work
	w.Links = nil
	for _, r := range w.Rings {
		w.Links = append(w.Links, r.Links...)
	}
	if got := verdictOf(find(t, w)); got != of["identity"] {
		t.Errorf("without identity it is said to be %q, and is %q", of["identity"], got)
	}
}

func verdictOf(campaigns []iolaus.Campaign) iolaus.Verdict {
	if len(campaigns) == 0 {
		return ""
	}
	return campaigns[0].Verdict
}

// TestNear asks how accounts stand to a campaign that does not name them.
func TestNear(t *testing.T) {
	w := build(1, append(honest(), harvest())...)
	o := campaign.Options{FDR: 0.01, Every: 1e9 * 3600, Workers: 2}
	findings, err := campaign.Find(t.Context(), w, campaign.Candidates(w), o)
	if err != nil {
		t.Fatal(err)
	}
	tally := campaign.NewTally(w, findings)
	campaigns, _ := tally.Campaigns(o, nil)
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want 1", len(campaigns))
	}
	last := int32(len(w.Accounts) - 1) // of the harvest, as the 59 before it
	ask := func(account int32) *iolaus.Standing {
		near := tally.Near(account)
		for _, value := range []struct {
			kind    iolaus.Kind
			holders []int32
		}{
			{iolaus.Payment, []int32{0, last, last - 1}},
			{iolaus.Payment, []int32{0, 1, 2, last}},                        // tells less than the one before
			{iolaus.TLSClient, []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, last}}, // hardly anybody of the campaign
			{iolaus.Network, []int32{5, last}},
		} {
			for _, a := range value.holders {
				near.See(value.kind, iolaus.Hash(1000+len(value.holders)), a)
			}
		}
		return near.Standing(o)
	}
	want := []iolaus.Kinship{{
		Campaign: campaigns[0].ID,
		Shared:   []iolaus.SharedValue{{Kind: iolaus.Payment, Members: 2, Accounts: 3}},
	}}
	if diff := cmp.Diff(want, ask(0).Kin); diff != "" {
		t.Error(diff)
	}
	if s := ask(9); s.Kin != nil || s.Tested != nil || s.TieNeeded <= w.Prior || s.TieAlone <= s.TieNeeded {
		t.Errorf("of one that is in no group: %+v", s)
	}
	grader := int32(300 + 120 + 3)
	if s := ask(grader); s.Tested == nil || s.Tested.Accounts < 3 || len(s.Tested.Channels) == 0 {
		t.Errorf("of a grader, whose group was tested: %+v", s.Tested)
	}
}

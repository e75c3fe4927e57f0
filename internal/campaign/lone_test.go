package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
)

// oneOrg declares the accounts whose name begins so to be one organisation's.
func oneOrg(w *campaign.World, name string) {
	first := int32(-1)
	for a := range w.Accounts {
		if strings.HasPrefix(w.Accounts[a].Name, name) {
			if first < 0 {
				first = int32(a)
			}
			w.Holder[a] = w.Holder[first]
		}
	}
}

// aPipeline is three of the steps, one of which only training needs.
func aPipeline() []iolaus.Capability {
	return []iolaus.Capability{iolaus.TaskSynthesis, iolaus.ReasoningTraces, iolaus.TraceCleaning}
}

func TestLoneHarvest(t *testing.T) {
	for _, test := range []struct {
		name    string
		alone   population
		harvest bool
	}{
		{"a pipeline on one key", population{accounts: 1, perDay: 300, even: true, forms: aPipeline()}, true},
		{"a pipeline on four keys", population{accounts: 4, perDay: 100, even: true, forms: aPipeline()}, true},
		{"a pipeline without cleaning, with a beat", population{accounts: 2, perDay: 200, even: true, forms: []iolaus.Capability{
			iolaus.TaskSynthesis, iolaus.ReasoningTraces, iolaus.RubricGrading,
		}}, true},
		{"two steps with cleaning on four keys", population{accounts: 4, perDay: 100, even: true, forms: []iolaus.Capability{
			iolaus.ReasoningTraces, iolaus.TraceCleaning,
		}}, true},
		{"an evaluation with a judge model", population{accounts: 4, perDay: 100, even: true, forms: []iolaus.Capability{
			iolaus.ReasoningTraces, iolaus.RubricGrading,
		}}, false},
		{"a publisher of exercises", population{accounts: 4, perDay: 100, forms: []iolaus.Capability{
			iolaus.TaskSynthesis, iolaus.ReasoningTraces, iolaus.RubricGrading,
		}}, false},
		{"a grading team", population{accounts: 4, perDay: 100, even: true, capability: iolaus.RubricGrading}, false},
		{"a batch", population{accounts: 2, perDay: 400, even: true, capability: iolaus.Automation}, false},
		{"a product of many features", population{accounts: 2, perDay: 200, even: true, forms: []iolaus.Capability{
			iolaus.Automation, iolaus.Conversation, iolaus.InstructionHarvest, iolaus.DataAnalysis,
		}}, false},
		{"a suite of set tasks", population{accounts: 2, perDay: 200, even: true, questions: 60, forms: aPipeline()}, false},
		{"few tasks", population{accounts: 1, perDay: 10, even: true, forms: aPipeline()}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			for seed := range uint64(3) {
				p := test.alone
				p.name, p.busy = "alone", true
				w := build(seed, append(honest(), p)...)
				oneOrg(w, "alone")
				campaigns := find(t, w)
				if found := len(campaigns) > 0; found != test.harvest {
					t.Fatalf("seed %d: %d campaigns: %+v", seed, len(campaigns), campaigns)
				}
				for _, c := range campaigns {
					if c.Verdict != iolaus.Harvest || len(c.Accounts) != p.accounts || c.Accounts[0].Account != "alone-000" {
						t.Errorf("seed %d: %s of %d accounts, such as %s", seed, c.Verdict, len(c.Accounts), c.Accounts[0].Account)
					}
				}
			}
		})
	}
}

// TestLoneTeams gives each step an account of its own within one organisation: that
// looks like teams, and is not to be told from them.
func TestLoneTeams(t *testing.T) {
	var teams []population
	for i, form := range aPipeline() {
		teams = append(teams, population{name: fmt.Sprintf("org-%d", i), accounts: 1, perDay: 200, even: true, busy: true, capability: form})
	}
	w := build(2, append(honest(), teams...)...)
	oneOrg(w, "org")
	for i, a := range w.Busy { // templates of their own
		for k := range w.Traces[a] {
			w.Traces[a][k].Own = int32(1 + i)
		}
	}
	if campaigns := find(t, w); len(campaigns) != 0 {
		t.Errorf("%d campaigns, want none: %+v", len(campaigns), campaigns)
	}
}

// TestLoneCandidates has holders who do the work of a pipeline: those are candidates who
// did it for as many hours as an account's pace is measured by, and asked for as many new
// tasks as three steps have at their least. Who did one job, or too little, is none.
func TestLoneCandidates(t *testing.T) {
	holders := []struct {
		name      string
		hours     iolaus.Millis
		tasks     int // 0 = all that they asked for
		candidate bool
	}{
		{"day", 30, 0, true},
		{"night", 13, 0, true},
		{"job", 9, 0, false},
		{"enough", 24, 18, true},
		{"few", 24, 17, false},
	}
	var alone []population
	for _, h := range holders {
		alone = append(alone, population{name: h.name, accounts: 1, perDay: 200, even: true, busy: true, forms: aPipeline()})
	}
	w := build(5, append(honest(), alone...)...)
	var want []iolaus.Hash
	for i, a := range w.Busy {
		h := holders[i]
		first := w.Traces[a][0].Time
		w.Traces[a] = slices.DeleteFunc(w.Traces[a], func(x campaign.Exchange) bool { return x.Time >= first+h.hours*hour })
		if h.tasks > 0 {
			w.Traces[a] = thin(w.Traces[a], h.tasks)
		}
		w.Accounts[a].Exchanges = int64(len(w.Traces[a]))
		if h.candidate {
			want = append(want, w.Accounts[a].Hash)
		}
	}
	var judged []iolaus.Hash
	o := campaign.Options{FDR: 0.01, Every: time.Hour, Workers: 2, Judged: func(j campaign.Judged) {
		if j.Lone {
			judged = append(judged, j.Accounts...)
		}
	}}
	if _, err := campaign.Find(t.Context(), w, campaign.Candidates(w), o); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(judged, want) {
		t.Errorf("lone candidates %v, want %v of %v", judged, want, holders)
	}
}

// thin leaves n exchanges of a pipeline, over all of its time, its steps in turn.
func thin(trace []campaign.Exchange, n int) []campaign.Exchange {
	var kept []campaign.Exchange
	for i, x := range trace {
		turn := int(x.Own) == 1+len(kept)%len(aPipeline())
		if turn && len(kept) < n && i >= len(kept)*(len(trace)/n-1) {
			kept = append(kept, x)
		}
	}
	return kept
}

// TestLoneWithinRing has the accounts of a ring run a whole pipeline each, and looks
// at one of them by itself: it is one ring.
func TestLoneWithinRing(t *testing.T) {
	p := harvest()
	p.forms, p.busy, p.perDay = aPipeline(), true, 60
	w := build(3, append(honest(), p)...)
	w.Busy = w.Busy[:1] // one that looks like a lone harvest among few others
	campaigns := find(t, w)
	if len(campaigns) != 1 || campaigns[0].Verdict != iolaus.Distillation || len(campaigns[0].Accounts) != p.accounts {
		t.Fatalf("%d campaigns, want one of %d accounts", len(campaigns), p.accounts)
	}
}

// TestLoneEvidence reads what is said of a harvest, and looks closer where more of
// an account is held.
func TestLoneEvidence(t *testing.T) {
	p := population{name: "alone", accounts: 2, perDay: 200, even: true, busy: true, forms: aPipeline()}
	w := build(4, append(honest(), p)...)
	oneOrg(w, "alone")
	w.Close = make([][]campaign.Exchange, len(w.Accounts))
	for _, a := range w.Busy {
		w.Close[a], w.Traces[a] = w.Traces[a], w.Traces[a][:20]
		w.Accounts[a].Exchanges = int64(len(w.Close[a]))
	}
	c := find(t, w)
	if len(c) != 1 {
		t.Fatalf("%d campaigns, want 1", len(c))
	}
	var channels []string
	for _, e := range c[0].Evidence {
		channels = append(channels, e.Channel)
		if e.Kind == "forms_together" {
			for _, form := range []string{"synthesis of tasks (668 tasks)", "elicitation of reasoning (666 tasks)", "cleaning of reasoning traces (666 tasks)"} {
				if !strings.Contains(e.Observed, form) {
					t.Errorf("%q does not name %s", e.Observed, form)
				}
			}
		}
	}
	slices.Sort(channels)
	if want := []string{"clock", "load", "pipeline", "yield"}; !slices.Equal(channels, want) {
		t.Errorf("channels %v, want %v", channels, want)
	}
}

// TestRingsDoNotMakePipelinesCommon has a lone harvest beside a ring of which every
// account runs a whole pipeline: pipelines are no more common among holders for that.
func TestRingsDoNotMakePipelinesCommon(t *testing.T) {
	ring := harvest()
	ring.forms, ring.busy, ring.perDay = aPipeline(), true, 60
	alone := population{name: "alone", accounts: 2, perDay: 200, even: true, busy: true, forms: aPipeline()}
	w := build(6, append(honest(), ring, alone)...)
	oneOrg(w, "alone")
	found := false
	for _, c := range find(t, w) {
		for _, e := range c.Evidence {
			if e.Kind == "forms_together" {
				found = true
				if e.LLR < 4 {
					t.Errorf("%.1f nats: observed %s; expected %s", e.LLR, e.Observed, e.Expected)
				}
			}
		}
	}
	if !found {
		t.Error("the lone harvest is not found")
	}
}

// TestLargeOrganisationSilencesNobody has an organisation that grades with 345 evenly
// loaded accounts beside a ring: densities of so many are beyond a float, and a weight that
// is no number would have kept every campaign out of the report.
func TestLargeOrganisationSilencesNobody(t *testing.T) {
	w := build(1, append(honest(), harvest(), population{
		name: "org", accounts: 345, perDay: 20, even: true, busy: true, individual: true, capability: iolaus.RubricGrading,
	})...)
	oneOrg(w, "org")
	if n := len(find(t, w)); n != 1 {
		t.Errorf("%d campaigns found beside a large organisation, want the one ring", n)
	}
}

package pipeline_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// interrupted is a campaign whose accounts are closed one by one and then all at
// once, and which goes on after a month on new accounts, cards, networks and
// devices, and one that is closed down for hours and shrinks to half.
const interrupted = `
days: 43
populations:
  - {kind: chat, accounts: 300, rate: 2}
  - {kind: api, accounts: 80, rate: 4}
  - {kind: agent, accounts: 50, rate: 4}
campaigns:
  - name: amber
    shape: lockstep
    accounts: 40
    rate: 10
    bans_per_day: 0.03
    takedown: 168h
    pause: 720h
    dials: {paraphrase: 0.1, jitter: 0.4, replacement: 0.6, second_pool: 1}
  - name: drizzle
    shape: trickle
    accounts: 60
    rate: 4
    stop: 240h
    bans_per_day: 0.05
    takedown: 96h
    pause: 6h
    dials: {jitter: 0.5, replacement: 0.5, second_pool: 0.5}
`

// TestIdentityThroughTime reports on a store day by day, as it grows. Development
// seeds: the ways of keeping a name were chosen on them.
func TestIdentityThroughTime(t *testing.T) {
	if testing.Short() {
		t.Skip("looks at a growing store some fifty times")
	}
	file := filepath.Join(t.TempDir(), "interrupted.yaml")
	if err := os.WriteFile(file, []byte(interrupted), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, scenario string
		scale          float64
	}{
		{"demo", "demo", 1},
		{"takedowns and a month's pause", file, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := makeWorld(t, test.scenario, simulate.Options{Seed: simulate.Development(7)[6], Scale: test.scale})
			slices, err := simulate.Cut(w.dir, filepath.Join(w.dir, "days"), simulate.Every(24*time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			h := history{known: readTruth(t, w), called: map[string]iolaus.Campaign{}}
			store := t.TempDir()
			var last *iolaus.Report
			for _, day := range slices {
				o := pipeline.Options{Accounts: day.Accounts, Store: store}
				if day.Exchanges != "" {
					o.Inputs = []string{day.Exchanges}
				}
				last = mustScan(t, o).Report
				h.next(t, day.End, last)
			}
			for _, name := range h.known.names() {
				if _, found := h.called[name]; !found {
					t.Errorf("%s was never reported", name)
				}
			}
			h.successors(t, w, last)
		})
	}
}

// history follows the true campaigns through the reports.
type history struct {
	known  truth
	called map[string]iolaus.Campaign // by true campaign, as first reported
	before []iolaus.Campaign          // of the report before
}

// next checks that every campaign has the name it had, and that those of the
// report before that are no longer there were merged into one that is.
func (h *history) next(t *testing.T, at time.Time, r *iolaus.Report) {
	t.Helper()
	for _, name := range h.known.names() {
		groups := h.known.groupsOf(r, name)
		if len(groups) == 0 {
			continue
		}
		was, known := h.called[name]
		slices.SortStableFunc(groups, func(a, b found) int {
			if a.hits == b.hits && b.ID == was.ID { // two that share their accounts
				return 1
			}
			return b.hits - a.hits
		})
		main := groups[0].Campaign
		if !known {
			h.called[name] = main
			t.Logf("%s: %s is called %s (%s)", at.Format("2 Jan"), name, main.Name, main.ID)
		} else if main.ID != was.ID || main.Name != was.Name {
			t.Errorf("%s: %s is called %s (%s), before it was %s (%s)", at.Format("2 Jan"), name, main.Name, main.ID, was.Name, was.ID)
		}
	}
	ids := map[string]bool{}
	for _, c := range r.Campaigns {
		if ids[c.ID] {
			t.Errorf("%s: two campaigns have the id %s", at.Format("2 Jan"), c.ID)
		}
		ids[c.ID] = true
		for _, id := range c.Formerly {
			ids[id] = true
		}
	}
	for _, c := range h.before {
		if h.known.campaign[c.Accounts[0].Account] != "" && !ids[c.ID] {
			t.Errorf("%s: %s (%s) of %d accounts is gone without a word", at.Format("2 Jan"), c.Name, c.ID, len(c.Accounts))
		}
	}
	h.before = r.Campaigns
}

// registration is what successions are judged by.
type registration struct {
	Account string    `json:"account"`
	Created time.Time `json:"created"`
	Changed time.Time `json:"status_changed"`
}

// successors checks who is said to have taken over: an account that was registered
// once its campaign was at work did, the first ones did not.
func (h *history) successors(t *testing.T, w scene, r *iolaus.Report) {
	t.Helper()
	facts := map[string]registration{}
	for _, line := range readLines(t, w.accounts) {
		var a registration
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		facts[a.Account] = a
	}
	for _, name := range h.known.names() {
		o := h.known.operations[name]
		later, named, wrong := 0, 0, 0
		c := r.Campaigns[slices.IndexFunc(r.Campaigns, func(c iolaus.Campaign) bool { return c.ID == h.called[name].ID })]
		for _, m := range c.Accounts {
			if h.known.campaign[m.Account] != name {
				continue
			}
			isLater := facts[m.Account].Created.After(o.first)
			if isLater {
				later++
			}
			switch {
			case m.SuccessorOf == "":
			case !isLater:
				wrong++
			default:
				named++
			}
			if lost, ok := facts[m.SuccessorOf]; m.SuccessorOf != "" && (!ok || lost.Changed.IsZero()) {
				t.Errorf("%s: %s took over from %s, which was never stopped", name, m.Account, m.SuccessorOf)
			}
		}
		t.Logf("%s: %d of %d successors are named, and %d others", name, named, later, wrong)
		if float64(named) < 0.9*float64(later) || wrong > later/10 {
			t.Errorf("%s: %d of %d successors are named, and %d others; want nine in ten, and hardly any", name, named, later, wrong)
		}
	}
}

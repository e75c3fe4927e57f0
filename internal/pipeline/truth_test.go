package pipeline_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// scene is a simulated world on disk.
type scene struct {
	dir       string
	exchanges string // file
	accounts  string // file
	end       time.Time
	totals    simulate.Totals
}

func makeWorld(t testing.TB, scenario string, o simulate.Options) scene {
	t.Helper()
	s, err := simulate.Load(scenario)
	if err != nil {
		t.Fatal(err)
	}
	o.Out = t.TempDir()
	totals, err := simulate.Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return scene{
		dir:       o.Out,
		exchanges: filepath.Join(o.Out, "exchanges.jsonl"),
		accounts:  filepath.Join(o.Out, "accounts.jsonl"),
		end:       s.Start.Add(time.Duration(s.Days * 24 * float64(time.Hour))),
		totals:    totals,
	}
}

// smallWorld holds all three campaigns of the demo and several batches.
func smallWorld(t testing.TB) scene {
	t.Helper()
	scale := 0.3
	if testing.Short() {
		scale = 0.1
	}
	return makeWorld(t, "demo", simulate.Options{Seed: 101, Scale: scale})
}

// truth is what the world says of itself.
type truth struct {
	population map[string]string // by account
	campaign   map[string]string // by account; "" = honest
	operations map[string]*operation
}

// operation is what a campaign really did.
type operation struct {
	active    map[string]bool // accounts with traffic
	first     time.Time
	exchanges int64
	distilled int64
}

func readTruth(t testing.TB, w scene) truth {
	t.Helper()
	known := truth{population: map[string]string{}, campaign: map[string]string{}, operations: map[string]*operation{}}
	for _, row := range readCSV(t, filepath.Join(w.dir, "truth_accounts.csv")) {
		known.population[row[0]], known.campaign[row[0]] = row[1], row[2]
	}
	campaignOf := map[string]string{} // by exchange
	for _, row := range readCSV(t, filepath.Join(w.dir, "truth_exchanges.csv")) {
		campaignOf[row[0]] = row[1]
		o := known.operations[row[1]]
		if o == nil {
			o = &operation{active: map[string]bool{}}
			known.operations[row[1]] = o
		}
		o.exchanges++
		if row[2] == "1" {
			o.distilled++
		}
	}
	for _, line := range readLines(t, w.exchanges) {
		name := campaignOf[textOf(t, line, "id")]
		if name == "" {
			continue
		}
		o, account := known.operations[name], textOf(t, line, "account")
		if known.campaign[account] != name {
			t.Fatalf("the truth about accounts and exchanges differs for %s", account)
		}
		o.active[account] = true
		at, err := time.Parse(time.RFC3339, textOf(t, line, "time"))
		if err != nil {
			t.Fatal(err)
		}
		if o.first.IsZero() || at.Before(o.first) {
			o.first = at
		}
	}
	return known
}

func readCSV(t testing.TB, file string) [][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// readLines gives the lines of a file without their line breaks.
func readLines(t testing.TB, file string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		all = append(all, slices.Clone(lines.Bytes()))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// textOf gives the first text under a key. A simulated exchange begins with its
// id, time and account, which need no escapes.
func textOf(t testing.TB, line []byte, key string) string {
	t.Helper()
	_, rest, found := bytes.Cut(line, []byte(`"`+key+`":"`))
	value, _, ended := bytes.Cut(rest, []byte(`"`))
	if !found || !ended {
		t.Fatalf("a simulated exchange has no %s", key)
	}
	return string(value)
}

func writeLines(t testing.TB, file string, lines [][]byte) string {
	t.Helper()
	text := bytes.Join(lines, []byte("\n"))
	if err := os.WriteFile(file, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// terms sets what a report is made on to what the command does.
func terms(o pipeline.Options) pipeline.Options {
	o.Every, o.FDR = time.Hour, 0.01
	return o
}

func mustScan(t testing.TB, o pipeline.Options) *pipeline.Result {
	t.Helper()
	result, err := pipeline.Scan(t.Context(), terms(o))
	if err != nil {
		t.Fatal(err)
	}
	if result.Rejected != 0 {
		t.Fatalf("%d records of %v were rejected, the first: %+v", result.Rejected, o.Inputs, result.Problems)
	}
	return result
}

// sameReport compares the bytes of two reports, and shows what differs in them.
func sameReport(t testing.TB, what string, want, got *iolaus.Report) {
	t.Helper()
	var wantText, gotText bytes.Buffer
	if err := report.JSON(&wantText, want); err != nil {
		t.Fatal(err)
	}
	if err := report.JSON(&gotText, got); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(wantText.Bytes(), gotText.Bytes()) {
		return
	}
	diff := cmp.Diff(want, got)
	t.Errorf("%s: the report differs (-want +got):\n%s", what, diff[:min(len(diff), 3000)])
}

// flagged gives the campaigns that accuse someone: all but rings.
func flagged(r *iolaus.Report) []iolaus.Campaign {
	return slices.DeleteFunc(slices.Clone(r.Campaigns), func(c iolaus.Campaign) bool { return c.Verdict == iolaus.RingOnly })
}

// noHonestFlagged checks that no honest account is accused.
func noHonestFlagged(t testing.TB, known truth, r *iolaus.Report) {
	t.Helper()
	honest, accused := r.Accounts, 0
	for _, o := range known.operations {
		honest -= int64(len(o.active))
	}
	defer func() { t.Logf("%d of %d honest accounts accused", accused, honest) }()
	for _, c := range flagged(r) {
		for _, m := range c.Accounts {
			if known.campaign[m.Account] == "" {
				accused++
				t.Errorf("%s of population %s is honest and stands in %s, verdict %s",
					m.Account, known.population[m.Account], c.Name, c.Verdict)
			}
		}
	}
}

// found is one reported group beside a true campaign.
type found struct {
	iolaus.Campaign
	hits int // accounts of the true campaign
}

func (f found) purity() float64 { return float64(f.hits) / float64(len(f.Accounts)) }

// groupsOf gives every reported group with an account of the campaign in it.
func (known truth) groupsOf(r *iolaus.Report, name string) []found {
	var groups []found
	for _, c := range r.Campaigns {
		hits := 0
		for _, m := range c.Accounts {
			if known.campaign[m.Account] == name {
				hits++
			}
		}
		if hits > 0 {
			groups = append(groups, found{c, hits})
		}
	}
	return groups
}

// foundWhole checks that a campaign is reported as what it is: once, nearly
// whole, pure, and in time.
func foundWhole(t testing.TB, w scene, known truth, r *iolaus.Report, name string) {
	t.Helper()
	o, groups := known.operations[name], known.groupsOf(r, name)
	if len(groups) != 1 {
		for _, g := range groups {
			t.Logf("%s: %s of %d accounts, %d of them its own", name, g.Verdict, len(g.Accounts), g.hits)
		}
		t.Errorf("%s with %d accounts is in %d reported groups, want 1", name, len(o.active), len(groups))
		return
	}
	g := groups[0]
	t.Logf("%s: %s, %d of %d active accounts, detected %s after its first exchange",
		name, g.Verdict, g.hits, len(o.active), g.DetectedAt.Sub(o.first).Round(time.Minute))
	if g.Verdict != iolaus.Distillation {
		t.Errorf("%s: verdict %s, want %s", name, g.Verdict, iolaus.Distillation)
	}
	if recall := float64(g.hits) / float64(len(o.active)); recall < 0.95 {
		t.Errorf("%s: %d of %d active accounts found (%.3f), want 0.95", name, g.hits, len(o.active), recall)
	}
	if g.purity() < 0.99 {
		t.Errorf("%s: %d of %d accounts belong (%.3f), want 0.99", name, g.hits, len(g.Accounts), g.purity())
	}
	if g.DetectedAt.Before(o.first) || !g.DetectedAt.Before(w.end) {
		t.Errorf("%s: detected at %s, want within %s (its first exchange) and %s (the window's end)",
			name, g.DetectedAt, o.first, w.end)
	}
	if low := float64(o.exchanges) * 0.95; float64(g.Exchanges) < low || g.Exchanges > o.exchanges {
		t.Errorf("%s: %d exchanges reported, want %.0f to %d", name, g.Exchanges, low, o.exchanges)
	}
	if low := float64(o.distilled) * 0.9; float64(g.Distilled) < low {
		t.Errorf("%s: %d exchanges called distilled, want at least %.0f of %d", name, g.Distilled, low, o.distilled)
	}
}

// names gives the true campaigns in order.
func (known truth) names() []string { return slices.Sorted(maps.Keys(known.operations)) }

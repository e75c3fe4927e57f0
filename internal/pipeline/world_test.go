package pipeline_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// world is simulated traffic and who is who in it.
type world struct {
	dir      string
	campaign map[string]string // of the accounts of campaigns
}

func (w *world) exchanges() string { return filepath.Join(w.dir, "exchanges.jsonl") }
func (w *world) accounts() string  { return filepath.Join(w.dir, "accounts.jsonl") }

// simulated makes a world. The seeds of these tests are not among those that any
// constant was chosen on.
func simulated(t testing.TB, scenario string, seed uint64, scale float64, prompts string) *world {
	t.Helper()
	s, err := simulate.Load(scenario)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{dir: t.TempDir(), campaign: map[string]string{}}
	if _, err := simulate.Run(t.Context(), s, simulate.Options{Out: w.dir, Seed: seed, Scale: scale, Prompts: prompts}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(w.dir, "truth_accounts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if row[2] != "" {
			w.campaign[row[0]] = row[2]
		}
	}
	return w
}

// seeds gives the seeds to try; of several, a short run takes the first.
func seeds(all ...uint64) []uint64 {
	if testing.Short() {
		return all[:1]
	}
	return all
}

func options(inputs ...string) pipeline.Options {
	return pipeline.Options{Inputs: inputs, Every: time.Hour, FDR: 0.01, Workers: 2}
}

func scan(t testing.TB, o pipeline.Options) *pipeline.Result {
	t.Helper()
	result, err := pipeline.Scan(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func encoded(t *testing.T, r *iolaus.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkFound compares a report with the truth: every campaign in one piece, with
// at least the share of its accounts that were seen, and no honest account in
// anything but a ring.
func checkFound(t *testing.T, w *world, r *iolaus.Report, recall float64, wanted ...iolaus.Verdict) {
	t.Helper()
	total, found, pieces := map[string]int{}, map[string]int{}, map[string]int{}
	for _, campaign := range w.campaign {
		total[campaign]++
	}
	t.Logf("%d accounts seen, at most %d of them of campaigns", r.Accounts, len(w.campaign))
	for _, c := range r.Campaigns {
		if c.Verdict == iolaus.RingOnly {
			continue
		}
		mine := map[string]int{}
		for _, m := range c.Accounts {
			campaign, ok := w.campaign[m.Account]
			if !ok {
				t.Errorf("%s (%s) accuses %s, which is honest", c.Name, c.Verdict, m.Account)
			}
			mine[campaign]++
		}
		for campaign, n := range mine {
			if float64(n) < 0.99*float64(len(c.Accounts)) {
				t.Errorf("%s mixes %d accounts of %s with %d others", c.Name, n, campaign, len(c.Accounts)-n)
			}
			found[campaign] += n
			pieces[campaign]++
		}
		if !slices.Contains(wanted, c.Verdict) {
			t.Errorf("%s is called %s, want one of %v", c.Name, c.Verdict, wanted)
		}
		if !c.DetectedAt.After(c.FirstSeen) || c.DetectedAt.After(r.Window.To.Add(time.Hour)) {
			t.Errorf("%s was first seen %v and detected %v", c.Name, c.FirstSeen, c.DetectedAt)
		}
	}
	for campaign, n := range total {
		t.Logf("%-10s %3d of %3d accounts, %d piece(s)", campaign, found[campaign], n, pieces[campaign])
		if float64(found[campaign]) < recall*float64(n) || pieces[campaign] != 1 {
			t.Errorf("%s: %d of %d accounts in %d pieces", campaign, found[campaign], n, pieces[campaign])
		}
	}
}

func TestScanFindsTheCampaigns(t *testing.T) {
	for _, seed := range seeds(101, 102, 103) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := simulated(t, "demo", seed, 1, "")
			o := options(w.exchanges())
			o.Accounts = w.accounts()
			checkFound(t, w, scan(t, o).Report, 0.9, iolaus.Distillation)
		})
	}
}

func TestScanIsSilentWithoutCampaigns(t *testing.T) {
	for _, seed := range seeds(101, 102, 103) {
		w := simulated(t, "benign", seed, 1, "")
		o := options(w.exchanges())
		o.Accounts = w.accounts()
		r := scan(t, o).Report
		t.Logf("%d accounts seen, none of campaigns", r.Accounts)
		for _, c := range r.Campaigns {
			t.Errorf("seed %d: %s, %s of %d accounts, in a world without campaigns", seed, c.Name, c.Verdict, len(c.Accounts))
		}
	}
}

// TestScanOnRealPrompts composes honest users and campaigns from prompts that
// people and pipelines really wrote. What the rules do not recognise as a form
// that pipelines need comes out as a ring; the bar here is that every campaign is
// found as one or the other, in at most three pieces, and that nobody honest is
// accused.
func TestScanOnRealPrompts(t *testing.T) {
	prompts := sharedData(t)
	for _, seed := range seeds(101, 102) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := simulated(t, "demo", seed, 1, prompts)
			o := options(w.exchanges())
			o.Accounts = w.accounts()
			r := scan(t, o).Report
			t.Logf("%d accounts seen, at most %d of them of campaigns", r.Accounts, len(w.campaign))
			total, found := map[string]int{}, map[string]int{}
			for _, campaign := range w.campaign {
				total[campaign]++
			}
			honest := 0
			for _, c := range r.Campaigns {
				for _, m := range c.Accounts {
					if campaign, ok := w.campaign[m.Account]; ok {
						found[campaign]++
					} else if c.Verdict != iolaus.RingOnly {
						honest++
					}
				}
				t.Logf("%s, %s of %d accounts", c.Name, c.Verdict, len(c.Accounts))
			}
			if honest > 0 {
				t.Errorf("%d honest accounts are accused", honest)
			}
			for campaign, n := range total {
				t.Logf("%-10s %3d of %3d accounts", campaign, found[campaign], n)
				if 2*found[campaign] < n {
					t.Errorf("%s: %d of %d accounts", campaign, found[campaign], n)
				}
			}
		})
	}
}

// sharedData is the folder of real prompts, which is not part of the repository.
func sharedData(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("IOLAUS_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	data := filepath.Join(shared, "data")
	if _, err := os.Stat(filepath.Join(data, "prompts_permissive")); err != nil {
		t.Skipf("real prompts are not here (%v); set IOLAUS_SHARED to the folder that holds data/", err)
	}
	return data
}

func TestScanWithoutRegistrations(t *testing.T) {
	w := simulated(t, "demo", 104, 1, "")
	found := 0
	for _, c := range scan(t, options(w.exchanges())).Report.Campaigns {
		if c.Verdict == iolaus.RingOnly {
			continue
		}
		found++
		for _, m := range c.Accounts {
			if _, ok := w.campaign[m.Account]; !ok {
				t.Errorf("%s accuses %s, which is honest", c.Name, m.Account)
			}
		}
	}
	if found < 2 {
		t.Errorf("%d campaigns from the traffic alone, want two at least", found)
	}
}

func TestSameBytesGiveTheSameReport(t *testing.T) {
	w := simulated(t, "demo", 105, 0.5, "")
	parts := split(t, w.exchanges(), 3)
	slices.Sort(parts)
	want := encoded(t, scan(t, options(parts...)).Report)
	reversed := slices.Clone(parts)
	slices.Reverse(reversed)
	for _, test := range []struct {
		name    string
		inputs  []string
		workers int
	}{
		{"one worker", parts, 1},
		{"five workers", parts, 5},
		{"files in reverse", reversed, 2},
		{"the folder", []string{filepath.Dir(parts[0])}, 2},
		{"one file", []string{w.exchanges()}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := options(test.inputs...)
			o.Workers = test.workers
			if diff := cmp.Diff(want, encoded(t, scan(t, o).Report)); diff != "" {
				t.Errorf("the report differs:\n%.2000s", diff)
			}
		})
	}
	t.Run("one processor", func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		if got := encoded(t, scan(t, options(parts...)).Report); got != want {
			t.Error("the report differs")
		}
	})
}

// split deals the lines of a file to n files in a folder of their own.
func split(t *testing.T, path string, n int) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parts := make([]bytes.Buffer, n)
	for i, line := range bytes.SplitAfter(data, []byte("\n")) {
		parts[i%n].Write(line)
	}
	dir := t.TempDir()
	var names []string
	for i := range parts {
		name := filepath.Join(dir, fmt.Sprintf("part%d.jsonl", i))
		if err := os.WriteFile(name, parts[i].Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func TestStoreIsReadOnce(t *testing.T) {
	w := simulated(t, "demo", 106, 0.3, "")
	o := options(w.exchanges())
	o.Accounts, o.Store = w.accounts(), filepath.Join(t.TempDir(), "store")
	first := scan(t, o)
	second := scan(t, o)
	if second.Read != 0 || second.Skipped == 0 {
		t.Errorf("the second scan read %d exchanges and skipped %d batches", second.Read, second.Skipped)
	}
	detected, err := pipeline.Detect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	want := encoded(t, first.Report)
	if encoded(t, second.Report) != want || encoded(t, detected.Report) != want {
		t.Error("reading again, or not at all, changes the report")
	}
}

func TestOverlappingFilesCountOnce(t *testing.T) {
	w := simulated(t, "demo", 107, 0.2, "")
	parts := split(t, w.exchanges(), 4)
	once := scan(t, options(parts...))
	twice := scan(t, options(append(parts, w.exchanges())...))
	if twice.Duplicates != once.Report.Exchanges || once.Duplicates != 0 {
		t.Errorf("%d and %d duplicates, want none and %d", once.Duplicates, twice.Duplicates, once.Report.Exchanges)
	}
	if encoded(t, once.Report) != encoded(t, twice.Report) {
		t.Error("duplicates change the report")
	}
}

func TestBrokenRecordsAreKeptApart(t *testing.T) {
	w := simulated(t, "demo", 108, 0.05, "")
	data, err := os.ReadFile(w.exchanges())
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	broken := []string{`{"time":"2026-03-02T00:00:00Z"}`, `{"time":"yesterday","account":"a"}`, `{"account":`}
	path := filepath.Join(t.TempDir(), "mixed.jsonl")
	text := string(bytes.Join(lines[:100], nil)) + strings.Join(broken, "\n") + "\n" + string(bytes.Join(lines[100:200], nil))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var rejects bytes.Buffer
	o := options(path)
	o.Rejects = &rejects
	result := scan(t, o)
	if result.Read != 200 || result.Rejected != 3 || len(result.Problems) != 3 || result.Problems[0].Line != 101 {
		t.Errorf("read %d, rejected %d, problems %+v; want 200, 3 and the first in line 101", result.Read, result.Rejected, result.Problems)
	}
	if diff := cmp.Diff(strings.Join(broken, "\n")+"\n", rejects.String()); diff != "" {
		t.Errorf("rejected records:\n%s", diff)
	}
	o.Strict = true
	var strict *pipeline.StrictError
	if _, err := pipeline.Scan(t.Context(), o); !errors.As(err, &strict) || strict.Problem.Line != 101 {
		t.Errorf("strict scan ended with %v, want the record in line 101", err)
	}
}

func TestUnreadableInput(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"empty.jsonl": "", "binary.jsonl": "\x7fELF\x00\x01\x02\x03", "text.jsonl": "Dear all,\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var source *intake.SourceError
		if _, err := pipeline.Scan(t.Context(), options(path)); !errors.As(err, &source) || source.File != path {
			t.Errorf("%s: error %v, want one that names the file", name, err)
		}
	}
}

func TestCancelledScanLeavesNothing(t *testing.T) {
	w := simulated(t, "demo", 109, 0.3, "")
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	o := options(w.exchanges())
	o.Progress = cancelling{cancel}
	if _, err := pipeline.Scan(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) != 0 {
		t.Errorf("%v, %v left behind", left, err)
	}
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
		runtime.GC()
	}
	t.Errorf("%d goroutines, %d before the scan", runtime.NumGoroutine(), before)
}

// cancelling cancels a scan once it has read something.
type cancelling struct{ cancel func() }

func (c cancelling) Update(_, _, _, _ int64) { c.cancel() }
func (c cancelling) Stage(string)            {}

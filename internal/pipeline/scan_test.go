package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestWorlds scans whole worlds, of seeds that nothing was tuned on.
func TestWorlds(t *testing.T) {
	if testing.Short() {
		t.Skip("whole worlds take seconds")
	}
	for _, seed := range []uint64{101, 102} {
		t.Run(fmt.Sprintf("demo, seed %d", seed), func(t *testing.T) {
			w := makeWorld(t, "demo", simulate.Options{Seed: seed})
			r := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts}).Report
			known := readTruth(t, w)
			if r.Exchanges != w.totals.Exchanges {
				t.Errorf("%d exchanges reported, want %d", r.Exchanges, w.totals.Exchanges)
			}
			for _, name := range known.names() {
				foundWhole(t, w, known, r, name)
			}
			if n := len(flagged(r)); n != len(known.operations) {
				t.Errorf("%d campaigns reported, want %d", n, len(known.operations))
			}
			noHonestFlagged(t, known, r)
		})
	}
	for _, seed := range []uint64{201, 202} {
		for _, name := range []string{"benign", "crowd"} {
			t.Run(fmt.Sprintf("%s, seed %d", name, seed), func(t *testing.T) {
				w := makeWorld(t, name, simulate.Options{Seed: seed})
				r := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts}).Report
				noHonestFlagged(t, readTruth(t, w), r)
			})
		}
	}
}

// TestRealPrompts scans worlds whose tasks are real: what people and pipelines
// ask, the system prompts of real apps, and published templates for grading.
func TestRealPrompts(t *testing.T) {
	prompts := realPrompts(t)
	for _, seed := range []uint64{101, 102} {
		t.Run(fmt.Sprintf("demo, seed %d", seed), func(t *testing.T) {
			w := makeWorld(t, "demo", simulate.Options{Seed: seed, Prompts: prompts})
			r := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts}).Report
			known := readTruth(t, w)
			for _, name := range known.names() {
				foundWhole(t, w, known, r, name)
			}
			noHonestFlagged(t, known, r)
		})
	}
	t.Run("benign", func(t *testing.T) {
		w := makeWorld(t, "benign", simulate.Options{Seed: 201, Prompts: prompts})
		r := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts}).Report
		noHonestFlagged(t, readTruth(t, w), r)
	})
}

// realPrompts gives the folder of real prompts: data in IOLAUS_SHARED, or in
// ../shared beside the repository.
func realPrompts(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("whole worlds take seconds")
	}
	shared := os.Getenv("IOLAUS_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	data := filepath.Join(shared, "data")
	if files, _ := filepath.Glob(filepath.Join(data, "prompts_permissive", "*.jsonl.gz")); len(files) == 0 {
		t.Skipf("no real prompts under %s; set IOLAUS_SHARED to the folder that holds data", data)
	}
	return data
}

// TestWithoutAccounts has the traffic alone: no cards, no times of sign-up. What
// its networks and texts show is still found.
func TestWithoutAccounts(t *testing.T) {
	if testing.Short() {
		t.Skip("whole worlds take seconds")
	}
	w := makeWorld(t, "demo", simulate.Options{Seed: 102})
	r := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}}).Report
	known := readTruth(t, w)
	noHonestFlagged(t, known, r)
	whole := 0
	for _, name := range known.names() {
		for _, g := range known.groupsOf(r, name) {
			t.Logf("%s: %s of %d accounts, %d of %d its own", name, g.Verdict, len(g.Accounts), g.hits, len(known.operations[name].active))
			if g.purity() < 0.99 {
				t.Errorf("%s: %d of %d accounts belong, want 0.99", name, g.hits, len(g.Accounts))
			}
		}
	}
	for _, c := range flagged(r) {
		name := known.campaign[c.Accounts[0].Account]
		if o := known.operations[name]; o != nil && 20*len(c.Accounts) >= 19*len(o.active) {
			whole++
		}
	}
	if whole == 0 {
		t.Errorf("no campaign found whole by traffic alone, of %v", known.names())
	}
}

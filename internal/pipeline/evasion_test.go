package pipeline_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestEvasions looks for campaigns that hide in one way each, among ordinary
// users and users of one public agent. Development seeds: figures are published
// from others (make results).
func TestEvasions(t *testing.T) {
	const crowd = `
days: 4
populations:
  - {kind: chat, accounts: 700, rate: 5}
  - {kind: api, accounts: 200, rate: 10}
  - {kind: agent, accounts: 120, rate: 10}
campaigns:
  - `
	tests := []struct {
		name, campaign string
		found          float64 // least share of its accounts
	}{
		{"half of the traffic is honest-looking", "{name: amber, shape: lockstep, accounts: 60, rate: 10, dials: {dilution: 0.5, jitter: 0.5}}", 0.85},
		{"wordings drawn anew", "{name: drizzle, shape: trickle, accounts: 120, rate: 2, dials: {paraphrase: 0.5, jitter: 0.5, own_cards: 0.5}}", 0.85},
		{"artefacts sent back in", "{name: echo, shape: replay, accounts: 50, rate: 12, dials: {own_cards: 1, home_addresses: 1, client_variety: 1, slow_signup: 0.5}}", 0.85},
		{"a sweep of mutated probes", "{name: needle, shape: probe, accounts: 60, rate: 10, dials: {jitter: 0.5}}", 0.85},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, _ := evaluated(t, scenario(t, crowd+test.campaign+"\n"), simulate.Development(9)[8])
			c := e.Campaigns[0]
			t.Logf("%d of %d accounts in %d pieces, %d honest flagged", c.Recall.Part, c.Recall.Of, c.Pieces, e.Honest.Flagged.Part)
			if c.Recall.Rate() < test.found || c.Pieces != 1 {
				t.Errorf("%d of %d accounts found, in %d pieces; want %.0f %% in one", c.Recall.Part, c.Recall.Of, c.Pieces, 100*test.found)
			}
			if e.Honest.Flagged.Part > 0 {
				t.Errorf("%d honest accounts flagged", e.Honest.Flagged.Part)
			}
		})
	}
}

// scenario writes one to a file.
func scenario(t *testing.T, text string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// evaluated makes a world, scans it and compares the report with the truth.
func evaluated(t *testing.T, scenario string, seed uint64) (*evaluate.Evaluation, *iolaus.Report) {
	t.Helper()
	w := makeWorld(t, scenario, simulate.Options{Seed: seed})
	r := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts}).Report
	truth, err := evaluate.Read(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := evaluate.Evaluate(truth, r, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	return e, r
}

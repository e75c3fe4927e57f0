package pipeline_test

import (
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestLoneHarvest looks for an organisation that runs a whole pipeline in the open,
// among honest ones that are as busy and do one of its steps: graders, auditors who
// want reasons, runners of benchmarks, batches, labellers, regression suites.
func TestLoneHarvest(t *testing.T) {
	const world = `
days: 4
populations:
  - {kind: chat, accounts: 500, rate: 5}
  - {kind: api, accounts: 150, rate: 60}
  - {kind: judge, accounts: 24, rate: 150, group: 2}
  - {kind: audit, accounts: 24, rate: 120, group: 3}
  - {kind: benchmark, accounts: 18, rate: 120}
  - {kind: batch, accounts: 12, rate: 300, group: 2}
  - {kind: labelling, accounts: 12, rate: 150, group: 2}
  - {kind: regression, accounts: 8, rate: 240}
  - {kind: aggregator, accounts: 6, rate: 300}
  - {kind: smallplan, accounts: 10, rate: 250}
campaigns:
  - {name: hermit, shape: lone, operator: op-alone, accounts: 4, rate: 150, bans_per_day: 0, dials: {dilution: 0.25, jitter: 0.25, paraphrase: 0.25, human_hours: 0.25}}
`
	file := scenario(t, world)
	seeds := simulate.Development(12)[8:]
	found := 0
	for _, seed := range seeds {
		e, r := evaluated(t, file, seed)
		if n := e.Honest.Flagged.Part; n > 0 {
			t.Errorf("seed %d: %d honest accounts flagged", seed, n)
		}
		for _, c := range r.Campaigns {
			if c.Verdict == iolaus.Harvest && int64(len(c.Accounts)) == e.Campaigns[0].Recall.Of {
				found++
			}
		}
	}
	// whether its steps are recognised depends on how they are worded
	if 2*found < len(seeds) {
		t.Errorf("%d of %d lone harvests found, want half of them at least", found, len(seeds))
	}
	t.Logf("%d of %d lone harvests found", found, len(seeds))
}

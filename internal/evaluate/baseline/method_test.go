package baseline_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

func TestAll(t *testing.T) {
	var got []string
	for _, m := range baseline.All() {
		got = append(got, m.Name())
	}
	want := []string{"volume", "shared payment", "shared /24", "SynchroTrap", "MMD windows"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// TestNothing: no traffic, with and without registered accounts, gives a report
// without campaigns.
func TestNothing(t *testing.T) {
	for _, accounts := range [][]iolaus.Account{nil, payers(names(6), "")} {
		for _, m := range baseline.All() {
			r := feed(m, accounts, nil)
			if len(r.Campaigns) != 0 || r.Exchanges != 0 || r.Accounts != 0 {
				t.Errorf("%s with %d accounts: %+v", m.Name(), len(accounts), r)
			}
			readable(t, m.Name(), r)
		}
	}
}

// readable holds a report against what `iolaus evaluate` reads.
func readable(t *testing.T, name string, r *iolaus.Report) {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	if _, err := report.Read(&b); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	ids := map[string]bool{}
	for _, c := range r.Campaigns {
		if c.ID == "" || ids[c.ID] {
			t.Errorf("%s: id %q is empty or given twice", name, c.ID)
		}
		ids[c.ID] = true
	}
}

// mixed is traffic in which every method finds something, and the accounts of it.
func mixed() ([]iolaus.Account, []sent) {
	random := rand.New(rand.NewPCG(3, 4))
	hours := []int{1, 3, 4, 8, 9, 12, 15, 16, 20, 21}
	traffic := each(names(30), hours, func(i, _ int, e *sent) {
		e.ip, e.meaning = fmt.Sprintf("10.%d.0.1", i/6), anything(random)
	})
	for range 700 {
		traffic = append(traffic, sent{account: "busy", hour: random.IntN(24), meaning: anything(random)})
	}
	traffic = append(traffic, times(60, sent{account: "narrow", hour: 7, meaning: odd})...)
	return payers(names(12), ""), traffic
}

// TestOrder: which account comes first leaves no trace, neither among the
// registrations nor within an hour.
func TestOrder(t *testing.T) {
	accounts, traffic := mixed()
	for k := range baseline.All() {
		want := feed(baseline.All()[k], accounts, traffic)
		if len(want.Campaigns) == 0 {
			t.Errorf("%s finds nothing", baseline.All()[k].Name())
		}
		for seed := range uint64(3) {
			random := rand.New(rand.NewPCG(seed, 5))
			random.Shuffle(len(accounts), func(i, j int) { accounts[i], accounts[j] = accounts[j], accounts[i] })
			m := baseline.All()[k]
			if diff := cmp.Diff(want, feed(m, accounts, interleave(random, traffic))); diff != "" {
				t.Errorf("%s, seed %d (-want +got):\n%s", m.Name(), seed, diff)
			}
		}
	}
}

// interleave shuffles the accounts against each other and keeps the order of
// each one's exchanges.
func interleave(random *rand.Rand, traffic []sent) []sent {
	queues := map[string][]sent{}
	turns := make([]string, len(traffic))
	for i, e := range traffic {
		queues[e.account] = append(queues[e.account], e)
		turns[i] = e.account
	}
	random.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
	shuffled := make([]sent, len(traffic))
	for i, account := range turns {
		shuffled[i] = queues[account][0]
		queues[account] = queues[account][1:]
	}
	return shuffled
}

// TestWorld: reports of a simulated world are judged like those of a scan.
func TestWorld(t *testing.T) {
	s, err := simulate.Load("demo")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	totals, err := simulate.Run(t.Context(), s, simulate.Options{Out: dir, Seed: 1, Scale: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	truth, err := evaluate.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	methods := baseline.All()
	observers := make([]pipeline.Observer, len(methods))
	for i, m := range methods {
		observers[i] = m
	}
	input := pipeline.Options{
		Inputs: []string{filepath.Join(dir, "exchanges.jsonl")}, Accounts: filepath.Join(dir, "accounts.jsonl"),
	}
	if err := pipeline.Observe(t.Context(), input, observers...); err != nil {
		t.Fatal(err)
	}
	for _, m := range methods {
		began := time.Now()
		r := m.Report()
		took := time.Since(began)
		if r.Exchanges != totals.Exchanges {
			t.Errorf("%s: %d exchanges, want %d", m.Name(), r.Exchanges, totals.Exchanges)
		}
		readable(t, m.Name(), r)
		e, err := evaluate.Evaluate(truth, r, 0.01)
		if err != nil {
			t.Errorf("%s: %v", m.Name(), err)
			continue
		}
		t.Logf("%s: recall %v, honest flagged %v, report in %v", m.Name(), e.Accounts.Recall, e.Honest.Flagged, took)
	}
}

package simulate_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus/internal/simulate"
)

func TestCut(t *testing.T) {
	file := writeScenario(t, `
days: 3
populations: [{kind: chat, accounts: 20, rate: 5}]
campaigns: [{name: a, shape: lockstep, accounts: 10, rate: 8, start: 30h, bans_per_day: 0.5, dials: {replacement: 1}}]
`)
	s, err := simulate.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	totals, err := simulate.Run(t.Context(), s, simulate.Options{Out: dir, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	slices, err := simulate.Cut(dir, filepath.Join(dir, "slices"), simulate.Every(6*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if len(slices) != 12 {
		t.Fatalf("%d slices of three days, want 12", len(slices))
	}
	var sent []byte
	known, closed, corrected := map[string]string{}, 0, 0
	for i, slice := range slices {
		if want := s.Start.Add(time.Duration(i+1) * 6 * time.Hour); !slice.End.Equal(want) {
			t.Errorf("slice %d ends at %s, want %s", i, slice.End, want)
		}
		sent = append(sent, read(t, slice.Exchanges)...)
		for line := range bytes.Lines(read(t, slice.Accounts)) {
			var a struct {
				Account, Status string
				Created         time.Time
				Changed         time.Time `json:"status_changed"`
			}
			if err := json.Unmarshal(line, &a); err != nil {
				t.Fatal(err)
			}
			if !a.Created.Before(slice.End) || !a.Changed.Before(slice.End) || (a.Status == "active") != a.Changed.IsZero() {
				t.Errorf("slice %d, until %s, tells of what comes: %s", i, slice.End, line)
			}
			if known[a.Account] != "" {
				corrected++
			}
			if known[a.Account] = a.Status; a.Status != "active" {
				closed++
			}
		}
	}
	if whole := read(t, filepath.Join(dir, "exchanges.jsonl")); !bytes.Equal(sent, whole) {
		t.Error("the slices in a row are not the world's exchanges")
	}
	if int64(len(known)) != totals.Accounts || closed == 0 || corrected == 0 || corrected > closed {
		t.Errorf("%d of %d accounts told, %d closed, %d of them told twice", len(known), totals.Accounts, closed, corrected)
	}
}

// read gives the content of a file; nothing of "".
func read(t *testing.T, name string) []byte {
	t.Helper()
	if name == "" {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSeedsAreApart(t *testing.T) {
	development := simulate.Development(1000)
	if last := development[len(development)-1]; last >= simulate.FirstReporting {
		t.Errorf("seed %d is handed out for development", last)
	}
	for _, seeds := range [][]uint64{simulate.Reporting(3), simulate.Benign(3)} {
		if len(seeds) != 3 || seeds[0] < simulate.FirstReporting {
			t.Errorf("seeds %v are handed out for reporting", seeds)
		}
	}
}

package results_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/results"
)

// TestWrite makes all worlds very small, on a development seed, and looks at
// what is said of them, not at how good it is.
func TestWrite(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and scans 60 worlds")
	}
	var out, log bytes.Buffer
	err := results.Write(t.Context(), &out, results.Options{
		Worlds: 1, Sweep: 1, Benign: 2, Watched: 1, Development: true, Scale: 0.02, Scratch: t.TempDir(), Log: &log,
	})
	if err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{
		"Seeds 1 to 1, for development", "| demo × 1 |", "| benign × 1 | 0 of 0 |", "| survey × 1 |", "| survey, four weeks × 1 |", "| published, a twentieth × 1 |",
		"| lone harvest |", "| Iolaus |", "| SynchroTrap |", "| asking for restated reasoning | audit |",
		"| dilution |", "| second_pool |", "| 1, but no dilution |",
		"<!-- results -->", "<!-- end of results -->", "<!-- watched -->", "The survey, watched live, for development", "Over four days, seeds 1 to 1, in all 57 looks together", "Over four weeks, seeds 1 to 1, in all 62 looks together", "<!-- end of watched -->", "<!-- looks -->", "<!-- end of looks -->",
		"of the seeds 1 to 2, for development,", "| benign | at the last look | 2 | 2 |", "| benign | at any look | 2 | 40 |", "| crowd | at any look | 2 | 32 |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, never := range []string{"NaN", "Inf", "%!"} {
		if strings.Contains(text, never) {
			t.Errorf("the tables hold %q:\n%s", never, text)
		}
	}
	columns := 0
	for line := range strings.Lines(text) {
		n := strings.Count(line, "|")
		if n > 0 && columns > 0 && n != columns {
			t.Errorf("a row of %d columns in a table of %d: %s", n-1, columns-1, line)
		}
		columns = n
	}
	if got := strings.Count(log.String(), "\n"); got < 50 {
		t.Errorf("the log names %d worlds", got)
	}
}

// TestPartsAlone measures one part, which must not empty the other's place in
// the README.
func TestPartsAlone(t *testing.T) {
	var out bytes.Buffer
	err := results.Write(t.Context(), &out, results.Options{Benign: 1, Development: true, Scale: 0.02, Scratch: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.HasPrefix(text, "<!-- looks -->\n") || strings.Contains(text, "<!-- results -->") {
		t.Errorf("the part that was asked for, alone, is not what came:\n%s", text)
	}
}

func TestBadOptions(t *testing.T) {
	for _, o := range []results.Options{{}, {Worlds: 1, Sweep: -1}, {Worlds: 1000}, {Sweep: 1, Benign: 1}, {Benign: -1}, {Benign: 101}} {
		if err := results.Write(t.Context(), &bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v is no error", o)
		}
	}
}

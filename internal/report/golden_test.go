package report_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// writer writes a report in one form.
type writer func(w io.Writer, r *iolaus.Report) error

func table(o report.TableOptions) writer {
	return func(w io.Writer, r *iolaus.Report) error { return report.Table(w, r, o) }
}

func explain(key string, o report.TableOptions) writer {
	return func(w io.Writer, r *iolaus.Report) error { return report.Explain(w, r, key, nil, o) }
}

// stand explains an account that no campaign has.
func stand(s *iolaus.Standing) writer {
	return func(w io.Writer, r *iolaus.Report) error {
		if err := report.Explain(w, r, s.Account, s, report.TableOptions{}); !errors.Is(err, report.ErrUnknown) {
			return fmt.Errorf("got %w, want that it is unknown", err)
		}
		return nil
	}
}

func TestGolden(t *testing.T) {
	empty := &iolaus.Report{Version: 1, Window: sample().Window, Exchanges: 1200, Accounts: 31}
	tests := []struct {
		file  string
		in    *iolaus.Report
		write writer
	}{
		{"sample.json.golden", sample(), report.JSON},
		{"sample.ndjson.golden", sample(), report.NDJSON},
		{"sample.csv.golden", sample(), report.CSV},
		{"sample.html.golden", sample(), report.HTML},
		{"sample_100.txt.golden", sample(), table(report.TableOptions{})},
		{"sample_60.txt.golden", sample(), table(report.TableOptions{Width: 60, Limit: 2})},
		{"sample_140_color.txt.golden", sample(), table(report.TableOptions{Width: 140, Color: true})},
		{"campaign.txt.golden", sample(), explain("amber-otter", report.TableOptions{Limit: 5})},
		{"relay.txt.golden", sample(), explain("c_relay7", report.TableOptions{Width: 80})},
		{"account.txt.golden", sample(), explain(lockstep().Accounts[54].Account, report.TableOptions{})},
		{"joined.txt.golden", joined(), explain("acct_new", report.TableOptions{})},
		{"ring.txt.golden", sample(), explain("dune-marten", report.TableOptions{})},
		{"bystander.txt.golden", sample(), stand(bystander())},
		{"unrelated.txt.golden", sample(), stand(unrelated())},
		{"unseen.txt.golden", sample(), stand(&iolaus.Standing{Account: "acct_none"})},
		{"nobody.txt.golden", empty, stand(unrelated())},
		{"empty.json.golden", empty, report.JSON},
		{"empty.txt.golden", empty, table(report.TableOptions{})},
		{"empty.html.golden", empty, report.HTML},
		{"unread.txt.golden", &iolaus.Report{}, table(report.TableOptions{})},
		{"hostile.txt.golden", hostile(), table(report.TableOptions{Width: 80})},
		{"hostile.csv.golden", hostile(), report.CSV},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			var got, again bytes.Buffer
			for _, b := range []*bytes.Buffer{&got, &again} {
				if err := tt.write(b, tt.in); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got.Bytes(), again.Bytes()) {
				t.Error("the same report gave different bytes")
			}
			golden(t, tt.file, got.Bytes())
		})
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("differs from %s (rewrite with go test -update):\n%s", path, diff)
	}
}

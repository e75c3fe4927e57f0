package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"io"
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
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// tinyWorld is one batch of traffic.
func tinyWorld(t testing.TB) scene {
	t.Helper()
	return makeWorld(t, "demo", simulate.Options{Seed: 101, Scale: 0.02})
}

// broken lists records that cannot be read, none of which stands for another.
var broken = []string{
	`{"id":"b1","time":"2026-03-02T00:00:00Z","account":"acct_secret","request":{"messages":[{"role":"user","content":"secret`,
	`secret text that is no JSON`,
	`["secret"]`,
	`{"id":"b4","time":"2026-03-02T00:00:00Z","request":{"system":"secret"}}`,
	`{"id":"b5","account":"acct_secret"}`,
	`{"id":"b6","time":"secret","account":"acct_secret"}`,
}

// spoil puts the broken records between the good ones.
func spoil(lines [][]byte) [][]byte {
	spoilt := slices.Clone(lines)
	for i, text := range broken {
		spoilt = slices.Insert(spoilt, len(spoilt)*(i+1)/(len(broken)+1), []byte(text))
	}
	return spoilt
}

func TestBrokenRecords(t *testing.T) {
	w := tinyWorld(t)
	want := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts})
	lines := spoil(readLines(t, w.exchanges))
	file := writeLines(t, filepath.Join(t.TempDir(), "spoilt.jsonl"), lines)

	t.Run("counted and kept", func(t *testing.T) {
		var rejects bytes.Buffer
		got, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{file}, Accounts: w.accounts, Rejects: &rejects}))
		if err != nil {
			t.Fatal(err)
		}
		if got.Rejected != int64(len(broken)) || got.Read != want.Read {
			t.Errorf("%d rejected and %d read, want %d and %d", got.Rejected, got.Read, len(broken), want.Read)
		}
		if diff := cmp.Diff(strings.Join(broken, "\n")+"\n", rejects.String()); diff != "" {
			t.Errorf("rejects differ (-want +got):\n%s", diff)
		}
		if len(got.Problems) == 0 || len(got.Problems) > len(broken) {
			t.Errorf("%d problems shown, want some, at most %d", len(got.Problems), len(broken))
		}
		for i, p := range got.Problems {
			if p.Line < 1 || p.Line > len(lines) || string(lines[p.Line-1]) != broken[i] {
				t.Errorf("problem %d is said to be in line %d, where it is not", i, p.Line)
			}
			if p.Source != file || p.Reason == "" || strings.Contains(p.Reason, "secret") || p.Raw != nil {
				t.Errorf("problem %d: %+v, want the file, a reason and nothing of the record", i, p)
			}
		}
		sameReport(t, "broken records among the good", rejecting(want.Report, len(broken)), got.Report)
	})
	t.Run("strict", func(t *testing.T) {
		_, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{file}, Strict: true}))
		var strict *pipeline.StrictError
		if !errors.As(err, &strict) {
			t.Fatalf("error %v, want a *pipeline.StrictError", err)
		}
		if line := strict.Problem.Line; line < 1 || line > len(lines) || string(lines[line-1]) != broken[0] {
			t.Errorf("the first broken record is said to be in line %d, where it is not", line)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("error %q quotes the record", err)
		}
	})
	t.Run("strict over many files", func(t *testing.T) {
		// whoever reads on is stopped by the error, and must not hide it
		all := readLines(t, w.exchanges)
		parts := cut(t, slices.Insert(all, 10, []byte(broken[0])), []string{"a", "b", "c", "d", "e", "f", "g", "h"})
		_, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: parts, Workers: 1, Strict: true}))
		var strict *pipeline.StrictError
		if !errors.As(err, &strict) || strict.Problem.Source != parts[0] || strict.Problem.Line != 11 {
			t.Errorf("error %v, want a *pipeline.StrictError about line 11 of %s", err, parts[0])
		}
	})
	t.Run("rejects cannot be written", func(t *testing.T) {
		full := errors.New("disk full")
		_, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{file}, Rejects: failing{full}}))
		if !errors.Is(err, full) {
			t.Errorf("error %v, want %v", err, full)
		}
	})
	t.Run("nothing but broken", func(t *testing.T) {
		text := strings.Join(broken, "\n")
		got, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(text), From: "iolaus"}))
		if !errors.Is(err, pipeline.ErrNothingRead) || got.Rejected != int64(len(broken)) {
			t.Errorf("error %v with %d rejected, want %v with %d", err, got.Rejected, pipeline.ErrNothingRead, len(broken))
		}
	})
	t.Run("broken registration records", func(t *testing.T) {
		facts := append(readLines(t, w.accounts), []byte(`{"created":"2026-03-02T00:00:00Z"}`), []byte(`{"account":`))
		accounts := writeLines(t, filepath.Join(t.TempDir(), "accounts.jsonl"), facts)
		got, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{w.exchanges}, Accounts: accounts}))
		if err != nil {
			t.Fatal(err)
		}
		if got.Rejected != 2 {
			t.Errorf("%d rejected, want 2", got.Rejected)
		}
		sameReport(t, "broken registration records", rejecting(want.Report, 2), got.Report)
		_, err = pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{w.exchanges}, Accounts: accounts, Strict: true}))
		var strict *pipeline.StrictError
		if !errors.As(err, &strict) || strict.Problem.Line != len(facts)-1 {
			t.Errorf("error %v, want a *pipeline.StrictError about line %d", err, len(facts)-1)
		}
	})
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestUnreadable(t *testing.T) {
	w := tinyWorld(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	missing := filepath.Join(dir, "nowhere.jsonl")
	binary := write("binary.jsonl", "\x00\x01\x02\xff\xfe ELF \x00\x00 and more \x00")
	tests := []struct {
		name    string
		options pipeline.Options
		file    string // that the error names
	}{
		{"empty", pipeline.Options{Inputs: []string{write("empty.jsonl", "")}}, "empty.jsonl"},
		{"blank", pipeline.Options{Inputs: []string{write("blank.jsonl", "\n \n")}}, "blank.jsonl"},
		{"binary", pipeline.Options{Inputs: []string{binary}}, "binary.jsonl"},
		{"missing", pipeline.Options{Inputs: []string{missing}}, "nowhere.jsonl"},
		{"missing beside a good one", pipeline.Options{Inputs: []string{w.exchanges, missing}}, "nowhere.jsonl"},
		{"binary beside a good one", pipeline.Options{Inputs: []string{w.exchanges, binary}}, "binary.jsonl"},
		{"accounts for exchanges", pipeline.Options{Inputs: []string{w.accounts}}, "accounts.jsonl"},
		{"no standard input", pipeline.Options{Inputs: []string{"-"}}, "-"},
		{"accounts missing", pipeline.Options{Inputs: []string{w.exchanges}, Accounts: missing}, "nowhere.jsonl"},
		{"accounts binary", pipeline.Options{Inputs: []string{w.exchanges}, Accounts: binary}, "binary.jsonl"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			nothingLeft(t, func() {
				result, err := pipeline.Scan(t.Context(), terms(test.options))
				var unreadable *intake.SourceError
				if !errors.As(err, &unreadable) {
					t.Fatalf("error %v, want an *intake.SourceError", err)
				}
				if filepath.Base(unreadable.File) != test.file {
					t.Errorf("error %q names %s, want %s", err, unreadable.File, test.file)
				}
				if result == nil || result.Report != nil {
					t.Errorf("result %+v, want the counts and no report", result)
				}
			})
		})
	}
	t.Run("unknown format", func(t *testing.T) {
		_, err := pipeline.Scan(t.Context(), terms(pipeline.Options{Inputs: []string{w.exchanges}, From: "iolauss"}))
		if err == nil || !strings.Contains(err.Error(), "litellm") {
			t.Errorf("error %v does not list the formats", err)
		}
	})
	t.Run("empty store", func(t *testing.T) {
		_, err := pipeline.Detect(t.Context(), terms(pipeline.Options{Store: t.TempDir()}))
		if !errors.Is(err, pipeline.ErrNothingRead) {
			t.Errorf("error %v, want %v", err, pipeline.ErrNothingRead)
		}
	})
}

// nothingLeft runs a scan and checks that no goroutine and no temporary file
// outlives it.
func nothingLeft(t *testing.T, run func()) {
	t.Helper()
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	before := runtime.NumGoroutine()
	run()
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) != 0 {
		t.Errorf("%v, %v left in the temporary folder", left, err)
	}
	// a goroutine that has been waited for may still be about to end
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	stacks = stacks[:runtime.Stack(stacks, true)]
	t.Errorf("%d goroutines, %d before the scan:\n%s", runtime.NumGoroutine(), before, stacks)
}

// canceller cancels a scan when it comes to a stage, or first reads something.
type canceller struct {
	cancel context.CancelFunc
	stage  string // "" = at the first batch
}

func (c *canceller) Update(int64, int64, int64, int64) {
	if c.stage == "" {
		c.cancel()
	}
}

func (c *canceller) Stage(name string) {
	if name == c.stage {
		c.cancel()
	}
}

func TestCancelled(t *testing.T) {
	w := tinyWorld(t)
	o := terms(pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts, Workers: 2})
	whole := mustScan(t, o) // also warms up whatever lives as long as the process
	if len(whole.Stages) < 2 {
		t.Fatalf("%d stages, want each part of a scan", len(whole.Stages))
	}
	for _, stage := range whole.Stages {
		t.Run("at "+stage.Name, func(t *testing.T) {
			cancelled(t, o, stage.Name)
		})
	}
	t.Run("at the first batch of endless input", func(t *testing.T) {
		text, err := os.ReadFile(w.exchanges)
		if err != nil {
			t.Fatal(err)
		}
		endless := o
		endless.Inputs, endless.Stdin = []string{"-"}, &repeating{text: text}
		cancelled(t, endless, "")
	})
	t.Run("before it began", func(t *testing.T) {
		nothingLeft(t, func() {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := pipeline.Scan(ctx, o); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want %v", err, context.Canceled)
			}
		})
	})
}

func cancelled(t *testing.T, o pipeline.Options, stage string) {
	t.Helper()
	nothingLeft(t, func() {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o.Progress = &canceller{cancel, stage}
		result, err := pipeline.Scan(ctx, o)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
		if result == nil || result.Report != nil {
			t.Errorf("result %+v, want the counts and no report", result)
		}
	})
}

// repeating gives a text again and again.
type repeating struct {
	text []byte
	at   int
}

func (r *repeating) Read(p []byte) (int, error) {
	if len(r.text) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

// rejecting gives the report as it is where so many records could not be read.
func rejecting(r *iolaus.Report, records int) *iolaus.Report {
	other := *r
	other.Rejected = int64(records)
	return &other
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
)

func TestExitCode(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want int
		text string
	}{
		{"done", nil, 0, ""},
		{"found", errFound, 3, ""},
		{"found, but the profile could not be closed", errors.Join(errFound), 3, ""},
		{"failure", errors.New("disk full"), 1, "iolaus: disk full\n"},
		{"interrupted", fmt.Errorf("read: %w", context.Canceled), 1, "iolaus: interrupted\n"},
		{"usage", usagef("no command %q", "scna"), 2, "iolaus: no command \"scna\"\n"},
		{"usage with a cause", usagef("read report: %w", fs.ErrNotExist), 2, "iolaus: read report: file does not exist\n"},
		{"source", fmt.Errorf("scan: %w", &intake.SourceError{File: "a.jsonl", Reason: "empty"}), 2, "iolaus: scan: read a.jsonl: empty\n"},
		{"strict", &pipeline.StrictError{Problem: intake.Problem{Source: "a.jsonl", Line: 3, Reason: "no account"}}, 2, "iolaus: a.jsonl:3: no account\n"},
		{"nothing read", pipeline.ErrNothingRead, 2, "iolaus: no exchange could be read\n"},
		{"not a report", fmt.Errorf("x: %w", report.ErrNotReport), 2, "iolaus: x: not a report of iolaus scan --format json\n"},
		{"unknown account", report.ErrUnknown, 1, "iolaus: not in the report\n"},
		{"ambiguous", report.ErrAmbiguous, 2, "iolaus: stands for several campaigns\n"},
		{"hostile file name", errors.New("read \x1b[31mred\u202e"), 1, "iolaus: read \uFFFD[31mred\uFFFD\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			if got := exitCode(&out, test.err); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if out.String() != test.text {
				t.Errorf("printed %q, want %q", out.String(), test.text)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	logs := filepath.Join(t.TempDir(), "logs.jsonl")
	if err := os.WriteFile(logs, []byte(`{"time":"2026-03-02T00:00:02Z","account":"acct_1"}`+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if got := run(ctx, []string{"scan", logs}, streams{out: &out, err: &errs}); got != exitFailure {
		t.Errorf("exit code %d, want %d", got, exitFailure)
	}
	if out.Len() > 0 || errs.String() != "iolaus: interrupted\n" {
		t.Errorf("printed %q and %q", out.String(), errs.String())
	}
}

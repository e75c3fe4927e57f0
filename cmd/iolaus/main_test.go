package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/iolaus-project/iolaus/internal/report"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"iolaus": main})
}

// TestStories runs the user stories in testdata. Beside testscript's own
// commands they have those of storyCommands, and $WORLD, a folder with a small
// world that is made once: honest accounts and one ring. UPDATE=1 rewrites what
// a story compares with.
func TestStories(t *testing.T) {
	world := sync.OnceValues(func() (string, error) { return makeWorld(t.Context(), t.TempDir()) })
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			dir, err := world()
			e.Setenv("WORLD", dir)
			return err
		},
		Cmds: storyCommands(),
	})
}

func makeWorld(ctx context.Context, dir string) (string, error) {
	scenario, err := simulate.Load(filepath.Join("testdata", "world.yaml"))
	if err != nil {
		return "", err
	}
	_, err = simulate.Run(ctx, scenario, simulate.Options{Out: dir, Seed: 1})
	return dir, err
}

func storyCommands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"exits":    exits,
		"isreport": isReport,
		"islines":  isLines,
		"halve":    halve,
		"procs":    procs,
		"someone":  someone,
		"visitor":  visitor,
	}
}

// exits CODE PROGRAM ARG... runs a program that must end with that exit code,
// or with one of several: 0|3.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(exit.ExitCode())
	}
	if !slices.Contains(strings.Split(args[0], "|"), got) {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// isreport FILE holds when FILE is a report in JSON that explain could read.
func isReport(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[0])
	_, err := report.Read(bytes.NewReader([]byte(text)))
	if neg {
		ts.Fatalf("isreport cannot be negated")
	}
	ts.Check(err)
}

// islines FILE holds when every line of FILE is JSON.
func isLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("islines cannot be negated")
	}
	for line := range bytes.Lines([]byte(ts.ReadFile(args[0]))) {
		if !json.Valid(line) {
			ts.Fatalf("%s: a line is not JSON", args[0])
		}
	}
}

// halve FILE FIRST SECOND writes the lines of FILE into two files.
func halve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: halve FILE FIRST SECOND")
	}
	text, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	middle := len(text) / 2
	middle += bytes.IndexByte(text[middle:], '\n') + 1
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), text[:middle], 0o666))
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), text[middle:], 0o666))
}

// someone OF VARIABLE sets an environment variable to an account with traffic of a
// campaign or, if there is none of that name, an honest population of $WORLD.
func someone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: someone CAMPAIGN|POPULATION VARIABLE")
	}
	world := ts.Getenv("WORLD")
	exchanges, err := os.ReadFile(filepath.Join(world, "exchanges.jsonl"))
	ts.Check(err)
	truth, err := os.ReadFile(filepath.Join(world, "truth_accounts.csv"))
	ts.Check(err)
	for line := range strings.Lines(string(truth)) {
		f := strings.Split(line, ",") // account, population, campaign, operator
		if f[2] != args[0] && (f[1] != args[0] || f[2] != "") || bytes.Count(exchanges, []byte(`"account":"`+f[0]+`"`)) < 5 {
			continue
		}
		ts.Setenv(args[1], f[0])
		return
	}
	ts.Fatalf("nobody of %s", args[0])
}

// visitor ACCOUNT FILE writes the traffic of a new account, acct_visitor, that comes
// from the address of another account of $WORLD and asks for other things.
func visitor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: visitor ACCOUNT FILE")
	}
	exchanges, err := os.ReadFile(filepath.Join(ts.Getenv("WORLD"), "exchanges.jsonl"))
	ts.Check(err)
	_, after, _ := strings.Cut(string(exchanges), `"account":"`+args[0]+`"`)
	_, after, _ = strings.Cut(after, `"ip":"`)
	ip, _, found := strings.Cut(after, `"`)
	if !found {
		ts.Fatalf("%s has no address", args[0])
	}
	var text strings.Builder
	for i, ask := range []string{"What goes with leeks?", "Name a film with a lighthouse in it.", "Why is the sky red tonight?"} {
		fmt.Fprintf(&text, `{"id":"v%d","time":"2026-03-02T1%d:00:00Z","account":"acct_visitor","model":"frontier-4",`+
			`"client":{"ip":%q},"request":{"messages":[{"role":"user","content":%q}]}}`+"\n", i, i, ip, ask)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text.String()), 0o666))
}

// procs sets GOMAXPROCS for what follows; "all" means one per processor.
func procs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: procs N|all")
	}
	n := args[0]
	if n == "all" {
		n = strconv.Itoa(max(2, runtime.NumCPU()))
	}
	ts.Setenv("GOMAXPROCS", n)
}

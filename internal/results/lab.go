package results

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// Options say on which worlds the figures are to rest.
type Options struct {
	Worlds      int     // seeds per scenario; 0 leaves detection out
	Sweep       int     // seeds of the price of evasion; 0 leaves it out
	Benign      int     // worlds without a campaign, looked at again and again; 0 leaves them out
	Watched     int     // worlds with campaigns that are watched live; 0 leaves them out
	Development bool    // take development seeds, to choose constants on; never to publish
	Scale       float64 // of the worlds; 0 = 1
	Prompts     string  // folder of real prompts for worlds with real tasks; "" = none
	Traces      string  // folder of real arrival statistics; "" = the fitted model
	Scratch     string  // folder for worlds, which are removed again; "" = the system's
	Log         io.Writer
}

// fdr is the false-discovery rate that the figures are for, scan's default.
const fdr = 0.01

// lab makes worlds and looks at them.
type lab struct {
	Options
	seeds func(int) []uint64
	mu    sync.Mutex // guards Log: worlds may be made at once
}

// logf says what is done.
func (l *lab) logf(format string, values ...any) error {
	if l.Log == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := fmt.Fprintf(l.Log, format, values...)
	return err
}

// world is one to be made.
type world struct {
	scenario *simulate.Scenario
	seed     uint64
	scale    float64 // of its accounts, beside that of all worlds
	prompts  string  // folder of real ones; "" = none
}

// finding is what came of one world.
type finding struct {
	totals simulate.Totals
	found  *evaluate.Evaluation
	rivals []evaluate.Rival // other methods on the same world
}

// look makes a world, scans and judges it. With against, the baselines are run
// on it too.
func (l *lab) look(ctx context.Context, w world, against bool) (f finding, err error) {
	began := time.Now()
	dir, err := os.MkdirTemp(l.Scratch, "iolaus-world-")
	if err != nil {
		return f, fmt.Errorf("make a folder for a world: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	f.totals, err = simulate.Run(ctx, w.scenario, simulate.Options{
		Out: dir, Seed: w.seed, Scale: l.Scale * w.scale, Prompts: w.prompts, Traces: l.Traces,
	})
	if err != nil {
		return f, err
	}
	input := pipeline.Options{
		Inputs: []string{filepath.Join(dir, "exchanges.jsonl")}, Accounts: filepath.Join(dir, "accounts.jsonl"), FDR: fdr,
	}
	result, err := pipeline.Scan(ctx, input)
	if err != nil {
		return f, err
	}
	truth, err := evaluate.Read(dir)
	if err != nil {
		return f, err
	}
	if f.found, err = evaluate.Evaluate(truth, result.Report, fdr); err != nil {
		return f, err
	}
	if against {
		if f.rivals, err = Rivals(ctx, truth, input, baseline.All(), fdr); err != nil {
			return f, err
		}
	}
	return f, l.logf("%s, seed %d: %d exchanges, %s accounts found, %d honest flagged, %.0f s\n", w.scenario.Name, w.seed,
		f.totals.Exchanges, percent(f.found.Accounts.Recall), f.found.Honest.Flagged.Part, time.Since(began).Seconds())
}

// campaignOf gives what was found of a campaign; nothing of one that is not there.
func campaignOf(e *evaluate.Evaluation, name string) evaluate.Campaign {
	for _, c := range e.Campaigns {
		if c.Name == name {
			return c
		}
	}
	return evaluate.Campaign{}
}

// Rivals runs other methods over a world's traffic and judges each.
func Rivals(ctx context.Context, truth *evaluate.Truth, input pipeline.Options, methods []baseline.Method, fdr float64) ([]evaluate.Rival, error) {
	observers := make([]pipeline.Observer, len(methods))
	for i, m := range methods {
		observers[i] = m
	}
	if err := pipeline.Observe(ctx, input, observers...); err != nil {
		return nil, err
	}
	var rivals []evaluate.Rival
	for _, m := range methods {
		e, err := evaluate.Evaluate(truth, m.Report(), fdr)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name(), err)
		}
		rivals = append(rivals, evaluate.Rival{Method: m.Name(), Evaluation: e})
	}
	return rivals, nil
}

// load reads a scenario of the library. An unknown one is a programming bug.
func load(name string) *simulate.Scenario {
	s, err := simulate.Load(name)
	if err != nil {
		panic("results: " + err.Error())
	}
	return s
}

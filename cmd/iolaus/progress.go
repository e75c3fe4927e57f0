package main

import (
	"os"

	"github.com/iolaus-project/iolaus/internal/report"
)

// progress shows a scan's reading as a bar and the stages after it by name.
type progress struct{ bar *report.Progress }

// newProgress gives nothing to show when quiet. total is in bytes; 0 = unknown.
func newProgress(s streams, quiet bool, total int64) *progress {
	if quiet {
		return &progress{}
	}
	t := terminalOf(s.err, os.Getenv)
	bar := report.NewProgress(s.err, total, t.tty)
	bar.Width = t.width
	return &progress{bar: bar}
}

func (p *progress) Update(done, _, exchanges, rejected int64) {
	p.bar.Update(done, exchanges, rejected)
}

func (p *progress) Stage(name string) {
	switch name {
	case "accounts": // a matter of moments
	case "read":
		p.bar.Update(0, 0, 0) // the bar's clock starts
	default:
		p.bar.Stage(name)
	}
}

func (p *progress) done() { p.bar.Done() }

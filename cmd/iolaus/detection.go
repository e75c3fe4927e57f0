package main

import (
	"runtime"
	"time"

	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus/internal/pipeline"
)

// detectionOptions are the terms on which campaigns are reported. Every command
// that detects has them.
type detectionOptions struct {
	every   time.Duration
	fdr     float64
	workers int
	quiet   bool
}

func (o *detectionOptions) AddFlags(f *pflag.FlagSet) {
	f.DurationVar(&o.every, "every", time.Hour, "time between two detection cycles, such as 30m or 6h; a campaign's\ndetected_at is the end of the first cycle that would have found it")
	f.Float64Var(&o.fdr, "fdr", 0.01, "false-discovery rate: at most this share of the reported campaigns\nmay be false, above 0 and below 1")
	f.IntVar(&o.workers, "workers", 0, "goroutines that work at once; the report does not depend on it\n(default one per processor)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "show no progress and no remarks")
}

func (o *detectionOptions) validate() error {
	switch {
	case o.every < time.Minute:
		return usagef("--every %s: at least 1m", o.every)
	case !(o.fdr > 0 && o.fdr < 1):
		return usagef("--fdr %g: above 0 and below 1", o.fdr)
	case o.workers < 0:
		return usagef("--workers %d: not negative", o.workers)
	}
	return nil
}

// apply writes the options into those of the pipeline.
func (o *detectionOptions) apply(p *pipeline.Options) {
	p.Every, p.FDR, p.Workers = o.every, o.fdr, o.workers
	if p.Workers == 0 {
		p.Workers = runtime.GOMAXPROCS(0)
	}
}

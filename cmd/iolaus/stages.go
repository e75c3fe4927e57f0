package main

import (
	"fmt"
	"io"
	"time"

	"github.com/iolaus-project/iolaus/internal/pipeline"
)

// printStages prints where a scan's time went, its rate, and what it used.
func printStages(w io.Writer, r *pipeline.Result) {
	var total time.Duration
	for _, s := range r.Stages {
		total += s.Took
	}
	line := func(name string, took time.Duration) {
		_, _ = fmt.Fprintf(w, "%-18s %9.2f s %6.1f %%\n", name, took.Seconds(), 100*took.Seconds()/max(total.Seconds(), 1e-9))
	}
	for _, s := range r.Stages {
		line(s.Name, s.Took)
	}
	line("total", total)
	_, _ = fmt.Fprintf(w, "%-18s %9.0f\n", "exchanges", float64(r.Read))
	_, _ = fmt.Fprintf(w, "%-18s %9.0f\n", "exchanges/s", float64(r.Read)/max(total.Seconds(), 1e-9))
	if peak, processor := resourceUsage(); peak > 0 {
		_, _ = fmt.Fprintf(w, "%-18s %9.2f s\n", "processor time", processor.Seconds())
		_, _ = fmt.Fprintf(w, "%-18s %9.0f MiB\n", "peak memory", float64(peak)/(1<<20))
	}
}

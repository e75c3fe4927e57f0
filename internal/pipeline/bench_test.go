package pipeline_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// BenchmarkScan is the whole path, from JSON Lines to the report.
func BenchmarkScan(b *testing.B) {
	scale := 1.0
	if testing.Short() {
		scale = 0.02
	}
	w := makeWorld(b, "demo", simulate.Options{Seed: 101, Scale: scale})
	o := pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts}
	b.SetBytes(w.totals.Bytes)
	b.ReportAllocs()
	for b.Loop() {
		mustScan(b, o)
	}
	b.ReportMetric(float64(w.totals.Exchanges)*float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
}

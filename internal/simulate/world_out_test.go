package simulate_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus/internal/simulate"
)

// TestWriteWorld writes a world where IOLAUS_WORLD_OUT says, for trying things
// out by hand: IOLAUS_WORLD_SCENARIO, IOLAUS_WORLD_SCALE, IOLAUS_WORLD_SEED and
// IOLAUS_WORLD_PROMPTS choose which.
func TestWriteWorld(t *testing.T) {
	out := os.Getenv("IOLAUS_WORLD_OUT")
	if out == "" {
		t.Skip("set IOLAUS_WORLD_OUT to write a world")
	}
	name := os.Getenv("IOLAUS_WORLD_SCENARIO")
	if name == "" {
		name = "demo"
	}
	s, err := simulate.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	scale, _ := strconv.ParseFloat(os.Getenv("IOLAUS_WORLD_SCALE"), 64)
	seed, _ := strconv.ParseUint(os.Getenv("IOLAUS_WORLD_SEED"), 10, 64)
	began := time.Now()
	totals, err := simulate.Run(context.Background(), s, simulate.Options{
		Out: out, Seed: seed, Scale: scale, Prompts: os.Getenv("IOLAUS_WORLD_PROMPTS"),
		Compress: os.Getenv("IOLAUS_WORLD_ZST") != "",
	})
	if err != nil {
		t.Fatal(err)
	}
	seconds := time.Since(began).Seconds()
	t.Logf("%+v in %.1f s: %.0f exchanges/s, %d bytes each", totals, seconds,
		float64(totals.Exchanges)/seconds, totals.Bytes/max(1, totals.Exchanges))
}

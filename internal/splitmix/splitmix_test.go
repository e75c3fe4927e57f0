package splitmix_test

import (
	"math/bits"
	"testing"

	"github.com/iolaus-project/iolaus/internal/splitmix"
)

func TestMix(t *testing.T) {
	// the first three outputs of SplitMix64 seeded with 0, from its reference code
	const golden = 0x9e3779b97f4a7c15
	state := uint64(0)
	for i, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := splitmix.Mix(state); got != want {
			t.Errorf("output %d is %#x, want %#x", i, got, want)
		}
		state += golden
	}
}

func TestMixAvalanches(t *testing.T) {
	for bit := range 64 {
		changed := 0
		for x := range uint64(1000) {
			changed += bits.OnesCount64(splitmix.Mix(x) ^ splitmix.Mix(x^1<<bit))
		}
		if mean := float64(changed) / 1000; mean < 29 || mean > 35 {
			t.Errorf("bit %d changes %.1f bits on average, want about 32", bit, mean)
		}
	}
}

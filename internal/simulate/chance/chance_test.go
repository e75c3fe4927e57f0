package chance_test

import (
	"math"
	"testing"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

func TestElementaryFunctions(t *testing.T) {
	for x := -40.0; x < 40; x += 0.137 {
		if got, want := chance.Exp(x), math.Exp(x); math.Abs(got-want) > 1e-13*want {
			t.Errorf("Exp(%g) = %g, want %g", x, got, want)
		}
	}
	for x := 1e-9; x < 1e9; x *= 1.37 {
		if got, want := chance.Log(x), math.Log(x); math.Abs(got-want) > 1e-13*max(1, math.Abs(want)) {
			t.Errorf("Log(%g) = %g, want %g", x, got, want)
		}
	}
}

// TestFixedNumbers pins the streams: a change makes every world another one.
func TestFixedNumbers(t *testing.T) {
	s := chance.New(42)
	for i, want := range []uint64{0x57e1faba65107204, 0xf4abd143feb24055} {
		if got := s.Uint64(); got != want {
			t.Errorf("number %d of stream 42 is %#x, want %#x", i, got, want)
		}
	}
	if got, want := chance.Key(1, 2), uint64(0x2c01d8e158039f88); got != want {
		t.Errorf("Key(1, 2) = %#x, want %#x", got, want)
	}
}

func TestMoments(t *testing.T) {
	const n = 200_000
	tests := []struct {
		name           string
		draw           func(*chance.Stream) float64
		mean, variance float64
	}{
		{"float", (*chance.Stream).Float, 0.5, 1.0 / 12},
		{"normal", (*chance.Stream).Normal, 0, 1},
		{"bell", (*chance.Stream).Bell, 0, 1},
		{"exponential", (*chance.Stream).Exponential, 1, 1},
		{"gamma 0.5", func(s *chance.Stream) float64 { return s.Gamma(0.5) }, 1, 0.25},
		{"gamma 1.5", func(s *chance.Stream) float64 { return s.Gamma(1.5) }, 1, 2.25},
		{"poisson 0.3", func(s *chance.Stream) float64 { return float64(s.Poisson(0.3)) }, 0.3, 0.3},
		{"poisson 8", func(s *chance.Stream) float64 { return float64(s.Poisson(8)) }, 8, 8},
		{"poisson 90", func(s *chance.Stream) float64 { return float64(s.Poisson(90)) }, 90, 90},
		{"geometric 3", func(s *chance.Stream) float64 { return float64(s.Geometric(3)) }, 3, 6},
		{"skewed 5", func(s *chance.Stream) float64 { return s.Skewed(5, 0.5) }, 5, 25 * (math.Exp(0.25) - 1)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := chance.New(7)
			var sum, squares float64
			for range n {
				x := test.draw(&s)
				sum += x
				squares += x * x
			}
			mean := sum / n
			variance := squares/n - mean*mean
			if math.Abs(mean-test.mean) > 6*math.Sqrt(test.variance/n) {
				t.Errorf("mean %g, want %g", mean, test.mean)
			}
			if math.Abs(variance-test.variance) > 0.05*test.variance {
				t.Errorf("variance %g, want %g", variance, test.variance)
			}
		})
	}
}

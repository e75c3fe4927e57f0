package campaign

import (
	"math"
	"testing"
)

// TestBinomialLLRIsAnEValue sums the weights over all counts under the honest rate: their
// mean is at most one, as that of the ratio at the rate that fits best is not.
func TestBinomialLLRIsAnEValue(t *testing.T) {
	for _, n := range []int{1, 7, 60} {
		for _, p := range []float64{0.001, 0.05, 0.4, 0.9} {
			mean, flattering := 0.0, 0.0
			for k := 0; k <= n; k++ {
				chance := math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
				mean += chance * math.Exp(binomialLLR(float64(k), float64(n), p))
				flattering += chance * math.Exp(bestLLR(float64(k), float64(n), p))
			}
			if mean > 1+1e-9 {
				t.Errorf("%d draws at %g: mean %g", n, p, mean)
			}
			if flattering < 1.2 {
				t.Errorf("%d draws at %g: the best rate has a mean of %g, so this test would not notice", n, p, flattering)
			}
		}
	}
	if got := binomialLLR(18, 20, 0.1); got < math.Log(1e9) {
		t.Errorf("18 of 20 where one in ten is expected: %.1f nats", got)
	}
	if got := binomialLLR(2, 20, 0.1); got > 0 {
		t.Errorf("as many as expected: %.1f nats", got)
	}
}

func bestLLR(k, n, p float64) float64 {
	llr := 0.0
	if k > 0 {
		llr += k * math.Log(k/n/p)
	}
	if k < n {
		llr += (n - k) * math.Log((1-k/n)/(1-p))
	}
	return llr
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// TestBetIsAnEValue has shares of 0 and 1, the widest that a mean allows.
func TestBetIsAnEValue(t *testing.T) {
	const n, mean = 12, 0.3
	expected := 0.0
	for k := 0; k <= n; k++ {
		chance := math.Exp(logChoose(n, k) + float64(k)*math.Log(mean) + float64(n-k)*math.Log1p(-mean))
		expected += chance * math.Exp(bet(shares(k, n), mean))
	}
	if math.Abs(expected-1) > 1e-9 {
		t.Errorf("mean %g under the null", expected)
	}
	if got := bet(shares(n-1, n), mean); got < math.Log(20) {
		t.Errorf("all but one moved: %.1f nats", got)
	}
}

// shares has k ones among n.
func shares(k, n int) []float64 {
	x := make([]float64, n)
	for i := range x[:k] {
		x[i] = 1
	}
	return x
}

// TestBroad takes two channels and a third made of the others, for and against; load that
// is even beyond doubt is worth two.
func TestBroad(t *testing.T) {
	three := math.Log(3)
	for _, test := range []struct {
		name   string
		worths map[string]float64
		want   bool
	}{
		{"three", map[string]float64{"queue": three, "intent": three, "life": three, "load": -2}, true},
		{"two", map[string]float64{"queue": 9, "intent": 9}, false},
		{"two and others", map[string]float64{"queue": three, "intent": three, "life": 0.6, "load": 0.6}, true},
		{"two, others for and against", map[string]float64{"queue": 9, "intent": 9, "life": 1, "load": 1, "timing": -1}, false},
		{"one and others", map[string]float64{"queue": 9, "life": 1, "load": 1, "timing": 1}, false},
		{"one and surely even load", map[string]float64{"queue": three, "load": math.Log(maxEven), "timing": -1}, true},
		{"surely even load", map[string]float64{"queue": 1, "load": math.Log(maxEven)}, false},
	} {
		if got := (judgement{byChannel: test.worths}).broad(); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

package train_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/iolaus-project/iolaus/internal/capability/train"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b) }

// TestMeasures compares with figures made by hand.
func TestMeasures(t *testing.T) {
	list := []train.Judged{
		{Score: 0.1, Is: false, Weight: 1},
		{Score: 0.4, Is: true, Weight: 1},
		{Score: 0.45, Is: false, Weight: 2, Source: 1},
		{Score: 0.6, Is: true, Weight: 1},
		{Score: 0.6, Is: false, Weight: 1},
		{Score: 1, Is: true, Weight: 2, Source: 1},
	}
	for _, test := range []struct {
		name           string
		list           []train.Judged
		times          []float64
		auc, f1, error float64
	}{
		// Of 4 × 4 pairs by weight, 1 above for the score of 0.4, 3 and a half tie for
		// 0.6, 2 × 4 for 1. From half on 3 of 4 are hit and 1 of 4 is wrong. Bins of a tenth: 0.1 for
		// nothing; 0.4 + 2 × 0.45 for one; 2 × 0.6 for one; 2 for two; of 8.
		{"all", list, []float64{1, 1}, 12.5 / 16, 2 * 3. / (2*3 + 1 + 1), (0.1 + 0.3 + 0.2 + 0) / 8},
		// 2 × 2 pairs: 1 and 1.5. Bins: 0.1; 0.4 for one; 1.2 for one; of 4.
		{"without the second source", list, []float64{1, 0}, 2.5 / 4, 2 * 1. / (2*1 + 1 + 1), (0.1 + 0.6 + 0.2) / 4},
		{"the second source alone", list, []float64{0, 1}, 1, 1, 0.9 / 4},
		{"in order", []train.Judged{{Score: 0, Weight: 1}, {Score: 1, Is: true, Weight: 3}}, []float64{1}, 1, 1, 0},
		{"upside down", []train.Judged{{Score: 1, Weight: 1}, {Score: 0, Is: true, Weight: 3}}, []float64{1}, 0, 0, 1},
		{"all alike", []train.Judged{{Score: 0.5, Weight: 1}, {Score: 0.5, Is: true, Weight: 3}}, []float64{1}, 0.5, 6. / 7, 0.25},
		{"neighbouring bins", []train.Judged{{Score: 0.05, Weight: 1}, {Score: 0.15, Is: true, Weight: 1}}, []float64{1}, 1, 0, 0.45},
		{"only what shows it", []train.Judged{{Score: 0.75, Is: true, Weight: 3}}, []float64{1}, math.NaN(), 1, 0.25},
		{"nothing", nil, nil, math.NaN(), math.NaN(), math.NaN()},
		{"no number", []train.Judged{{Score: 1, Is: true, Weight: 1}, {Score: math.NaN(), Weight: 1}}, []float64{1}, math.NaN(), 1, math.NaN()},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := train.AUC(test.list, test.times...); !near(got, test.auc) {
				t.Errorf("area %.4f, want %.4f", got, test.auc)
			}
			if got := train.F1(test.list, test.times...); !near(got, test.f1) {
				t.Errorf("F1 %.4f, want %.4f", got, test.f1)
			}
			if got := train.CalibrationError(test.list, test.times...); !near(got, test.error) {
				t.Errorf("calibration error %.4f, want %.4f", got, test.error)
			}
		})
	}
}

// TestAUC compares with the count of all pairs.
func TestAUC(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		var list []train.Judged
		for range 100 {
			list = append(list, train.Judged{Score: float64(random.IntN(30)), Is: random.IntN(3) == 0, Weight: random.Float64()})
		}
		above, pairs := 0.0, 0.0
		for _, is := range list {
			for _, not := range list {
				if !is.Is || not.Is {
					continue
				}
				w := is.Weight * not.Weight
				pairs += w
				switch {
				case is.Score > not.Score:
					above += w
				case is.Score == not.Score:
					above += w / 2
				}
			}
		}
		if got := train.AUC(list, 1); !near(got, above/pairs) {
			t.Errorf("seed %d: area %.6f, want %.6f", seed, got, above/pairs)
		}
	}
}

// TestIsotonic compares with curves made by hand. A step of weight w of which a share
// of p shows the label gives (pw+0.0001)/(w+0.0002).
func TestIsotonic(t *testing.T) {
	steps := func(shares ...float64) (list []train.Judged) {
		for i, p := range shares {
			list = append(list,
				train.Judged{Score: float64(i), Is: true, Weight: p / 10},
				train.Judged{Score: float64(i), Is: false, Weight: (1 - p) / 10})
		}
		return list
	}
	light := func(is ...bool) (list []train.Judged) {
		for i := range is {
			list = append(list, train.Judged{Score: float64(i), Is: is[i], Weight: 0.0011})
		}
		return list
	}
	step := func(p, w float64) float64 { return (p*w + 0.0001) / (w + 0.0002) }
	for _, test := range []struct {
		name     string
		list     []train.Judged
		at, want float64
	}{
		{"nothing", nil, 0, 0},
		{"one step", steps(0.3), 5, step(0.3, 0.1)},
		{"below the first", steps(0.2, 0.5), -9, step(0.2, 0.1)},
		{"the first", steps(0.2, 0.5), 0, step(0.2, 0.1)},
		{"between", steps(0.2, 0.5), 0.25, 0.75*step(0.2, 0.1) + 0.25*step(0.5, 0.1)},
		{"beyond the last", steps(0.2, 0.5), 9, step(0.5, 0.1)},
		{"two pooled", steps(0.5, 0.2), 0, step(0.35, 0.2)},
		{"pooled with two before", steps(0.4, 0.6, 0.1, 0.9), 1, step(1.1/3, 0.3)},
		{"after what is pooled", steps(0.4, 0.6, 0.1, 0.9), 3, step(0.9, 0.1)},
		{"light rows make a step", light(false, false, true, true), 0.5, step(0, 0.0022)},
		{"light rows make another", light(false, false, true, true), 2.5, step(1, 0.0022)},
		{"light rows pooled", light(false, true, false, true), 3, step(0.5, 0.0044)},
		{"a light step that is pulled above", []train.Judged{{Score: 0, Weight: 0.002}, {Score: 1, Weight: 0.59}, {Score: 1, Is: true, Weight: 0.006}}, 0, step(0.006/0.598, 0.598)},
		{"a light step that is pulled below", []train.Judged{{Score: 0, Weight: 0.006}, {Score: 0, Is: true, Weight: 0.59}, {Score: 1, Is: true, Weight: 0.002}}, 1, step(0.592/0.598, 0.598)},
		{"a light step whose share falls", []train.Judged{{Score: 0, Weight: 0.495}, {Score: 0, Is: true, Weight: 0.005}, {Score: 1, Weight: 0.002}}, 1, step(0.005/0.502, 0.502)},
		{"equal scores in any order", []train.Judged{{Score: 0, Weight: 0.1}, {Score: 0, Is: true, Weight: 0.1}, {Score: 0, Weight: 0.1}, {Score: 0, Is: true, Weight: 0.1}}, 0, step(0.5, 0.4)},
	} {
		if got := train.Isotonic(test.list)(test.at); !near(got, test.want) {
			t.Errorf("%s: %.6f, want %.6f", test.name, got, test.want)
		}
	}
}

// TestIsotonicNeverFalls looks at curves of random rows.
func TestIsotonicNeverFalls(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 0))
		var list []train.Judged
		for range 100 {
			score := random.NormFloat64()
			weight := math.Exp(-8*random.Float64()) / 30 // light and heavy ones
			list = append(list, train.Judged{Score: score, Is: random.NormFloat64() < score, Weight: weight})
		}
		at, last := train.Isotonic(list), 0.0
		for logit := -4.0; logit <= 4; logit += 1. / 64 {
			p := at(logit)
			if p < last-1e-15 || p <= 0 || p >= 1 {
				t.Fatalf("seed %d: %.6f at a logit of %.3f, after %.6f", seed, p, logit, last)
			}
			last = p
		}
		if at(4) < at(-4)+0.5 {
			t.Errorf("seed %d: from %.3f to %.3f", seed, at(-4), at(4))
		}
	}
}

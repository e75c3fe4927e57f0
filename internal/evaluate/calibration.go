package evaluate

import (
	"encoding/json"
	"math"
	"slices"
)

// Calibration compares stated probabilities with what came true.
type Calibration struct {
	Bins []Bin

	squares float64 // sum of squared differences
}

// Bin is a range of stated probabilities, From included and To excluded but for
// the last one.
type Bin struct {
	From, To float64
	True     Share // of the statements in the range, those that hold

	stated float64 // sum
}

// Stated is the mean of the probabilities in the bin, NaN of none.
func (b Bin) Stated() float64 { return average(b.stated, b.True.Of) }

// newCalibration makes empty bins, narrower where decisions are made.
func newCalibration() Calibration {
	return withEdges(0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1)
}

// newScore makes the empty bins of a score, whose lower ends serve as
// thresholds: most accounts lie near 1, where the bins are narrowest.
func newScore() Calibration {
	return withEdges(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1)
}

func withEdges(edges ...float64) Calibration {
	c := Calibration{Bins: make([]Bin, len(edges)-1)}
	for i := range c.Bins {
		c.Bins[i].From, c.Bins[i].To = edges[i], edges[i+1]
	}
	return c
}

// add counts a statement. One that is no probability, which no report that was
// read holds, counts as the nearest, so that every sum is a number.
func (c *Calibration) add(stated float64, holds bool) {
	if math.IsNaN(stated) {
		stated = 0
	}
	stated = min(max(stated, 0), 1)
	i := slices.IndexFunc(c.Bins, func(b Bin) bool { return stated < b.To })
	if i < 0 {
		i = len(c.Bins) - 1
	}
	b, is := &c.Bins[i], one(holds)
	b.True = b.True.plus(is)
	b.stated += stated
	c.squares += math.Pow(stated-float64(is.Part), 2)
}

// Statements is how many probabilities were stated.
func (c Calibration) Statements() int64 {
	var n int64
	for _, b := range c.Bins {
		n += b.True.Of
	}
	return n
}

// Brier is the mean squared difference between what was stated and what came
// true: 0 is perfect, 0.25 what a coin would get, NaN without statements.
func (c Calibration) Brier() float64 { return average(c.squares, c.Statements()) }

func (c Calibration) plus(other Calibration) Calibration {
	sum := Calibration{Bins: slices.Clone(c.Bins), squares: c.squares + other.squares}
	for i, b := range other.Bins {
		sum.Bins[i].True = sum.Bins[i].True.plus(b.True)
		sum.Bins[i].stated += b.stated
	}
	return sum
}

// MarshalJSON writes the score and every bin, empty ones too.
func (c Calibration) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Statements int64    `json:"statements"`
		Brier      *float64 `json:"brier"`
		Bins       []Bin    `json:"bins"`
	}{c.Statements(), known(c.Brier()), c.Bins})
}

// MarshalJSON writes the range, the mean stated and the share that held.
func (b Bin) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		From   float64  `json:"from"`
		To     float64  `json:"to"`
		Stated *float64 `json:"stated"`
		True   Share    `json:"true"`
	}{b.From, b.To, known(b.Stated()), b.True})
}

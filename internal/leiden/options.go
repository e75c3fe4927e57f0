package leiden

import (
	"errors"
	"fmt"
	"math"
)

// Options say what to maximise and how hard to try.
type Options struct {
	// Resolution is the weight that a pair must exceed, on average, to be worth
	// holding together. It is negative only with ComparedOnly.
	Resolution float64
	// Seed determines the order in which nodes are visited.
	Seed uint64
	// MaxIterations bounds the iterations; 0 means until one gains next to
	// nothing, which takes three or four.
	MaxIterations int
	// ComparedOnly charges Resolution for each edge inside a community instead
	// of each pair: a pair without an edge was not compared and costs nothing.
	// Then a single edge above Resolution holds together two groups that no
	// other edge compares, however large they are.
	ComparedOnly bool
}

var (
	errResolution = errors.New("resolution is not a finite number that the model allows")
	errIterations = errors.New("number of iterations is negative")
)

func (o *Options) validate() error {
	r := o.Resolution
	if math.IsNaN(r) || math.IsInf(r, 0) || math.Abs(r) > weightLimit || r < 0 && !o.ComparedOnly {
		return fmt.Errorf("find communities at resolution %v: %w", r, errResolution)
	}
	if o.MaxIterations < 0 {
		return fmt.Errorf("find communities in %d iterations: %w", o.MaxIterations, errIterations)
	}
	return nil
}

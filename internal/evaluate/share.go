package evaluate

import (
	"encoding/json"
	"math"
)

// Share is a count and the count that it is part of. Shares of several worlds
// add up; their rates do not.
type Share struct {
	Part, Of int64
}

// Rate is the part that Part is of Of, from 0 to 1, and NaN of nothing.
func (s Share) Rate() float64 {
	if s.Of == 0 {
		return math.NaN()
	}
	return float64(s.Part) / float64(s.Of)
}

// Interval is the Wilson score interval of the rate at 95 % (E. B. Wilson,
// JASA 22, 1927): 0 to 1 of nothing.
func (s Share) Interval() (low, high float64) {
	if s.Of == 0 {
		return 0, 1
	}
	const z = 1.959963984540054 // 97.5 % quantile of the normal distribution
	n, p := float64(s.Of), s.Rate()
	middle := p + z*z/(2*n)
	reach := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, high = (middle-reach)/(1+z*z/n), (middle+reach)/(1+z*z/n)
	if s.Part == 0 {
		low = 0 // exactly, whatever was rounded
	}
	if s.Part == s.Of {
		high = 1
	}
	return low, high
}

// MarshalJSON writes the counts, the rate (null of nothing) and its interval.
func (s Share) MarshalJSON() ([]byte, error) {
	low, high := s.Interval()
	return json.Marshal(struct {
		Part int64    `json:"part"`
		Of   int64    `json:"of"`
		Rate *float64 `json:"rate"`
		Low  float64  `json:"low"`
		High float64  `json:"high"`
	}{s.Part, s.Of, known(s.Rate()), low, high})
}

func (s Share) plus(other Share) Share {
	return Share{Part: s.Part + other.Part, Of: s.Of + other.Of}
}

// known gives nil for what is not a number, which JSON writes as null.
func known(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// f1 is the harmonic mean of a recall and a precision: 0 when either is 0, or
// else NaN when either is.
func f1(recall, precision float64) float64 {
	if recall == 0 || precision == 0 {
		return 0
	}
	return 2 * recall * precision / (recall + precision)
}

// Package chance gives the randomness of simulated worlds: streams that are
// named by keys instead of being drawn in an order, so that any worker can
// compute any part of a world.
//
// It takes 64-bit keys and gives streams and distributions. Every result is
// the same on every machine: the elementary functions are written out here and
// products are rounded before they are added, since the compiler may otherwise
// fuse the two on some processors. It is not fit for secrets.
package chance

import "math/bits"

const golden = 0x9e3779b97f4a7c15

// Stream is a sequence of random numbers (SplitMix64, Steele et al. 2014).
type Stream struct{ state uint64 }

// New begins the stream that key names.
func New(key uint64) Stream { return Stream{state: mix(key + golden)} }

// At begins the stream that key names together with a position.
func At(key, position uint64) Stream { return Stream{state: Key(key, position)} }

// Key derives a new key from a key and a position.
func Key(key, position uint64) uint64 {
	return mix(mix(key+golden) ^ (position+1)*0xd1342543de82ef95)
}

// Name derives a new key from a key and a word.
func Name(key uint64, word string) uint64 {
	for i := range len(word) {
		key = (key ^ uint64(word[i])) * 0x100000001b3
	}
	return mix(key + golden)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 gives the next 64 random bits.
func (s *Stream) Uint64() uint64 {
	s.state += golden
	return mix(s.state)
}

// Intn gives a number in [0, n); n must be positive. The bias is below n/2^64.
func (s *Stream) Intn(n int) int {
	high, _ := bits.Mul64(s.Uint64(), uint64(n))
	return int(high)
}

// Between gives a number in [low, high].
func (s *Stream) Between(low, high int) int { return low + s.Intn(high-low+1) }

// Float gives a number in [0, 1).
func (s *Stream) Float() float64 { return float64(s.Uint64()>>11) / (1 << 53) }

// Bool is true with probability p.
func (s *Stream) Bool(p float64) bool { return s.Float() < p }

// Weighted gives an index with probability proportional to its weight, given
// the running sums of the weights.
func (s *Stream) Weighted(sums []float64) int {
	x := s.Float() * sums[len(sums)-1]
	for i, sum := range sums {
		if x < sum {
			return i
		}
	}
	return len(sums) - 1
}

// Sums gives running sums, for Weighted.
func Sums(weights []float64) []float64 {
	sums, total := make([]float64, len(weights)), 0.0
	for i, weight := range weights {
		total += weight
		sums[i] = total
	}
	return sums
}

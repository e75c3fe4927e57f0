package leiden

import "math/bits"

// mix derives an independent random word from a key and a counter, by the
// finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(key, counter uint64) uint64 {
	x := key + (counter+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// shuffle fills order with a permutation of 0..len-1 that key determines.
func shuffle(order []int32, key uint64) {
	for i := range order {
		j, _ := bits.Mul64(mix(key, uint64(i)), uint64(i)+1)
		order[i] = order[j]
		order[j] = int32(i)
	}
}

// resize gives a slice of length n, reusing s where it is large enough. What it
// holds is unspecified.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

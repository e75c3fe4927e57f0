// Package splitmix scrambles 64-bit numbers.
//
// It takes a number and gives another that looks unrelated, the same on every
// machine: the source of all draws that must not depend on the order of anything.
// It is a mixer, no secret and no hash of text.
package splitmix

// Mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014), a bijection on
// 64-bit numbers.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

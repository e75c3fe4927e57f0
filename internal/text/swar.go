package text

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// Eight bytes at a time ("SIMD within a register", Lamport 1975): ones has a 1
// in every byte, highs the top bit of every byte.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// Multipliers of the hash: odd, with bits spread evenly.
const (
	seed  = 0x9e3779b97f4a7c15
	mulA  = 0xbf58476d1ce4e5b9
	mulB  = 0x94d049bb133111eb
	mulC  = 0xd6e8feb86659fd93
	mulD  = 0xa0761d6478bd642f
	evens = ^uint64(1)
)

// mix folds the 128-bit product of a and b (the step of wyhash and xxh3).
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// load gives the eight bytes of s from i on, zero beyond its end.
func load(s string, i int) uint64 {
	if i+8 <= len(s) {
		return binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s[i:]), 8))
	}
	return loadTail(s, i)
}

func loadTail(s string, i int) uint64 {
	var w uint64
	for k := 0; i < len(s); i, k = i+1, k+8 {
		w |= uint64(s[i]) << k
	}
	return w
}

// notWord sets the top bit of every byte of w that is no ASCII letter or digit,
// and gives w with its letters lower-cased. Digits keep their value: bit 5 is
// set in them already.
func notWord(w uint64) (stops, lower uint64) {
	lower = w | 0x20*ones
	low := lower & ^uint64(highs)
	letters := (low + (0x80-'a')*ones) &^ (low + (0x80-'z'-1)*ones)
	plain := w & ^uint64(highs)
	digits := (plain + (0x80-'0')*ones) &^ (plain + (0x80-'9'-1)*ones)
	return ^((letters | digits) &^ w) & highs, lower
}

func isDigit(b byte) bool { return b-'0' < 10 }

func isWordByte(b byte) bool { return b|0x20-'a' < 26 || b-'0' < 10 }

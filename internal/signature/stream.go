package signature

import (
	"math/bits"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Lengths are counted in units so that a Chinese prompt of a given content is
// cut where an English one is: a word is two units, a character one.
const (
	wordUnits    = 2
	wholeUnits   = 80 * wordUnits // a prompt up to here is all instruction
	headUnits    = 48 * wordUnits
	tailUnits    = 32 * wordUnits
	openingUnits = 12 * wordUnits
)

// stream is a prompt's masked tokens and the bounds of its instruction part:
// the places before head and from tail on. Where the whole prompt is
// instruction, head is its length.
type stream struct {
	hashes []uint64
	starts []uint32 // where each place begins among the raw tokens
	units  int
	head   int
	tail   int
}

// character tells a character's hash (1) from a word's (0).
func character(hash uint64) int { return int(hash & 1) }

func unitsOf(hash uint64) int { return wordUnits - character(hash) }

func (s *stream) fill(tokens []text.Token) {
	s.hashes, s.starts = s.hashes[:0], s.starts[:0]
	for i := 0; i < len(tokens); {
		t := &tokens[i]
		s.hashes = append(s.hashes, t.Masked())
		s.starts = append(s.starts, uint32(i))
		i += int(max(t.Span, 1))
	}
	s.units = 0
	for _, h := range s.hashes {
		s.units += unitsOf(h)
	}
	s.head, s.tail = len(s.hashes), len(s.hashes)
	if s.units > wholeUnits {
		s.head = s.forward(headUnits)
		s.tail = s.backward(tailUnits)
	}
}

// forward gives the end of the shortest beginning that has at least units.
func (s *stream) forward(units int) int {
	i := 0
	for ; i < len(s.hashes) && units > 0; i++ {
		units -= unitsOf(s.hashes[i])
	}
	return i
}

// backward gives the start of the shortest ending that has at least units.
func (s *stream) backward(units int) int {
	i := len(s.hashes)
	for ; i > 0 && units > 0; i-- {
		units -= unitsOf(s.hashes[i-1])
	}
	return i
}

// Odd multipliers, spread evenly; they are part of the format.
const (
	mixA = 0xff51afd7ed558ccd
	mixB = 0xc4ceb9fe1a85ec53
	mixC = 0x9fb21c651e98df25
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// shingle gives the hash of the three words or five characters from i on, and
// false if fewer are left before end. The kind of the first decides.
func (s *stream) shingle(i, end int) (uint64, bool) {
	h := s.hashes
	if h[i]&1 == 0 {
		if i+3 > end {
			return 0, false
		}
		return mix(h[i]^bits.RotateLeft64(h[i+1], 23), h[i+2]^mixA), true
	}
	if i+5 > end {
		return 0, false
	}
	first := mix(h[i]^bits.RotateLeft64(h[i+1], 23), h[i+2]^mixB)
	return mix(first^h[i+3], bits.RotateLeft64(h[i+4], 23)^mixC), true
}

// run gives the hash of the places from i to end as one phrase.
func (s *stream) run(i, end int) uint64 {
	h := uint64(mixB)
	for _, v := range s.hashes[i:end] {
		h = mix(h^v, mixC)
	}
	return h
}

// phrases fills out.Phrases.
func (s *stream) phrases(out *iolaus.Signature) {
	if len(s.hashes) == 0 {
		return
	}
	sample := out.Phrases[:iolaus.PhraseCount-2]
	count := s.sample(sample, 0, s.head, 0)
	s.sample(sample, s.tail, len(s.hashes), count)
	out.Phrases[iolaus.PhraseCount-2] = present(s.run(0, s.forward(openingUnits)))
	if s.units >= 2*openingUnits {
		out.Phrases[iolaus.PhraseCount-1] = present(s.run(s.backward(openingUnits), len(s.hashes)))
	}
}

// sample merges the shingles of one part into the smallest distinct hashes
// found so far, of which there are count, ascending. It gives the new count.
func (s *stream) sample(smallest []uint32, from, end, count int) int {
	for i := from; i < end; i++ {
		h, ok := s.shingle(i, end)
		if !ok {
			continue
		}
		p := present(h)
		if count == len(smallest) && p >= smallest[count-1] {
			continue
		}
		count = insert(smallest, count, p)
	}
	return count
}

// insert puts p into the ascending first count values, dropping the largest if
// there is no room, and gives the new count.
func insert(smallest []uint32, count int, p uint32) int {
	at := 0
	for at < count && smallest[at] < p {
		at++
	}
	if at < count && smallest[at] == p {
		return count
	}
	if count < len(smallest) {
		count++
	}
	copy(smallest[at+1:count], smallest[at:count-1])
	smallest[at] = p
	return count
}

// present cuts a hash to 32 bits and keeps zero for what is absent.
func present(h uint64) uint32 { return max(uint32(h>>24), 1) }

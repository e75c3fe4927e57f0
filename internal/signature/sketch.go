package signature

import (
	"math"
	"math/bits"
	"sync"

	"github.com/iolaus-project/iolaus"
)

const bins = iolaus.SketchBins

// sketch fills out.Sketch with a one-permutation MinHash (Li, Owen, Zhang,
// "One Permutation Hashing", NIPS 2012) of all shingles: the top bits of a
// shingle's hash choose its bin, each bin keeps its smallest 32-bit value, and
// the lowest 16 bits of that are stored (b-bit minwise hashing, Li and König,
// WWW 2010). A prompt too short for a shingle is one shingle itself.
func (s *stream) sketch(out *iolaus.Signature) {
	if len(s.hashes) == 0 {
		return
	}
	var smallest [bins]uint32
	for b := range smallest {
		smallest[b] = math.MaxUint32
	}
	found := false
	for i := range s.hashes {
		h, ok := s.shingle(i, len(s.hashes))
		if !ok {
			continue
		}
		found = true
		b := h >> 57
		smallest[b] = min(smallest[b], uint32(h))
	}
	if !found {
		h := s.run(0, len(s.hashes))
		smallest[h>>57] = uint32(h)
	}
	densify(&smallest, &out.Sketch)
}

// probes holds, for each bin, a fixed random order of all bins that starts with
// the bin itself. near[b] tells, for every bin, the place of b in its order, one
// byte each, eight to a word.
type probes struct {
	order [bins][bins]uint8
	near  [bins][bins / 8]uint64
}

var sharedProbes = sync.OnceValue(func() *probes {
	p := new(probes)
	state := uint64(mixA)
	for b := range p.order {
		order := &p.order[b]
		for i := range order {
			order[i] = uint8(i)
		}
		order[0], order[b] = order[b], order[0]
		for i := bins - 1; i > 1; i-- {
			state += mixC
			j := 1 + int(mix(state, mixB)%uint64(i))
			order[i], order[j] = order[j], order[i]
		}
		for place, v := range order {
			p.near[v][b/8] |= uint64(place) << (b % 8 * 8)
		}
	}
	return p
})

// fewBins is where taking the full bins one by one becomes slower than letting
// every empty bin probe.
const fewBins = 32

// densify copies the low halves of full bins and lets every empty bin borrow
// from the first full one in its own random order (Shrivastava, "Optimal
// Densification for Fast and Accurate Minwise Hashing", ICML 2017), so that
// the share of equal bins stays an unbiased estimate of the Jaccard similarity.
func densify(smallest *[bins]uint32, out *[bins]uint16) {
	var full [bins]uint8
	count := 0
	for b, v := range smallest {
		full[count&(bins-1)] = uint8(b)
		if v != math.MaxUint32 {
			count++
		}
	}
	p := sharedProbes()
	if count <= fewBins {
		p.borrowNearest(full[:count], smallest, out)
		return
	}
	for b, v := range smallest {
		if v == math.MaxUint32 {
			v = smallest[probe(&p.order[b], smallest)]
		}
		out[b] = uint16(v)
	}
}

// borrowNearest finds, for eight bins at a time, the smallest place at which a
// full bin stands in their orders.
func (p *probes) borrowNearest(full []uint8, smallest *[bins]uint32, out *[bins]uint16) {
	const highs = 0x8080808080808080
	first := p.near[full[0]]
	for _, b := range full[1:] {
		near := &p.near[b]
		for w, x := range first {
			// Places are below 128, so the top bit of a byte survives the
			// subtraction where x is not below near.
			above := ((x | highs) - near[w]) & highs
			first[w] = x ^ (x^near[w])&(above-above>>7)
		}
	}
	for b := range out {
		place := uint8(first[b/8] >> (b % 8 * 8))
		out[b] = uint16(smallest[p.order[b][place&(bins-1)]&(bins-1)])
	}
}

// probe walks order to the first full bin.
func probe(order *[bins]uint8, smallest *[bins]uint32) uint8 {
	for _, b := range order {
		if smallest[b] != math.MaxUint32 {
			return b
		}
	}
	return order[0]
}

// Bands folds a sketch into four keys of 32 bins each for locality-sensitive
// look-up: prompts whose shingles agree almost everywhere share one.
func Bands(sketch *[iolaus.SketchBins]uint16) [4]uint32 {
	var bands [4]uint32
	for k := range bands {
		h := uint64(k+1) * mixA
		for _, v := range sketch[k*bins/4 : (k+1)*bins/4] {
			h = mix(h^uint64(v), mixB) + bits.RotateLeft64(h, 29)
		}
		bands[k] = present(h)
	}
	return bands
}

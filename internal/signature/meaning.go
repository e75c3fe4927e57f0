package signature

import (
	"math/bits"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/text"
)

const width = iolaus.MeaningWidth

// embed fills out.Meaning from all tokens and out.Instruction from those of the
// instruction part that stand in no quotation.
func (s *Signer) embed(tokens []text.Token, out *iolaus.Signature) {
	var instruction, all [width]int32
	head := min(s.stream.place(s.stream.head), len(tokens))
	tail := max(head, min(s.stream.place(s.stream.tail), len(tokens)))

	s.rows, s.rest = s.rows[:0], s.rest[:0]
	s.split(tokens[:head])
	s.rest = s.table.find(tokens[head:tail], s.rest)
	s.split(tokens[tail:])

	s.table.sum(s.rows, &instruction)
	all = instruction
	s.table.sum(s.rest, &all)
	out.Instruction = iolaus.Hash(signs(&instruction))
	quantise(&all, &out.Meaning)
}

// place gives where the i-th place of the stream begins among the raw tokens.
func (s *stream) place(i int) int {
	if i < len(s.starts) {
		return int(s.starts[i])
	}
	return 1<<31 - 1
}

// split finds the rows of tokens: those in quoted spans go to s.rest, all
// others to s.rows.
func (s *Signer) split(tokens []text.Token) {
	from := 0
	for i := 0; i < len(tokens); {
		span := min(int(tokens[i].Span), len(tokens)-i)
		if span == 0 {
			i++
			continue
		}
		s.rows = s.table.find(tokens[from:i], s.rows)
		s.rest = s.table.find(tokens[i:i+span], s.rest)
		i += span
		from = i
	}
	s.rows = s.table.find(tokens[from:], s.rows)
}

// find appends the row of each token but stop words.
func (t *table) find(tokens []text.Token, rows []uint32) []uint32 {
	n := len(rows)
	if need := n + len(tokens); need > cap(rows) {
		rows = append(make([]uint32, 0, 2*need), rows...)
	}
	rows = rows[:n+len(tokens)]
	for i := range tokens {
		h := tokens[i].Hash
		index, want := Slot(h)
		tag := t.tags[index]
		keep := 1
		if tag == want|StopBit {
			keep = 0
		}
		if tag&tagMask != want {
			index = trainedRows + uint32(h>>24&(fallbackRows-1))
		}
		rows[n] = index
		n += keep
	}
	return rows[:n]
}

// Sums are kept in four lanes of 16 bits per word: evenLanes picks bytes 0, 2,
// 4 and 6. 256 bytes of at most 255 fit into a lane.
const (
	evenLanes = 0x00ff00ff00ff00ff
	laneRows  = 256
)

// sum adds the given rows to total.
func (t *table) sum(rows []uint32, total *[width]int32) {
	for len(rows) > 0 {
		n := min(len(rows), laneRows)
		var lanes [2 * rowWords]uint64
		t.addLanes(rows[:n], &lanes)
		for k, lane := range lanes {
			for b := range 4 {
				column := k/2*8 + b*2 + k%2
				total[column] += int32(lane>>(16*b)&0xffff) - int32(128*n)
			}
		}
		rows = rows[n:]
	}
}

func (t *table) addLanes(rows []uint32, lanes *[2 * rowWords]uint64) {
	for ; len(rows) >= 4; rows = rows[4:] {
		a, b, c, d := &t.rows[rows[0]], &t.rows[rows[1]], &t.rows[rows[2]], &t.rows[rows[3]]
		for k := range rowWords {
			lanes[2*k] += a[k]&evenLanes + b[k]&evenLanes + c[k]&evenLanes + d[k]&evenLanes
			lanes[2*k+1] += a[k]>>8&evenLanes + b[k]>>8&evenLanes + c[k]>>8&evenLanes + d[k]>>8&evenLanes
		}
	}
	for _, index := range rows {
		r := &t.rows[index]
		for k := range rowWords {
			lanes[2*k] += r[k] & evenLanes
			lanes[2*k+1] += r[k] >> 8 & evenLanes
		}
	}
}

// quantise scales v to an L2 norm of 127, in integers.
func quantise(v *[width]int32, out *[width]int8) {
	square := uint64(0)
	for _, x := range v {
		square += uint64(int64(x) * int64(x))
	}
	norm := int64(squareRoot(square))
	if norm == 0 {
		return
	}
	scale := (127 << 32) / norm
	for i, x := range v {
		out[i] = int8((int64(x)*scale + 1<<31) >> 32)
	}
}

// squareRoot gives the integer part of the root of n, by Newton's method from
// above, which cannot step below it.
func squareRoot(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	x := uint64(1) << ((bits.Len64(n) + 1) / 2)
	for {
		y := (x + n/x) / 2
		if y >= x {
			return x
		}
		x = y
	}
}

// signs rotates v at random and gives the signs of the result: the angle
// between two texts shows in how many bits differ (Charikar, "Similarity
// Estimation Techniques from Rounding Algorithms", STOC 2002). The rotation is
// three rounds of random signs and a Hadamard transform (Andoni et al.,
// "Practical and Optimal LSH for Angular Distance", NIPS 2015), exact in
// integers. Zero for the zero vector only.
func signs(v *[width]int32) uint64 {
	var x [width]int64
	zero := true
	for i, a := range v {
		x[i] = int64(a)
		zero = zero && a == 0
	}
	if zero {
		return 0
	}
	for _, flips := range [...]uint64{mixA, mixB} {
		for i := range x {
			flip := -int64(flips >> i & 1)
			x[i] = (x[i] ^ flip) - flip
		}
		hadamard(&x)
	}
	h := uint64(0)
	for i, a := range x {
		h |= uint64(a) >> 63 << i
	}
	return max(h, 1)
}

// hadamard multiplies x by the Hadamard matrix of 64 = 8 x 8: that of eight
// along the rows, then along the columns.
func hadamard(x *[width]int64) {
	for i := range 8 {
		hadamard8(x, 8*i, 1)
	}
	for i := range 8 {
		hadamard8(x, i, 8)
	}
}

// hadamard8 transforms the eight values from start on, step apart.
func hadamard8(x *[width]int64, start, step int) {
	const m = width - 1
	a, b := x[start&m], x[(start+step)&m]
	c, d := x[(start+2*step)&m], x[(start+3*step)&m]
	e, f := x[(start+4*step)&m], x[(start+5*step)&m]
	g, h := x[(start+6*step)&m], x[(start+7*step)&m]
	a, b, c, d, e, f, g, h = a+b, a-b, c+d, c-d, e+f, e-f, g+h, g-h
	a, c, b, d, e, g, f, h = a+c, a-c, b+d, b-d, e+g, e-g, f+h, f-h
	x[start&m], x[(start+4*step)&m] = a+e, a-e
	x[(start+step)&m], x[(start+5*step)&m] = b+f, b-f
	x[(start+2*step)&m], x[(start+6*step)&m] = c+g, c-g
	x[(start+3*step)&m], x[(start+7*step)&m] = d+h, d-h
}

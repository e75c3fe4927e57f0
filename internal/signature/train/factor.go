package main

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"github.com/iolaus-project/iolaus"
)

const (
	width       = iolaus.MeaningWidth
	common      = 1 // leading directions that all documents share, left out
	rank        = width + common
	reflections = 6
	power       = 0.5 // a direction of singular value s counts s^power
)

type vector = [rank]float64

// factor gives a vector for each of the words of a sparse document matrix.
//
// Reflective random indexing (Cohen, Schvaneveldt, Widdows, "Reflective Random
// Indexing and indirect inference", J. Biomedical Informatics 2010) starts from
// random word vectors, makes each document the sum of its words and each word
// the sum of its documents, and again. Making the directions orthogonal after
// each reflection keeps them from collapsing into the strongest one and turns
// it into subspace iteration for the truncated singular value decomposition
// (Halko, Martinsson, Tropp, SIAM Review 2011).
func factor(matrix [][]cell, count int) [][width]float64 {
	random := rand.New(rand.NewPCG(1, 2))
	words, documents := make([]vector, count), make([]vector, len(matrix))
	for i := range words {
		for k := range rank {
			words[i][k] = random.NormFloat64()
		}
	}
	var singular vector
	for range reflections {
		clear(documents)
		for d, row := range matrix {
			for _, e := range row {
				addScaled(&documents[d], &words[e.column], e.value)
			}
		}
		orthonormalise(documents)
		clear(words)
		for d, row := range matrix {
			for _, e := range row {
				addScaled(&words[e.column], &documents[d], e.value)
			}
		}
		singular = norms(words)
	}
	return shape(words, singular)
}

func addScaled(to, from *vector, by float64) {
	for k := range rank {
		to[k] += from[k] * by
	}
}

// orthonormalise makes the columns of m orthonormal (modified Gram-Schmidt).
func orthonormalise(m []vector) {
	for k := range rank {
		for j := range k {
			dot := 0.0
			for i := range m {
				dot += m[i][j] * m[i][k]
			}
			for i := range m {
				m[i][k] -= dot * m[i][j]
			}
		}
		square := 0.0
		for i := range m {
			square += m[i][k] * m[i][k]
		}
		for i := range m {
			m[i][k] /= math.Sqrt(square)
		}
	}
}

func norms(m []vector) (n vector) {
	for i := range m {
		for k := range rank {
			n[k] += m[i][k] * m[i][k]
		}
	}
	for k := range n {
		n[k] = math.Sqrt(n[k])
	}
	return n
}

// shape leaves out the common directions, weighs the others, scales each word
// to length 1, and rotates so that all dimensions carry alike.
func shape(words []vector, singular vector) [][width]float64 {
	out := make([][width]float64, len(words))
	for i := range words {
		square := 0.0
		for k := range width {
			v := words[i][common+k] * math.Pow(singular[common+k], power-1)
			out[i][k] = v
			square += v * v
		}
		if square == 0 {
			continue
		}
		for k := range width {
			out[i][k] /= math.Sqrt(square)
		}
		rotate(&out[i])
	}
	return out
}

// rotate applies a Hadamard matrix of unit rows.
func rotate(v *[width]float64) {
	var out [width]float64
	for i := range out {
		for k := range v {
			sign := 1 - 2*float64(bits.OnesCount(uint(i&k))&1)
			out[i] += sign * v[k] / math.Sqrt(width)
		}
	}
	*v = out
}

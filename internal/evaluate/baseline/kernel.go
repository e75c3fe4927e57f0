package baseline

import (
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// vector is the embedding of one exchange; its norm is about 127.
type vector [iolaus.MeaningWidth]int8

// twoSample compares windows with a reference by the squared maximum mean
// discrepancy (Gretton et al., "A Kernel Two-Sample Test", JMLR 2012).
type twoSample struct {
	reference []vector
	norms     []int32   // squared, of the reference
	within    float64   // mean kernel between two vectors of the reference
	kernel    []float64 // by squared distance; what lies beyond is 0
}

// newTwoSample prepares a reference; nil when most of its vectors are the same.
func newTwoSample(reference []vector) *twoSample {
	t := &twoSample{reference: reference}
	var distances []int32
	for i := range reference {
		t.norms = append(t.norms, dot(&reference[i], &reference[i]))
		for k := range i {
			distances = append(distances, t.norms[i]+t.norms[k]-2*dot(&reference[i], &reference[k]))
		}
	}
	if len(distances) == 0 {
		return nil
	}
	slices.Sort(distances)
	median := distances[len(distances)/2]
	if median == 0 {
		return nil
	}
	// Distances are whole numbers, about 4·127² at most: a table beats exp. The
	// kernel is exp(-d²/2σ²) with σ² the median of d² (the median heuristic).
	t.kernel = make([]float64, 1<<17)
	for d := range t.kernel {
		t.kernel[d] = math.Exp(-float64(d) / (2 * float64(median)))
	}
	for _, d := range distances {
		t.within += t.at(d)
	}
	t.within /= float64(len(distances))
	return t
}

func (t *twoSample) at(squaredDistance int32) float64 {
	if int(squaredDistance) < len(t.kernel) {
		return t.kernel[squaredDistance]
	}
	return 0
}

// discrepancy is the unbiased estimate of MMD² between a window of two vectors
// or more and the reference.
func (t *twoSample) discrepancy(window []vector) float64 {
	var own, across float64
	norms := make([]int32, len(window))
	for i := range window {
		norms[i] = dot(&window[i], &window[i])
		for k := range i {
			own += t.at(norms[i] + norms[k] - 2*dot(&window[i], &window[k]))
		}
		for k := range t.reference {
			across += t.at(norms[i] + t.norms[k] - 2*dot(&window[i], &t.reference[k]))
		}
	}
	n, m := float64(len(window)), float64(len(t.reference))
	return own/(n*(n-1)/2) + t.within - 2*across/(n*m)
}

// dot sums in four parts, which do not wait for each other.
func dot(a, b *vector) int32 {
	var s0, s1, s2, s3 int32
	for i := 0; i < len(a); i += 4 {
		s0 += int32(a[i]) * int32(b[i])
		s1 += int32(a[i+1]) * int32(b[i+1])
		s2 += int32(a[i+2]) * int32(b[i+2])
		s3 += int32(a[i+3]) * int32(b[i+3])
	}
	return s0 + s1 + s2 + s3
}

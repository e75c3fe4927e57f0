package train

import "math"

// view is what a model knows that learns from some of the sources: the features that
// enough of them have, and what those stand for. So the model of a fold does not even
// know the words that only the sources of the fold would have told it.
type view struct {
	scale []float32 // of each feature in the linear part, 0 if it has no weight there
	alias []int32   // the English word that a feature stands for, 0 if none
	known []bool    // has a weight: its own, that of its vector or that of its alias
}

// fullSources is the number of sources from which on a feature counts in full: one of
// few sources says where a row is from.
const fullSources = 12

// view gives what may be known without the sources that are left out.
func (c *corpus) view(out *sourceSet) *view {
	n := len(c.features)
	v := &view{scale: make([]float32, n), alias: make([]int32, n), known: make([]bool, n)}
	for i := 1; i < n; i++ {
		f := &c.features[i]
		in := f.in.without(out)
		if in >= fewWordSources && (!f.pair || in >= fewPairSources) {
			v.scale[i] = float32(min(1, math.Sqrt(float64(in)/fullSources)))
		}
		v.known[i] = v.scale[i] > 0 || c.vector(int32(i)) != nil
	}
	for i := 1; i < n; i++ {
		f := &c.features[i]
		english := c.vector(int32(i)) != nil && f.english.without(out) >= englishSources
		if own := f.alias; own != 0 && !english && (v.scale[own] > 0 || c.vector(own) != nil) {
			v.alias[i], v.known[i] = own, true
		}
	}
	return v
}

// each visits the features of an example that are known, and the words that they
// stand for.
func (v *view) each(e *example, visit func(f int32)) {
	for _, f := range e.distinct {
		if !v.known[f] {
			continue
		}
		visit(f)
		if alias := v.alias[f]; alias != 0 {
			visit(alias)
		}
	}
}

// root gives the reciprocal root of the number of features of an example that are
// known.
func (v *view) root(e *example) float32 {
	n := 0
	for _, f := range e.distinct {
		if v.known[f] {
			n++
		}
	}
	return root(n)
}

// count gives the number of features that are known.
func (v *view) count() int {
	n := 0
	for _, known := range v.known {
		if known {
			n++
		}
	}
	return n
}

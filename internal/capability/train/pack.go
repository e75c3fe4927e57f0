package train

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus/internal/capability"
)

// clipped is the share of the weights of a label that are beyond the ends of a byte.
const clipped = 0.0005

// pack writes the model in whole numbers.
func (c *corpus) pack(m *fitted, curves [labels]curve) *capability.Model {
	effective := make([][labels]float32, len(m.weights))
	for f := range effective {
		effective[f] = m.weights[f]
		if alias := m.view.alias[f]; alias != 0 {
			for l := range labels {
				effective[f][l] += m.weights[alias][l]
			}
		}
	}
	p := capability.Packing{Curve: func(l int, logit float64) float64 { return curves[l].at(logit) }}
	for l := range labels {
		p.Step[l] = float64(step(effective, l))
		p.Whole[l] = 1 / float64(m.spread[l])
		p.Best[l] = float64(bestShare(l) / m.width[l])
		p.Base[l] = -float64(m.center[l]/m.spread[l]) - float64(bestShare(l)*m.best[l]/m.width[l])
		for k := range shapes {
			p.Shape[l][k] = float64(m.shape[k][l] / m.spread[l])
		}
	}
	for f := 1; f < len(effective); f++ {
		w := capability.Weighted{Hash: c.features[f].hash}
		for l := range labels {
			w.Weights[l] = float64(effective[f][l])
		}
		p.Words = append(p.Words, w)
	}
	return capability.Pack(&p)
}

// step is what a weight of one byte's step is worth for a label.
func step(weights [][labels]float32, l int) float32 {
	sizes := make([]float32, 0, len(weights))
	for f := range weights {
		if w := weights[f][l]; w != 0 {
			sizes = append(sizes, float32(math.Abs(float64(w))))
		}
	}
	slices.SortFunc(sizes, func(a, b float32) int { return cmp.Compare(b, a) })
	if len(sizes) == 0 {
		return 1
	}
	return sizes[int(clipped*float64(len(sizes)))] / 127
}

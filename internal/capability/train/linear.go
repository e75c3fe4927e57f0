package train

import (
	"math"
	"math/rand/v2"
)

// linear is logistic regression on the distinct words and pairs of a request and on
// its shape, for every label at once.
type linear struct {
	weights [][labels]float32 // by feature
	shape   [shapes][labels]float32
	bias    [labels]float32
}

// Settings of the linear part, chosen by the mean over forms of the area under the
// curve on left-out sources.
const (
	linearEpochs = 10
	linearDecay  = 2e-5 // L2 penalty
	linearRate   = 2.0
	shapeRate    = 0.1 // of the rate, for shape and bias
	fullSources  = 12  // sources from which on a feature counts in full
)

// scales gives the scale of each feature, 0 for those in too few of the sources
// that are trained on: a feature of few sources says where a row is from.
func (c *corpus) scales(out *sourceSet) []float32 {
	scale := make([]float32, len(c.features))
	for i := 1; i < len(scale); i++ {
		f := &c.features[i]
		n := f.in.without(out)
		if f.pair && n < fewPairSources || n < fewWordSources {
			continue
		}
		scale[i] = float32(min(1, math.Sqrt(float64(n)/fullSources)))
	}
	return scale
}

// trainLinear fits the linear part by stochastic gradient descent with a falling
// rate; the weights at the ends of the later epochs are averaged. The rate is the
// same for every feature: one that adapts would let rare ones learn fastest, and
// those say where a row is from.
func (c *corpus) trainLinear(train []int32, weight [][labels]float32, scale []float32, seed uint64) *linear {
	m := &linear{weights: make([][labels]float32, len(c.features))}
	mean := &linear{weights: make([][labels]float32, len(c.features))}
	random := rand.New(rand.NewPCG(seed, 1))
	order := append([]int32(nil), train...)
	done, total := 0, linearEpochs*len(order)
	shrink := float32(1) // what the weights count: decay is one multiplication
	for epoch := range linearEpochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			e := &c.examples[i]
			rate := linearRate * float32(1-0.97*float64(done)/float64(total))
			done++
			z := m.score(c, e, scale, shrink)
			var g [labels]float32
			for l := range g {
				if e.y[l] >= 0 {
					g[l] = rate * weight[i][l] * (sigmoid(z[l]) - float32(e.y[l]))
				}
			}
			shrink *= 1 - rate*linearDecay
			m.update(c, e, scale, &g, shrink)
		}
		m.settle(shrink)
		shrink = 1
		if epoch >= linearEpochs/2 {
			mean.add(m, 1/float32(linearEpochs-linearEpochs/2))
		}
	}
	return mean
}

// score gives the logits.
func (m *linear) score(c *corpus, e *example, scale []float32, shrink float32) (z [labels]float32) {
	c.each(e, func(f int32) {
		if s := scale[f]; s != 0 {
			w := &m.weights[f]
			for l := range z {
				z[l] += s * w[l]
			}
		}
	})
	r := root(len(e.distinct)) * shrink
	for l := range z {
		z[l] = z[l]*r + m.bias[l]
	}
	addShape(&z, e, &m.shape)
	return z
}

func (m *linear) update(c *corpus, e *example, scale []float32, g *[labels]float32, shrink float32) {
	r := root(len(e.distinct)) / shrink
	c.each(e, func(f int32) {
		if s := scale[f] * r; s != 0 {
			w := &m.weights[f]
			for l := range g {
				w[l] -= s * g[l]
			}
		}
	})
	for l, d := range g {
		m.bias[l] -= shapeRate * d
		for k, v := range e.shape {
			m.shape[k][l] -= shapeRate * v * d
		}
	}
}

// each visits the features of an example, and the words that they stand for.
func (c *corpus) each(e *example, visit func(f int32)) {
	for _, f := range e.distinct {
		visit(f)
		if alias := c.features[f].alias; alias != 0 {
			visit(alias)
		}
	}
}

func addShape(z *[labels]float32, e *example, weights *[shapes][labels]float32) {
	for k, v := range e.shape {
		if v != 0 {
			for l := range z {
				z[l] += v * weights[k][l]
			}
		}
	}
}

// settle makes the weights what they count.
func (m *linear) settle(shrink float32) {
	for i := range m.weights {
		for l := range labels {
			m.weights[i][l] *= shrink
		}
	}
}

// add adds a share of another's weights.
func (m *linear) add(other *linear, share float32) {
	for i := range m.weights {
		for l := range labels {
			m.weights[i][l] += share * other.weights[i][l]
		}
	}
	for l := range labels {
		m.bias[l] += share * other.bias[l]
		for k := range m.shape {
			m.shape[k][l] += share * other.shape[k][l]
		}
	}
}

func sigmoid(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }

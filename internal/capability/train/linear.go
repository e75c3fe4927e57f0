package train

import (
	"context"
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
)

// trainLinear fits the linear part by stochastic gradient descent with a falling
// rate; the weights at the ends of the later epochs are averaged. The rate is the
// same for every feature: one that adapts would let rare ones learn fastest, and
// those say where a row is from.
func (c *corpus) trainLinear(ctx context.Context, train []int32, weight [][labels]float32, v *view, seed uint64) (*linear, error) {
	m := &linear{weights: make([][labels]float32, len(c.features))}
	mean := &linear{weights: make([][labels]float32, len(c.features))}
	random := rand.New(rand.NewPCG(seed, 1))
	order := append([]int32(nil), train...)
	done, total := 0, linearEpochs*len(order)
	shrink := float32(1) // what the weights count: decay is one multiplication
	for epoch := range linearEpochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			e := &c.examples[i]
			rate := linearRate * float32(1-0.97*float64(done)/float64(total))
			done++
			z := m.score(v, e, shrink)
			var g [labels]float32
			for l := range g {
				if e.y[l] >= 0 {
					g[l] = rate * weight[i][l] * (sigmoid(z[l]) - float32(e.y[l]))
				}
			}
			shrink *= 1 - rate*linearDecay
			m.update(v, e, &g, shrink)
		}
		m.settle(shrink)
		shrink = 1
		if epoch >= linearEpochs/2 {
			mean.add(m, 1/float32(linearEpochs-linearEpochs/2))
		}
	}
	return mean, nil
}

// score gives the logits.
func (m *linear) score(v *view, e *example, shrink float32) (z [labels]float32) {
	v.each(e, func(f int32) {
		if s := v.scale[f]; s != 0 {
			w := &m.weights[f]
			for l := range z {
				z[l] += s * w[l]
			}
		}
	})
	r := v.root(e) * shrink
	for l := range z {
		z[l] = z[l]*r + m.bias[l]
	}
	addShape(&z, e, &m.shape)
	return z
}

func (m *linear) update(v *view, e *example, g *[labels]float32, shrink float32) {
	r := v.root(e) / shrink
	v.each(e, func(f int32) {
		if s := v.scale[f] * r; s != 0 {
			w := &m.weights[f]
			for l := range g {
				w[l] -= s * g[l]
			}
		}
	})
	for l, d := range g {
		m.bias[l] -= shapeRate * d
		for k, x := range e.shape {
			m.shape[k][l] -= shapeRate * x * d
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

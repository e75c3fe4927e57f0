package train

import (
	"context"
	"math/rand/v2"
)

// dense is logistic regression on the sum of the static vectors of a request's
// words and on its shape, for every label at once. It can learn less than the
// linear part, and more of it carries over to other sources. What it learns is a
// weight for every word that has a vector, so it adds to the linear part's.
type dense struct {
	weights [labels][]float32
	shape   [shapes][labels]float32
	bias    [labels]float32
}

// Settings of the dense part, chosen as those of the linear part.
const (
	denseEpochs = 6
	denseRate   = 0.05
	denseDecay  = 1e-4
)

// pool gives the sum of the vectors of an example's distinct words over the root
// of the number of its features.
func (c *corpus) pool(e *example, v *view) []float32 {
	sum := make([]float32, c.vectors.Width)
	v.each(e, func(f int32) {
		if v.scale[f] != 0 {
			for k, x := range c.vector(f) {
				sum[k] += x
			}
		}
	})
	r := v.root(e)
	for k := range sum {
		sum[k] *= r
	}
	return sum
}

// vector gives the vector of a word, nil for a pair or a word without one.
func (c *corpus) vector(f int32) []float32 {
	if c.features[f].pair {
		return nil
	}
	return c.vectors.of[c.features[f].hash]
}

// trainDense fits the dense part.
func (c *corpus) trainDense(ctx context.Context, train []int32, weight [][labels]float32, v *view, seed uint64) (*dense, error) {
	m := &dense{}
	for l := range m.weights {
		m.weights[l] = make([]float32, c.vectors.Width)
	}
	random := rand.New(rand.NewPCG(seed, 4))
	pooled := make(map[int32][]float32, len(train))
	for _, i := range train {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		pooled[i] = c.pool(&c.examples[i], v)
	}
	order := append([]int32(nil), train...)
	done, total := 0, denseEpochs*len(order)
	for range denseEpochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			rate := denseRate * float32(1-0.98*float64(done)/float64(total))
			done++
			m.learn(&c.examples[i], pooled[i], &weight[i], rate)
		}
	}
	return m, nil
}

func (m *dense) learn(e *example, pooled []float32, weight *[labels]float32, rate float32) {
	z := m.score(e, pooled)
	for l := range z {
		if e.y[l] < 0 {
			continue
		}
		g := rate * weight[l] * (sigmoid(z[l]) - float32(e.y[l]))
		w := m.weights[l]
		for k, v := range pooled {
			w[k] -= g*v + rate*denseDecay*w[k]
		}
		m.bias[l] -= g
		for k, v := range e.shape {
			m.shape[k][l] -= g * v
		}
	}
}

func (m *dense) score(e *example, pooled []float32) (z [labels]float32) {
	for l := range z {
		z[l] = m.bias[l] + dot(m.weights[l], pooled)
	}
	addShape(&z, e, &m.shape)
	return z
}

func dot(a, b []float32) float32 {
	sum := float32(0)
	for k, x := range a {
		sum += x * b[k]
	}
	return sum
}

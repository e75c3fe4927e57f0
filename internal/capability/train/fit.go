package train

import (
	"context"
	"errors"
	"math"

	"github.com/iolaus-project/iolaus/internal/capability"
)

// fitted is a trained model before it is packed: both parts folded into one weight
// a feature and label. Logits are standardised on the training rows.
type fitted struct {
	view    *view
	weights [][labels]float32 // by feature; those of an alias are not in them
	shape   [shapes][labels]float32
	center  [labels]float32 // of the whole with its shape
	spread  [labels]float32
	best    [labels]float32 // center and spread of the best window
	width   [labels]float32
}

// What the best window counts beside the whole. Forms are instructions, which may
// be a small part of what is sent; topics are what the whole is about.
const (
	bestOfForm  = 0.6
	bestOfTopic = 0.3
)

func bestShare(l int) float32 {
	switch {
	case l < capability.FirstForm: // conversation and automation are what is left when nothing sticks out
		return 0
	case l < capability.FirstForm+forms:
		return bestOfForm
	}
	return bestOfTopic
}

// parts chooses what a model is made of, to measure what each is worth.
type parts uint8

const (
	linearPart parts = 1 << iota
	densePart
	bestPart

	shipped = linearPart | densePart | bestPart
)

// errDiverged ends training whose numbers grew out of bounds.
var errDiverged = errors.New("training diverged: are the word vectors of a size near 1?")

// fit trains a model on rows; out holds the sources that are left out.
func (c *corpus) fit(ctx context.Context, train []int32, out *sourceSet, p parts, seed uint64) (*fitted, error) {
	weight := c.weigh(train)
	m := &fitted{view: c.view(out), weights: make([][labels]float32, len(c.features))}
	if p&linearPart != 0 {
		part, err := c.trainLinear(ctx, train, weight, m.view, seed)
		if err != nil {
			return nil, err
		}
		m.addLinear(ctx, c, part, train)
	}
	if p&densePart != 0 {
		part, err := c.trainDense(ctx, train, weight, m.view, seed)
		if err != nil {
			return nil, err
		}
		m.addDense(ctx, c, part, train)
	}
	m.standardise(ctx, c, train, p&bestPart != 0)
	if err := ctx.Err(); err != nil {
		return nil, err // before the moments were whole
	}
	if !m.finite() {
		return nil, errDiverged
	}
	return m, nil
}

// finite tells whether each weight is a number, and so are the logits of the rows.
func (m *fitted) finite() bool {
	ok := func(x float32) bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }
	for l := range labels {
		if !ok(m.center[l]) || !ok(m.spread[l]) || !ok(m.best[l]) || !ok(m.width[l]) {
			return false
		}
		for f := range m.weights {
			if !ok(m.weights[f][l]) {
				return false
			}
		}
	}
	return true
}

// addLinear adds the linear part, scaled to unit spread over the training rows.
func (m *fitted) addLinear(ctx context.Context, c *corpus, part *linear, train []int32) {
	unit := spreads(ctx, train, func(i int32) [labels]float32 { return part.score(m.view, &c.examples[i], 1) })
	for f := range m.weights {
		for l := range labels {
			m.weights[f][l] += part.weights[f][l] * m.view.scale[f] / unit[l]
		}
	}
	m.addShape(&part.shape, &unit)
}

// addDense adds the dense part alike.
func (m *fitted) addDense(ctx context.Context, c *corpus, part *dense, train []int32) {
	unit := spreads(ctx, train, func(i int32) [labels]float32 {
		e := &c.examples[i]
		return part.score(e, c.pool(e, m.view))
	})
	for f := range m.weights {
		// words that no training row has keep what their vector says
		v := c.vector(int32(f))
		if v == nil {
			continue
		}
		for l := range labels {
			m.weights[f][l] += dot(part.weights[l], v) / unit[l]
		}
	}
	m.addShape(&part.shape, &unit)
}

func (m *fitted) addShape(shape *[shapes][labels]float32, unit *[labels]float32) {
	for k := range shape {
		for l := range labels {
			m.shape[k][l] += shape[k][l] / unit[l]
		}
	}
}

// spreads gives the standard deviation of each label's score over rows.
func spreads(ctx context.Context, rows []int32, score func(i int32) [labels]float32) (unit [labels]float32) {
	_, unit = moments(ctx, rows, score)
	return unit
}

// moments stops early when the context ends: fit then drops what came of it.
func moments(ctx context.Context, rows []int32, score func(i int32) [labels]float32) (mean, deviation [labels]float32) {
	var sum, squares [labels]float64
	for _, i := range rows {
		if ctx.Err() != nil {
			break
		}
		for l, z := range score(i) {
			sum[l] += float64(z)
			squares[l] += float64(z) * float64(z)
		}
	}
	n := float64(max(len(rows), 1))
	for l := range sum {
		mean[l] = float32(sum[l] / n)
		deviation[l] = float32(math.Sqrt(max(squares[l]/n-sum[l]*sum[l]/n/n, 1e-9)))
	}
	return mean, deviation
}

func (m *fitted) standardise(ctx context.Context, c *corpus, train []int32, best bool) {
	m.center, m.spread = moments(ctx, train, func(i int32) [labels]float32 { return m.whole(c, &c.examples[i]) })
	if best {
		m.best, m.width = moments(ctx, train, func(i int32) [labels]float32 { return m.window(c, &c.examples[i]) })
	}
}

// whole gives the part of the logits that all words and the shape make.
func (m *fitted) whole(c *corpus, e *example) (z [labels]float32) {
	m.view.each(e, func(f int32) {
		w := &m.weights[f]
		for l := range z {
			z[l] += w[l]
		}
	})
	r := m.view.root(e)
	for l := range z {
		z[l] *= r
	}
	addShape(&z, e, &m.shape)
	return z
}

// window gives the most that a window speaks for each label, 0 where there is none.
func (m *fitted) window(c *corpus, e *example) (top [labels]float32) {
	first := true
	for _, text := range e.texts {
		for from := text.from; from < text.to; from += capability.BlockTokens {
			z := m.sum(c, span{from, min(from+capability.BlockTokens, text.to)})
			for l := range top {
				if first || z[l] > top[l] {
					top[l] = z[l]
				}
			}
			first = false
		}
	}
	return top
}

func (m *fitted) sum(c *corpus, s span) (z [labels]float32) {
	n := 0
	add := func(f int32) {
		w := &m.weights[f]
		for l := range z {
			z[l] += w[l]
		}
	}
	for i := s.from; i < s.to; i++ {
		for _, f := range [...]int32{c.words[i], c.pairs[i]} {
			if !m.view.known[f] {
				continue
			}
			n++
			add(f)
			if alias := m.view.alias[f]; alias != 0 {
				add(alias)
			}
		}
	}
	r := root(max(n, capability.FewRows))
	for l := range z {
		z[l] *= r
	}
	return z
}

// logits gives the scores of an example before calibration.
func (m *fitted) logits(c *corpus, e *example) (z [labels]float64) {
	whole, window := m.whole(c, e), [labels]float32{}
	if m.width != window {
		window = m.window(c, e)
	}
	for l := range z {
		z[l] = float64((whole[l] - m.center[l]) / m.spread[l])
		if m.width[l] > 0 && e.tokens > 0 {
			z[l] += float64(bestShare(l) * (window[l] - m.best[l]) / m.width[l])
		}
	}
	return z
}

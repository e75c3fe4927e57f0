package train

import (
	"context"
	"io"
	"math/rand/v2"

	"golang.org/x/sync/errgroup"

	"github.com/iolaus-project/iolaus/internal/capability"
)

// Input is what a model is made from.
type Input struct {
	Rows    []Row
	Vectors *Vectors
	Lexicon func() (io.ReadCloser, error) // the word list of other languages
	Workers int                           // models trained at once
}

// Result is a model and what was measured of it.
type Result struct {
	Model *capability.Model
	Card  string // in Markdown
}

// Train measures on sources left out, then trains on all rows that may be trained
// on. The same input gives the same result on one kind of processor.
func Train(ctx context.Context, in Input) (*Result, error) {
	c, err := newCorpus(in.Rows, in.Vectors, func(known func(uint64) bool) (Lexicon, error) {
		r, err := in.Lexicon()
		if err != nil {
			return nil, err
		}
		defer func() { _ = r.Close() }() // only read from
		return ReadLexicon(r, known)
	})
	if err != nil {
		return nil, err
	}
	m, err := c.measure(ctx, max(1, in.Workers))
	if err != nil {
		return nil, err
	}
	var nobody sourceSet
	final := c.fit(c.trainable(everything), &nobody, shipped, seed)
	model := c.pack(final, m.curves)
	return &Result{Model: model, Card: c.card(m, model)}, nil
}

const seed = 1

// trainable lists the examples that may be trained on and that keep wants.
func (c *corpus) trainable(keep func(i int) bool) []int32 {
	var list []int32
	for i := range c.examples {
		if c.rows[i].Train && keep(i) {
			list = append(list, int32(i))
		}
	}
	return list
}

// measurement is every example's score by models that did not see its source.
type measurement struct {
	scores  map[string][][labels]float64 // logits by how the model was made
	curves  [labels]curve
	chances [][labels]float64 // calibrated on the other half of the folds
}

// The ways in which models are made to measure what helps.
const (
	asShipped  = "shipped"
	wordsOnly  = "words and pairs alone"
	vectorOnly = "vectors alone"
	noWindow   = "without windows"
	quarter    = "on a quarter of the sources"
	half       = "on half of the sources"
	atRandom   = "split at random"
)

func variants() map[string]parts {
	return map[string]parts{
		asShipped: shipped, wordsOnly: {linear: true}, vectorOnly: {dense: true},
		noWindow: {linear: true, dense: true}, quarter: shipped, half: shipped, atRandom: shipped,
	}
}

func (c *corpus) measure(ctx context.Context, workers int) (*measurement, error) {
	m := &measurement{scores: map[string][][labels]float64{}}
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.SetLimit(workers)
	fold := c.deal()
	for name, p := range variants() {
		scores := make([][labels]float64, len(c.examples))
		m.scores[name] = scores
		for f := range folds {
			if name == atRandom && f > 0 {
				continue // a tenth of the rows is enough for what it shows
			}
			tasks.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				c.leaveOut(name, p, fold, f, scores)
				return nil
			})
		}
	}
	if err := tasks.Wait(); err != nil {
		return nil, err
	}
	m.calibrate(c, fold)
	return m, nil
}

// leaveOut trains without one fold and scores it.
func (c *corpus) leaveOut(name string, p parts, fold []int, f int, scores [][labels]float64) {
	var out sourceSet
	random := rand.New(rand.NewPCG(seed, uint64(f)))
	tested := func(i int) bool { return fold[c.examples[i].source] == f }
	if name == atRandom {
		drawn := make([]bool, len(c.examples))
		for i := range drawn {
			drawn[i] = random.IntN(10) == 0
		}
		tested = func(i int) bool { return drawn[i] }
	} else {
		share := map[string]float64{quarter: 0.25, half: 0.5}[name]
		for s := range c.sources {
			if fold[s] == f || share > 0 && random.Float64() >= share {
				out.add(int32(s))
			}
		}
	}
	train := c.trainable(func(i int) bool { return !tested(i) && !out.has(c.examples[i].source) })
	m := c.fit(train, &out, p, seed)
	for i := range c.examples {
		if tested(i) {
			scores[i] = m.logits(c, &c.examples[i])
		}
	}
}

// calibrate fits the curves that ship on all scores, and for measuring on the folds
// of the other half.
func (m *measurement) calibrate(c *corpus, fold []int) {
	scores := m.scores[asShipped]
	m.chances = make([][labels]float64, len(c.examples))
	for l := range labels {
		m.curves[l] = isotonic(c.judged(l, scores, everything))
		for side := range 2 {
			here := func(i int) bool { return fold[c.examples[i].source]%2 == side }
			other := isotonic(c.judged(l, scores, func(i int) bool { return !here(i) }))
			for i := range c.examples {
				if here(i) {
					m.chances[i][l] = other.at(scores[i][l])
				}
			}
		}
	}
}

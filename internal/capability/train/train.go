package train

import (
	"context"
	"math/rand/v2"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/iolaus-project/iolaus/internal/capability"
)

// Input is what a model is made from.
type Input struct {
	Rows    []Row
	Vectors *Vectors
	Lexicon Lexicon // of other languages; may be empty
	Workers int     // models trained at once
}

// Result is a model and what was measured of it.
type Result struct {
	Model *capability.Model
	Card  string // in Markdown
}

// Train measures on sources left out, then trains on all rows that may be trained
// on. The same input gives the same result on one kind of processor. Rows that may not
// be trained on change the card alone. The error is an ErrInput if the rows are at
// fault.
func Train(ctx context.Context, in Input) (*Result, error) {
	c, err := newCorpus(ctx, in.Rows, in.Vectors, in.Lexicon)
	if err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	m, err := c.measure(ctx, max(1, in.Workers))
	if err != nil {
		return nil, err
	}
	var nobody sourceSet
	final, err := c.fit(ctx, c.trainable(everything), &nobody, shipped, seed)
	if err != nil {
		return nil, err
	}
	model := c.pack(final, m.curves)
	card, err := c.card(ctx, m, model, final.view.count())
	if err != nil {
		return nil, err
	}
	return &Result{Model: model, Card: card}, nil
}

const seed = 1

// mayTrain tells whether an example may shape what ships.
func (c *corpus) mayTrain(i int) bool { return c.rows[i].Train }

// trainable lists the examples that may be trained on and that keep wants.
func (c *corpus) trainable(keep func(i int) bool) []int32 {
	var list []int32
	for i := range c.examples {
		if c.mayTrain(i) && keep(i) {
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
		asShipped: shipped, wordsOnly: linearPart, vectorOnly: densePart,
		noWindow: linearPart | densePart, quarter: shipped, half: shipped, atRandom: shipped,
	}
}

func (c *corpus) measure(ctx context.Context, workers int) (*measurement, error) {
	m := &measurement{scores: map[string][][labels]float64{}}
	tasks, each := errgroup.WithContext(ctx)
	tasks.SetLimit(workers)
	fold := c.deal()
	for name, p := range variants() {
		scores := make([][labels]float64, len(c.examples))
		m.scores[name] = scores
		for f := range folds {
			if name == atRandom && f > 0 {
				continue // a tenth of the rows is enough for what it shows
			}
			if name != atRandom && !slices.Contains(fold, f) {
				continue // there are fewer sources than folds
			}
			tasks.Go(func() error { return c.leaveOut(each, name, p, fold, f, scores) })
		}
	}
	if err := tasks.Wait(); err != nil {
		return nil, err
	}
	m.calibrate(ctx, c, fold)
	return m, ctx.Err()
}

// leaveOut trains without one fold and scores it.
func (c *corpus) leaveOut(ctx context.Context, name string, p parts, fold []int, f int, scores [][labels]float64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
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
	m, err := c.fit(ctx, train, &out, p, seed)
	if err != nil {
		return err
	}
	for i := range c.examples {
		if tested(i) {
			if err := ctx.Err(); err != nil {
				return err
			}
			scores[i] = m.logits(c, &c.examples[i])
		}
	}
	return nil
}

// calibrate fits the curves that ship, and for measuring those of the folds of the
// other half; both on rows that may be trained on alone, by models of other sources.
func (m *measurement) calibrate(ctx context.Context, c *corpus, fold []int) {
	scores := m.scores[asShipped]
	m.chances = make([][labels]float64, len(c.examples))
	for l := range labels {
		if ctx.Err() != nil {
			return
		}
		m.curves[l] = isotonic(c.judged(l, scores, c.mayTrain))
		for side := range 2 {
			here := func(i int) bool { return fold[c.examples[i].source]%2 == side }
			other := isotonic(c.judged(l, scores, func(i int) bool { return c.mayTrain(i) && !here(i) }))
			for i := range c.examples {
				if here(i) {
					m.chances[i][l] = other.at(scores[i][l])
				}
			}
		}
	}
}

package train

import (
	"cmp"
	"context"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Folds is the number of groups of sources.
const Folds = folds

// Judged is a score with its truth.
type Judged struct {
	Score  float64
	Is     bool
	Weight float64
	Source int
}

func ascending(judged []Judged) []scored {
	var list []scored
	for _, j := range judged {
		list = append(list, scored{j.Score, j.Is, j.Weight, int32(j.Source)})
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	return list
}

// AUC is auc, of a list in any order; a source counts as often as times says.
func AUC(judged []Judged, times ...float64) float64 { return auc(ascending(judged), times) }

// F1 is f1 alike.
func F1(judged []Judged, times ...float64) float64 { return f1(ascending(judged), times) }

// CalibrationError is calibrationError alike.
func CalibrationError(judged []Judged, times ...float64) float64 {
	return calibrationError(ascending(judged), times)
}

// Isotonic gives the curve of a list.
func Isotonic(judged []Judged) func(logit float64) float64 { return isotonic(ascending(judged)).at }

// Corpus is rows as features, with the folds of their sources.
type Corpus struct {
	*corpus
	fold []int
}

// NewCorpus reads rows, with no word list.
func NewCorpus(rows []Row, vectors *Vectors) (*Corpus, error) {
	return NewCorpusWith(rows, vectors, nil)
}

// NewCorpusWith reads rows, with a word list.
func NewCorpusWith(rows []Row, vectors *Vectors, lexicon Lexicon) (*Corpus, error) {
	c, err := newCorpus(context.Background(), rows, vectors, lexicon)
	if err != nil {
		return nil, err
	}
	return &Corpus{c, c.deal()}, nil
}

// Dealt gives the sources of each fold.
func (c *Corpus) Dealt() (of [folds][]string) {
	for s, f := range c.fold {
		of[f] = append(of[f], c.sources[s])
	}
	return of
}

// LeftOut gives the logits of the rows of a source by the model that leaves it out.
func (c *Corpus) LeftOut(source string) ([][labels]float64, error) {
	s, _ := slices.BinarySearch(c.sources, source)
	scores := make([][labels]float64, len(c.examples))
	err := c.leaveOut(context.Background(), asShipped, shipped, c.fold, c.fold[s], scores)
	var of [][labels]float64
	for i := range scores {
		if c.rows[i].Source == source {
			of = append(of, scores[i])
		}
	}
	return of, err
}

// Without gives the logits of the rows of the other sources, by the model that leaves
// one out.
func (c *Corpus) Without(source string) ([][labels]float64, error) {
	s, _ := slices.BinarySearch(c.sources, source)
	var out sourceSet
	for i, f := range c.fold {
		if f == c.fold[s] {
			out.add(int32(i))
		}
	}
	m, err := c.fit(context.Background(), c.trainable(func(i int) bool { return !out.has(c.examples[i].source) }), &out, shipped, seed)
	if err != nil {
		return nil, err
	}
	var of [][labels]float64
	for i := range c.examples {
		if c.rows[i].Source != source {
			of = append(of, m.logits(c.corpus, &c.examples[i]))
		}
	}
	return of, nil
}

// Packed gives the logits of each row before the model is packed, and after.
func (c *Corpus) Packed() (before, after [][labels]float64, err error) {
	var nobody sourceSet
	m, err := c.fit(context.Background(), c.trainable(everything), &nobody, shipped, seed)
	if err != nil {
		return nil, nil, err
	}
	model := c.pack(m, [labels]curve{})
	scorer := capability.NewModelScorer(model)
	for i := range c.examples {
		before = append(before, m.logits(c.corpus, &c.examples[i]))
		after = append(after, fixedLogits(model, scorer, &c.rows[i].Request))
	}
	return before, after, nil
}

func fixedLogits(m *capability.Model, s *capability.Scorer, r *iolaus.Request) (z [labels]float64) {
	x := &iolaus.Exchange{Request: *r}
	var all capability.Reading
	var t text.Tokenizer
	for _, pieces := range capability.Texts(x) {
		t.Reset()
		for _, piece := range pieces {
			t.Add(piece)
		}
		var part capability.Reading
		s.Read(t.Tokens(), &part)
		all.Add(&part)
	}
	seen := capability.Shape(x, &all)
	for l, fixed := range m.Logits(&all, &seen) {
		z[l] = float64(fixed) / (1 << capability.Fraction)
	}
	return z
}

// Weights sums the weights of the rows of each source that show a label, and that
// do not, as they are judged.
func (c *Corpus) Weights(label int) (is, not map[string]float64) {
	is, not = map[string]float64{}, map[string]float64{}
	for _, s := range c.judged(label, make([][labels]float64, len(c.examples)), everything) {
		if s.is {
			is[c.sources[s.source]] += s.weight
		} else {
			not[c.sources[s.source]] += s.weight
		}
	}
	return is, not
}

// Knows tells whether a word has a vector.
func (v *Vectors) Knows(word string) bool {
	h := hashes(word)
	return len(h) == 1 && v.of[h[0]] != nil
}

// English gives the word that a word stands for: one of those given.
func (l Lexicon) English(word string, among ...string) string {
	h := hashes(word)
	key := h[0]
	if len(h) == 2 {
		key = capability.Pair(h[0], h[1])
	}
	for _, english := range among {
		if to, ok := l[key]; ok && to == hashes(english)[0] {
			return english
		}
	}
	return ""
}

// Hash gives the hash of a word of one token.
func Hash(word string) uint64 { return hashes(word)[0] }

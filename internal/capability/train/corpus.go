package train

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

const (
	labels = capability.Labels
	forms  = capability.Forms
	shapes = capability.Shapes

	fewWordSources = 2  // sources that a word must be in, if it has no vector
	fewPairSources = 5  // the same for a pair, which says more and carries over less
	englishSources = 12 // sources whose English makes a word English
)

// ErrInput is what is wrong with rows that no model can be trained on.
var ErrInput = errors.New("no model can be trained on these rows")

// corpus is the rows as features. Rows that may not be trained on have no say in what
// the features are.
type corpus struct {
	rows     []Row
	sources  []string
	examples []example
	features []feature // 0 is none
	vectors  *Vectors
	// by position in the texts, one after the other
	words, pairs []int32
}

// feature is a word, or a pair of neighbouring words.
type feature struct {
	hash    uint64
	alias   int32 // the English word that the word list gives for it, 0 if none
	pair    bool
	in      sourceSet // sources that may be trained on, where it stands
	english sourceSet // the same of English rows alone, if it has a vector
}

// sourceSet has a bit for each source.
type sourceSet [4]uint64

func (s *sourceSet) add(source int32) { s[source>>6] |= 1 << (source & 63) }

// without counts the sources that are not in other.
func (s *sourceSet) without(other *sourceSet) int {
	n := 0
	for i, x := range s {
		n += bits.OnesCount64(x &^ other[i])
	}
	return n
}

// example is a row as the model sees it.
type example struct {
	source   int32
	y        [labels]int8 // 1 shows it, 0 does not, -1 counts neither way
	texts    []span       // positions of each text of the request
	distinct []int32      // features, each once a text
	tokens   int32
	shape    [shapes]float32
}

type span struct{ from, to int32 }

// newCorpus reads the rows.
func newCorpus(ctx context.Context, rows []Row, vectors *Vectors, lexicon Lexicon) (*corpus, error) {
	c := &corpus{rows: rows, vectors: vectors, features: make([]feature, 1)}
	number := map[string]int32{}
	for i := range rows {
		number[rows[i].Source] = 0
	}
	for name := range number {
		c.sources = append(c.sources, name)
	}
	slices.Sort(c.sources)
	for i, name := range c.sources {
		number[name] = int32(i)
	}
	if len(c.sources) > 64*len(sourceSet{}) {
		return nil, fmt.Errorf("%w: more than %d sources", ErrInput, 64*len(sourceSet{}))
	}
	read := make([]reading, len(rows))
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		read[i] = readRow(&rows[i].Request)
		read[i].source = number[rows[i].Source]
	}
	seen, err := c.count(ctx, read)
	if err != nil {
		return nil, err
	}
	index := c.vocabulary(seen, lexicon)
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.add(&rows[i], &read[i], index)
	}
	return c, nil
}

// check refuses rows that make no model, or none that can be measured.
func (c *corpus) check() error {
	train := c.trainable(everything)
	shown := uint16(0)
	for _, i := range train {
		shown |= c.rows[i].Is
	}
	switch {
	case len(c.rows) == 0:
		return fmt.Errorf("%w: there are none", ErrInput)
	case len(train) == 0:
		return fmt.Errorf("%w: none of them may be trained on", ErrInput)
	case c.countSources(train) < 2:
		return fmt.Errorf("%w: all that may be trained on are of one source, and a source is measured by a model of others", ErrInput)
	case shown == 0:
		return fmt.Errorf("%w: none that may be trained on shows a capability", ErrInput)
	}
	return nil
}

// reading is the tokens of a row's texts and its shape.
type reading struct {
	source int32
	texts  []readText
	tokens int32
	shape  [shapes]float32
}

// readText is the hashes of what is read of a text: its head and its tail.
type readText struct {
	hashes []uint64
	tail   int // where the tail begins, 0 if there is none: what lies across makes no pair
}

// each visits the words of a text and, but for the first of head and tail, the pair
// that each makes with the one before.
func (t *readText) each(visit func(word, pair uint64, paired bool)) {
	for k, h := range t.hashes {
		if k == 0 || k == t.tail {
			visit(h, 0, false)
			continue
		}
		visit(h, capability.Pair(t.hashes[k-1], h), true)
	}
}

func readRow(r *iolaus.Request) reading {
	x := &iolaus.Exchange{Request: *r}
	var all capability.Reading
	var out reading
	var t text.Tokenizer
	for _, texts := range capability.Texts(x) {
		t.Reset()
		for _, s := range texts {
			t.Add(s)
		}
		tokens := t.Tokens()
		if len(tokens) == 0 {
			continue
		}
		head, tail := capability.Trim(tokens)
		var part capability.Reading
		part.Measure(head)
		part.Measure(tail)
		all.Add(&part)
		read := readText{hashes: make([]uint64, 0, len(head)+len(tail))}
		for _, tokens := range [][]text.Token{head, tail} {
			for i := range tokens {
				read.hashes = append(read.hashes, tokens[i].Hash)
			}
		}
		if len(tail) > 0 {
			read.tail = len(head)
		}
		out.texts = append(out.texts, read)
	}
	for k, v := range capability.Shape(x, &all) {
		out.shape[k] = float32(v) / capability.One
	}
	out.tokens = all.Tokens
	return out
}

// use tells where each word and pair stands among the rows that may be trained on.
type use struct {
	words, pairs map[uint64]*sourceSet
	english      map[uint64]*sourceSet // words with a vector, in English rows
}

func (c *corpus) count(ctx context.Context, read []reading) (*use, error) {
	u := &use{map[uint64]*sourceSet{}, map[uint64]*sourceSet{}, map[uint64]*sourceSet{}}
	note := func(in map[uint64]*sourceSet, h uint64, source int32) {
		s := in[h]
		if s == nil {
			s = new(sourceSet)
			in[h] = s
		}
		s.add(source)
	}
	for i := range read {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !c.rows[i].Train {
			continue
		}
		for t := range read[i].texts {
			read[i].texts[t].each(func(word, pair uint64, paired bool) {
				note(u.words, word, read[i].source)
				if paired {
					note(u.pairs, pair, read[i].source)
				}
				if _, vector := c.vectors.of[word]; vector && c.rows[i].Lang == "en" {
					note(u.english, word, read[i].source)
				}
			})
		}
	}
	return u, nil
}

// vocabulary chooses the features and gives their numbers by hash. Words with a
// vector are features even where no row has them.
func (c *corpus) vocabulary(u *use, lexicon Lexicon) map[uint64]int32 {
	for h := range c.vectors.of {
		if u.words[h] == nil {
			u.words[h] = new(sourceSet)
		}
	}
	for h, to := range lexicon {
		if u.words[to] == nil {
			u.words[to] = new(sourceSet)
		}
		if u.words[h] == nil && u.pairs[h] == nil {
			u.words[h] = new(sourceSet)
		}
	}
	choose := func(from map[uint64]*sourceSet, few int, pair bool) {
		for h, s := range from {
			_, vector := c.vectors.of[h]
			_, foreign := lexicon[h]
			if s.without(&sourceSet{}) < few && !vector && !foreign {
				continue
			}
			f := feature{hash: h, pair: pair, in: *s}
			if english := u.english[h]; english != nil && !pair {
				f.english = *english
			}
			c.features = append(c.features, f)
		}
	}
	choose(u.words, fewWordSources, false)
	choose(u.pairs, fewPairSources, true)
	slices.SortFunc(c.features[1:], func(a, b feature) int { return cmp.Compare(a.hash, b.hash) })
	index := make(map[uint64]int32, len(c.features))
	for i := 1; i < len(c.features); i++ {
		index[c.features[i].hash] = int32(i)
	}
	for h, to := range lexicon {
		if i, ok := index[h]; ok {
			c.features[i].alias = index[to]
		}
	}
	return index
}

// add appends one row.
func (c *corpus) add(row *Row, r *reading, index map[uint64]int32) {
	e := example{source: r.source, tokens: r.tokens, shape: r.shape}
	topic := row.Is &^ formBits
	for l := range e.y {
		bit := uint16(1) << l
		switch {
		case row.Is&bit != 0:
			e.y[l] = 1
		case row.Unsure&bit != 0, topic == 0 && formBits&bit == 0:
			e.y[l] = -1 // a row without a topic was not judged for topics
		}
	}
	seen := map[int32]bool{}
	for t := range r.texts {
		from := int32(len(c.words))
		clear(seen)
		r.texts[t].each(func(wordHash, pairHash uint64, paired bool) {
			word, pair := index[wordHash], int32(0)
			if paired {
				pair = index[pairHash]
			}
			c.words, c.pairs = append(c.words, word), append(c.pairs, pair)
			for _, f := range [...]int32{word, pair} {
				if f != 0 && !seen[f] {
					seen[f] = true
					e.distinct = append(e.distinct, f)
				}
			}
		})
		e.texts = append(e.texts, span{from, int32(len(c.words))})
	}
	c.examples = append(c.examples, e)
}

// formBits are the labels that are forms.
const formBits = (1<<forms - 1) << capability.FirstForm

// root is the reciprocal of the root of n, which counts as at least 1.
func root(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 1)))) }

func (s *sourceSet) has(source int32) bool { return s[source>>6]>>(source&63)&1 == 1 }

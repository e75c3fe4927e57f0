package train

import (
	"cmp"
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

	fewWordSources = 2 // sources that a word must be in, if it has no vector
	fewPairSources = 5 // the same for a pair, which says more and carries over less
)

// corpus is the rows as features.
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
	hash  uint64
	alias int32 // the English word that it stands for, 0 if none
	pair  bool
	in    sourceSet
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
func newCorpus(rows []Row, vectors *Vectors, lexicon func(known func(uint64) bool) (Lexicon, error)) (*corpus, error) {
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
		return nil, errSources
	}
	read := make([]reading, len(rows))
	for i := range rows {
		read[i] = readRow(&rows[i].Request)
		read[i].source = number[rows[i].Source]
	}
	words, err := lexicon(c.english(read))
	if err != nil {
		return nil, err
	}
	index := c.vocabulary(read, words)
	for i := range rows {
		c.add(&rows[i], &read[i], index)
	}
	return c, nil
}

// reading is the tokens of a row's texts and its shape.
type reading struct {
	source int32
	texts  [][]uint64
	tokens int32
	shape  [shapes]float32
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
		hashes := make([]uint64, 0, len(head)+len(tail))
		for _, tokens := range [][]text.Token{head, tail} {
			for i := range tokens {
				hashes = append(hashes, tokens[i].Hash)
			}
		}
		out.texts = append(out.texts, hashes)
	}
	for k, v := range capability.Shape(x, &all) {
		out.shape[k] = float32(v) / capability.One
	}
	out.tokens = all.Tokens
	return out
}

// english gives the words that several sources in Latin script use: those that a
// word of another language must not be taken for.
func (c *corpus) english(read []reading) func(uint64) bool {
	in := map[uint64]*sourceSet{}
	for i := range read {
		if c.rows[i].Lang != "en" {
			continue
		}
		for _, text := range read[i].texts {
			for _, h := range text {
				if in[h] == nil {
					in[h] = new(sourceSet)
				}
				in[h].add(read[i].source)
			}
		}
	}
	return func(h uint64) bool {
		_, vector := c.vectors.of[h]
		s, seen := in[h]
		return vector && seen && s.without(new(sourceSet)) >= 12
	}
}

// vocabulary chooses the features and gives their numbers by hash. Words with a
// vector are features even where no row has them.
func (c *corpus) vocabulary(read []reading, lexicon Lexicon) map[uint64]int32 {
	words, pairs := map[uint64]*sourceSet{}, map[uint64]*sourceSet{}
	note := func(in map[uint64]*sourceSet, h uint64, source int32) {
		s := in[h]
		if s == nil {
			s = new(sourceSet)
			in[h] = s
		}
		s.add(source)
	}
	for i := range read {
		for _, text := range read[i].texts {
			for k, h := range text {
				note(words, h, read[i].source)
				if k > 0 {
					note(pairs, capability.Pair(text[k-1], h), read[i].source)
				}
			}
		}
	}
	for h := range c.vectors.of {
		if words[h] == nil {
			words[h] = new(sourceSet)
		}
	}
	for h, to := range lexicon {
		if words[to] == nil {
			words[to] = new(sourceSet)
		}
		if words[h] == nil && pairs[h] == nil {
			words[h] = new(sourceSet)
		}
	}
	for h, s := range words {
		_, vector := c.vectors.of[h]
		_, foreign := lexicon[h]
		if s.without(new(sourceSet)) >= fewWordSources || vector || foreign {
			c.features = append(c.features, feature{hash: h, in: *s})
		}
	}
	for h, s := range pairs {
		_, foreign := lexicon[h]
		if s.without(new(sourceSet)) >= fewPairSources || foreign {
			c.features = append(c.features, feature{hash: h, pair: true, in: *s})
		}
	}
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
	for _, text := range r.texts {
		from := int32(len(c.words))
		clear(seen)
		for k, h := range text {
			word, pair := index[h], int32(0)
			if k > 0 {
				pair = index[capability.Pair(text[k-1], h)]
			}
			c.words, c.pairs = append(c.words, word), append(c.pairs, pair)
			for _, f := range [...]int32{word, pair} {
				if f != 0 && !seen[f] {
					seen[f] = true
					e.distinct = append(e.distinct, f)
				}
			}
		}
		e.texts = append(e.texts, span{from, int32(len(c.words))})
	}
	c.examples = append(c.examples, e)
}

// formBits are the labels that are forms.
const formBits = (1<<forms - 1) << capability.FirstForm

// root is the reciprocal of the root of n, at least 1.
func root(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 1)))) }

func (s *sourceSet) has(source int32) bool { return s[source>>6]>>(source&63)&1 == 1 }

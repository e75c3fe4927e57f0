package capability

import (
	"github.com/iolaus-project/iolaus/internal/text"
)

// Scorer scores texts and exchanges. It serves one goroutine.
type Scorer struct {
	rules     []rule
	automaton *automaton
	reader    *reader
}

// NewScorer makes a Scorer with the built-in model and rules.
func NewScorer() *Scorer {
	m, err := sharedModel()
	if err == nil {
		var s *Scorer
		if s, err = newScorer(m, rulesFile); err == nil {
			return s
		}
	}
	panic("capability: " + err.Error()) // a broken build: both are part of it
}

// NewModelScorer makes a Scorer with another model and no rules.
func NewModelScorer(m *Model) *Scorer {
	s, err := newScorer(m, "")
	if err != nil {
		panic("capability: " + err.Error()) // no rules, no error
	}
	return s
}

func newScorer(m *Model, file string) (*Scorer, error) {
	rules, err := parse(file)
	if err != nil {
		return nil, err
	}
	a, err := compile(rules)
	if err != nil {
		return nil, err
	}
	return &Scorer{rules: rules, automaton: a, reader: newReader(m)}, nil
}

// Read reads one text into r, which must be zero. Rules of one capability add up
// as independent signs do; a rule counts once however often it fires.
func (s *Scorer) Read(tokens []text.Token, r *Reading) {
	if len(tokens) == 0 {
		return
	}
	s.reader.read(tokens, r)
	for _, n := range s.automaton.scan(tokens) {
		label := s.rules[n].capability - 1
		r.Rules[label] = either(r.Rules[label], s.rules[n].score)
	}
}

// Knows reports whether the model knows a word, by its hash.
func (s *Scorer) Knows(hash uint64) bool { return s.reader.model.slot(hash) != 0 }

// Matches names the rules that fire in a text, as "capability: pattern", in
// the order in which they first fire.
func (s *Scorer) Matches(tokens []text.Token) []string {
	var names []string
	for _, r := range s.automaton.scan(tokens) {
		names = append(names, s.rules[r].capability.String()+": "+s.rules[r].pattern)
	}
	return names
}

// either gives the chance of at least one of two independent events, in 255ths.
func either(a, b uint8) uint8 {
	return uint8(255 - ((255-int(a))*(255-int(b))+127)/255)
}

package capability

import (
	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Scorer scores texts and exchanges. It serves one goroutine.
type Scorer struct {
	rules     []rule
	automaton *automaton
}

// NewScorer makes a Scorer with the built-in rules.
func NewScorer() *Scorer {
	s, err := newScorer(rulesFile)
	if err != nil {
		panic("capability: " + err.Error()) // a broken build: the rules are part of it
	}
	return s
}

func newScorer(file string) (*Scorer, error) {
	rules, err := parse(file)
	if err != nil {
		return nil, err
	}
	a, err := compile(rules)
	if err != nil {
		return nil, err
	}
	return &Scorer{rules: rules, automaton: a}, nil
}

// Read scores one text by the phrases in it. Rules of one capability add up as
// independent signs do; a rule counts once however often it fires.
func (s *Scorer) Read(tokens []text.Token) iolaus.Scores {
	var scores iolaus.Scores
	for _, r := range s.automaton.scan(tokens) {
		c := s.rules[r].capability
		scores[c] = either(scores[c], s.rules[r].score)
	}
	return scores
}

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

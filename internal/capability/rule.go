package capability

import (
	_ "embed" // rules.txt
	"fmt"
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/text"
)

//go:embed rules.txt
var rulesFile string

// rule is one line of rules.txt.
type rule struct {
	capability iolaus.Capability
	score      uint8
	pattern    string
}

// fillers are left out of patterns; any word may stand in their place.
var fillers = map[string]bool{
	"a": true, "an": true, "the": true, "of": true, "to": true, "in": true, "your": true, "my": true,
	"our": true, "this": true, "that": true, "these": true, "those": true, "its": true,
}

// parse reads a rule file.
func parse(file string) ([]rule, error) {
	var rules []rule
	section := iolaus.Unsure
	for n, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "", line[0] == '#', line[0] == '+', line[0] == '-':
		case line[0] == '[':
			section = named(strings.Trim(line, "[]"))
			if section == iolaus.Unsure {
				return nil, fmt.Errorf("read rules: line %d: no capability %s", n+1, line)
			}
		default:
			r, err := parseRule(section, line)
			if err != nil {
				return nil, fmt.Errorf("read rules: line %d: %w", n+1, err)
			}
			rules = append(rules, r)
		}
	}
	return rules, nil
}

func parseRule(section iolaus.Capability, line string) (rule, error) {
	number, pattern, _ := strings.Cut(line, " ")
	score, err := strconv.ParseUint(number, 10, 8)
	if err != nil || score == 0 {
		return rule{}, fmt.Errorf("score %q is not from 1 to 255", number)
	}
	if section == iolaus.Unsure {
		return rule{}, fmt.Errorf("rule %q stands before any section", pattern)
	}
	return rule{section, uint8(score), strings.TrimSpace(pattern)}, nil
}

func named(name string) iolaus.Capability {
	for c := 1; c < iolaus.CapabilityCount; c++ {
		if iolaus.Capability(c).String() == name {
			return iolaus.Capability(c)
		}
	}
	return iolaus.Unsure
}

// step is one token of a pattern: its hash, how many tokens at most it may
// stand after the step before, and whether a bracket must stand right before.
type step struct {
	hash  uint64
	reach uint8
	tag   bool
}

// place is one place of a pattern: the choices for it, each of one or more
// steps.
type place [][]step

// places spells a pattern out.
func (r rule) places(t *text.Tokenizer) ([]place, error) {
	var places []place
	reach := 1
	for _, word := range strings.Fields(r.pattern) {
		if strings.HasPrefix(word, "~") {
			gap, err := strconv.Atoi(word[1:])
			if err != nil || gap < 1 || gap > 60 {
				return nil, fmt.Errorf("pattern %q: gap %s is not from ~1 to ~60", r.pattern, word)
			}
			reach += gap
			continue
		}
		if fillers[word] {
			reach++
			continue
		}
		var p place
		for _, choice := range strings.Split(word, "|") {
			steps := spell(t, choice, uint8(reach))
			if len(steps) == 0 {
				return nil, fmt.Errorf("pattern %q: nothing in %q", r.pattern, choice)
			}
			p = append(p, steps)
		}
		places, reach = append(places, p), 1
	}
	if len(places) == 0 {
		return nil, fmt.Errorf("pattern %q is empty", r.pattern)
	}
	return places, nil
}

// spell gives the steps of one choice; only the first has a reach above 1.
func spell(t *text.Tokenizer, choice string, reach uint8) []step {
	if choice == "#" {
		return []step{{hash: text.NumberMask, reach: reach}}
	}
	t.Reset()
	t.Add(strings.Trim(choice, "<>"))
	var steps []step
	for _, token := range t.Tokens() {
		steps = append(steps, step{hash: token.Hash, reach: reach, tag: choice != "" && choice[0] == '<'})
		reach = 1
	}
	return steps
}

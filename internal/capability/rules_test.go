package capability_test

import (
	"os"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

// TestRules runs the examples that stand under each rule in rules.txt: a line
// with + must make the rule above it fire, one with - must not.
func TestRules(t *testing.T) {
	file, err := os.ReadFile("rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	scorer := capability.NewScorer()
	section, rule, fires, spares := "", "", 1, 1
	check := func() {
		if rule != "" && (fires == 0 || spares == 0) {
			t.Errorf("rule %q has %d examples that fire and %d that do not", rule, fires, spares)
		}
	}
	for _, line := range strings.Split(string(file), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		case line[0] == '+':
			fires++
			if !fired(scorer, rule, line[1:]) {
				t.Errorf("%q must fire in:%s", rule, line[1:])
			}
		case line[0] == '-':
			spares++
			if fired(scorer, rule, line[1:]) {
				t.Errorf("%q must not fire in:%s", rule, line[1:])
			}
		default:
			check()
			_, pattern, _ := strings.Cut(line, " ")
			rule, fires, spares = section+": "+strings.TrimSpace(pattern), 0, 0
		}
	}
	check()
}

func fired(scorer *capability.Scorer, rule, sentence string) bool {
	var t text.Tokenizer
	t.Reset()
	t.Add(sentence)
	for _, name := range scorer.Matches(t.Tokens()) {
		if name == rule {
			return true
		}
	}
	return false
}

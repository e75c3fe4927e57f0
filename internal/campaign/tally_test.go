package campaign

import (
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// TestDistilled counts what fills a campaign's template, and where none tells what is
// distilled, what asks for a form that a pipeline needs.
func TestDistilled(t *testing.T) {
	exchanges := []Exchange{
		{Time: 1, Family: 7, Setting: family.None, Best: iolaus.Conversation},
		{Time: 2, Family: family.None, Setting: 7, Best: iolaus.Unsure},
		{Time: 3, Family: 8, Setting: family.None, Best: iolaus.ReasoningTraces},
		{Time: 4, Family: family.None, Setting: family.None, Best: iolaus.RubricGrading},
		{Time: 5, Family: family.None, Setting: family.None, Best: iolaus.AgenticCoding},
	}
	for _, test := range []struct {
		name      string
		finding   Finding
		exchanges int64
		distilled int64
	}{
		{"a template", Finding{Families: []int32{7}, Parent: -1}, 5, 2},
		{"no template", Finding{byForm: true, Parent: -1}, 5, 2},
		{"a template in part", Finding{Families: []int32{7}, byForm: true, Parent: -1}, 5, 4},
		{"inside a relay", Finding{Families: []int32{7}, Parent: 0}, 2, 2},
	} {
		w := &World{Accounts: make([]traffic.Account, 1)}
		test.finding.Members = []Membership{{Account: 0, Probability: 1}}
		tally := NewTally(w, []Finding{test.finding})
		for i := range exchanges {
			tally.Add(0, &exchanges[i])
		}
		if c := tally.counts[0]; c.exchanges[0] != test.exchanges || c.distilled[0] != test.distilled {
			t.Errorf("%s: %d of %d exchanges distilled, want %d of %d", test.name, c.distilled[0], c.exchanges[0], test.distilled, test.exchanges)
		}
	}
}

package ring_test

import (
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/ring"
)

const prior = 6

// clique links all of the accounts with the given reasons.
func clique(accounts []int32, reasons ...iolaus.Reason) []iolaus.Link {
	var links []iolaus.Link
	for i, a := range accounts {
		for _, b := range accounts[i+1:] {
			l := iolaus.Link{A: a, B: b, Reasons: reasons}
			for _, r := range reasons {
				l.LLR += r.LLR
			}
			links = append(links, l)
		}
	}
	return links
}

func TestForm(t *testing.T) {
	card := iolaus.Reason{Kind: iolaus.Payment, LLR: 5}
	network := iolaus.Reason{Kind: iolaus.Network, LLR: 4}
	for _, test := range []struct {
		name  string
		links []iolaus.Link
		want  [][]int32
	}{
		{"two kinds of evidence", clique([]int32{1, 2, 3, 4, 5}, card, network), [][]int32{{1, 2, 3, 4, 5}}},
		{"one kind, not unique", clique([]int32{1, 2, 3, 4, 5}, iolaus.Reason{Kind: iolaus.Payment, LLR: 7}), nil},
		{"one kind, nearly unique", clique([]int32{1, 2, 3, 4}, iolaus.Reason{Kind: iolaus.Artefact, LLR: 10}), [][]int32{{1, 2, 3, 4}}},
		{"too small", clique([]int32{1, 2, 3}, card, network), nil},
		{"below the prior", clique([]int32{1, 2, 3, 4, 5}, iolaus.Reason{Kind: iolaus.Payment, LLR: 3}, iolaus.Reason{Kind: iolaus.Network, LLR: 2}), nil},
		{
			"a single bridge does not merge two rings",
			append(append(clique([]int32{0, 1, 2, 3, 4}, card, network), clique([]int32{5, 6, 7, 8, 9}, card, network)...),
				iolaus.Link{A: 4, B: 5, LLR: 5.5, Reasons: []iolaus.Reason{card}}),
			[][]int32{{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			rings, err := ring.Form(t.Context(), 10, test.links, prior)
			if err != nil {
				t.Fatal(err)
			}
			if len(rings) != len(test.want) {
				t.Fatalf("%d rings, want %d: %v", len(rings), len(test.want), rings)
			}
			for i, r := range rings {
				if len(r.Accounts) != len(test.want[i]) || r.Accounts[0] != test.want[i][0] {
					t.Errorf("ring %d is %v, want %v", i, r.Accounts, test.want[i])
				}
			}
		})
	}
}

// A young ring is a thread: each account shares a card with one or two others, and a
// little, less than it takes, with all of them.
func TestFormKeepsThinRingWhole(t *testing.T) {
	const accounts = 40
	hour := iolaus.Reason{Kind: iolaus.CreatedHour, LLR: 2}
	card := iolaus.Reason{Kind: iolaus.Payment, LLR: prior}
	links := clique(firstAccounts(accounts), hour)
	for i := range links {
		if l := &links[i]; l.B == l.A+1 {
			l.Reasons, l.LLR = []iolaus.Reason{hour, card}, hour.LLR+card.LLR
		}
	}
	rings, err := ring.Form(t.Context(), accounts, links, prior)
	if err != nil {
		t.Fatal(err)
	}
	largest := 0
	for _, r := range rings {
		largest = max(largest, len(r.Accounts))
	}
	if largest < accounts/4 {
		t.Errorf("the largest of %d rings has %d of %d accounts", len(rings), largest, accounts)
	}
}

func firstAccounts(n int32) []int32 {
	accounts := make([]int32, n)
	for a := range accounts {
		accounts[a] = int32(a)
	}
	return accounts
}

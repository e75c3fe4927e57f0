package ring_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
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

// Form leaves aside the links that cannot matter: it must find what Leiden finds
// with all of them.
func TestFormFindsWhatAllLinksGive(t *testing.T) {
	const accounts, links, density = 400, 3000, 0.15
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 5))
		var all []iolaus.Link
		var edges []leiden.Edge
		for range links {
			a, b := r.Int32N(accounts), r.Int32N(accounts)
			llr := prior - 3 + 2*r.Float64() // most links are weak,
			if a/8 == b/8 || r.IntN(40) == 0 {
				llr += 3 // but not those within eight accounts, and a few others
			}
			if a == b {
				continue
			}
			all = append(all, iolaus.Link{A: min(a, b), B: max(a, b), LLR: llr, Reasons: []iolaus.Reason{
				{Kind: iolaus.Payment, LLR: llr / 2}, {Kind: iolaus.Network, LLR: llr / 2},
			}})
			edges = append(edges, leiden.Edge{A: a, B: b, Weight: llr - prior})
		}
		community, err := leiden.Communities(t.Context(), leiden.NewGraph(accounts, edges), leiden.Options{Resolution: density})
		if err != nil {
			t.Fatal(err)
		}
		members := map[int32][]int32{}
		for a, c := range community {
			members[c] = append(members[c], int32(a))
		}
		var want [][]int32
		for _, accounts := range members {
			if len(accounts) >= ring.MinAccounts {
				want = append(want, accounts)
			}
		}
		slices.SortFunc(want, func(x, y []int32) int { return int(x[0] - y[0]) })
		rings, err := ring.Form(t.Context(), accounts, all, prior)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]int32
		for _, r := range rings {
			got = append(got, r.Accounts)
		}
		if len(want) == 0 {
			t.Errorf("seed %d: no ring to find", seed)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d: rings of all links and of those that matter differ:\n%s", seed, diff)
		}
	}
}

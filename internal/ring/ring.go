// Package ring turns links into rings: sets of accounts that their links tie
// together more than chance would.
//
// It takes links and the prior against one operator, and gives rings. It
// knows nothing of what the accounts did: whether a ring is a campaign is
// decided by tests. Communities are found with Leiden (Traag, Waltman, van Eck
// 2019); every pair of members costs a little, whether or not it was compared.
package ring

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
)

// MinAccounts is the smallest ring reported: below it, a household or two
// colleagues look the same.
const MinAccounts = 4

// density is what a pair of members costs, in nats, whether or not a link ties it: a
// ring must be tied that much per pair of its accounts. Without it single coincidences
// chain unrelated accounts into one; much higher, rings would fall apart whose members
// are tied to few others, as those of a young or a large ring are.
const density = 0.02

// Form gives the rings among n accounts, ordered by their smallest account.
// prior is what a link must outweigh, in nats (link.Prior).
//
// A false merge is cut by asking for two independent groups of evidence: a ring
// whose links all rest on one group is kept only when that group alone
// outweighs the prior by half again.
func Form(ctx context.Context, n int, links []iolaus.Link, prior float64) ([]iolaus.Ring, error) {
	graph := leiden.NewGraph(n, outweigh(links, prior))
	community, err := leiden.Communities(ctx, graph, leiden.Options{Resolution: density})
	if err != nil {
		return nil, fmt.Errorf("communities of %d links: %w", len(links), err)
	}
	rings := collect(community, links)
	return slices.DeleteFunc(rings, func(r iolaus.Ring) bool {
		return len(r.Accounts) < MinAccounts || !grounded(r, prior)
	}), nil
}

// outweigh gives the links that outweigh the prior as edges. A link that does not speaks
// for one operator all the same, so it must not count against it more than none at all.
func outweigh(links []iolaus.Link, prior float64) []leiden.Edge {
	var edges []leiden.Edge
	for i := range links {
		if l := &links[i]; l.LLR > prior {
			edges = append(edges, leiden.Edge{A: l.A, B: l.B, Weight: l.LLR - prior})
		}
	}
	return edges
}

// collect gathers the members and inner links of each community that has a
// link.
func collect(community []int32, links []iolaus.Link) []iolaus.Ring {
	number := map[int32]int{}
	var rings []iolaus.Ring
	for i := range links {
		l := &links[i]
		if community[l.A] != community[l.B] {
			continue
		}
		r, ok := number[community[l.A]]
		if !ok {
			r = len(rings)
			number[community[l.A]] = r
			rings = append(rings, iolaus.Ring{})
		}
		rings[r].Links = append(rings[r].Links, *l)
	}
	for a, c := range community {
		if r, ok := number[c]; ok {
			rings[r].Accounts = append(rings[r].Accounts, int32(a))
		}
	}
	slices.SortFunc(rings, func(x, y iolaus.Ring) int { return cmp.Compare(x.Accounts[0], y.Accounts[0]) })
	return rings
}

// grounded reports whether the links that hold the ring together rest on two groups of
// evidence, or on one that is nearly unique.
func grounded(r iolaus.Ring, prior float64) bool {
	var pairs [iolaus.GroupCount]int
	var most float64
	strong := 0
	for _, l := range r.Links {
		if l.LLR <= prior {
			continue
		}
		strong++
		for _, reason := range l.Reasons {
			pairs[reason.Kind.Group()]++
			most = max(most, reason.LLR)
		}
	}
	groups := 0
	for _, n := range pairs {
		if 4*n >= strong {
			groups++
		}
	}
	return groups >= 2 || most >= 1.5*prior
}

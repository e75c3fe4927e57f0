package campaign

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
)

// Bounds of what becomes a candidate.
const (
	minFamilyHolders = 12   // independent holders a family needs to stand alone
	familyShare      = 0.5  // of an account's samples, for it to count as living from a family
	ringOwnsFamily   = 0.25 // of a family's accounts in a ring, for the ring to take in the rest
	mergeOverlap     = 0.3  // of the smaller of two candidates, for them to be one
	maxCandidate     = 30000
)

// Candidate is a group of accounts worth testing: a ring tied by links, grown by
// the templates that are its own, or all who live from one template.
type Candidate struct {
	Accounts []int32 // ascending
	Links    []iolaus.Link
	Formed   bool // tied by links, rather than by content alone
}

// Candidates gives the groups to test, ordered by their smallest account.
func Candidates(w *World) []Candidate {
	users := familyUsers(w)
	groups := make([]Candidate, 0, len(w.Rings))
	for _, r := range w.Rings {
		groups = append(groups, Candidate{Accounts: grow(w, r, users), Links: r.Links, Formed: true})
	}
	for f, accounts := range users {
		if holders(w, accounts) >= minFamilyHolders && len(accounts) <= maxCandidate {
			groups = append(groups, Candidate{Accounts: users[f]})
		}
	}
	return merge(groups)
}

// familyUsers lists, by family, the accounts that live from it.
func familyUsers(w *World) [][]int32 {
	users := make([][]int32, w.Families.Len())
	for a, uses := range w.Uses {
		var total int32
		for _, u := range uses {
			total += u.Count
		}
		for _, u := range uses {
			if u.Family != family.None && float64(u.Count) >= familyShare*float64(total) {
				users[u.Family] = append(users[u.Family], int32(a))
			}
		}
	}
	return users
}

// grow adds to a ring the accounts that live from the ring's own templates.
func grow(w *World, r iolaus.Ring, users [][]int32) []int32 {
	inside := map[int32]int{}
	for _, a := range r.Accounts {
		for _, u := range w.Uses[a] {
			if u.Family != family.None {
				inside[u.Family]++
			}
		}
	}
	accounts := slices.Clone(r.Accounts)
	for f, n := range inside {
		if n >= max(3, len(r.Accounts)/5) && float64(n) >= ringOwnsFamily*float64(len(users[f])) {
			accounts = append(accounts, users[f]...)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// merge joins candidates that overlap, so that one campaign stays one piece. A
// family joins the ring that holds part of it; two families join when the same
// accounts live from both.
func merge(groups []Candidate) []Candidate {
	for {
		joined := mergeOnce(groups)
		if len(joined) == len(groups) {
			slices.SortFunc(joined, func(a, b Candidate) int {
				return cmp.Or(cmp.Compare(a.Accounts[0], b.Accounts[0]), cmp.Compare(len(a.Accounts), len(b.Accounts)))
			})
			return joined
		}
		groups = joined
	}
}

func mergeOnce(groups []Candidate) []Candidate {
	at := map[int32][]int{} // candidates by account
	for g := range groups {
		for _, a := range groups[g].Accounts {
			at[a] = append(at[a], g)
		}
	}
	parent := make([]int, len(groups))
	for g := range parent {
		parent[g] = g
	}
	find := func(g int) int {
		for parent[g] != g {
			g = parent[g]
		}
		return g
	}
	for g := range groups {
		shared := map[int]int{}
		for _, a := range groups[g].Accounts {
			for _, other := range at[a] {
				if other > g {
					shared[other]++
				}
			}
		}
		for other, n := range shared {
			if float64(n) > mergeOverlap*float64(min(len(groups[g].Accounts), len(groups[other].Accounts))) {
				a, b := find(g), find(other)
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	byRoot := map[int]*Candidate{}
	var roots []int
	for g := range groups {
		root := find(g)
		c, ok := byRoot[root]
		if !ok {
			c = &Candidate{}
			byRoot[root] = c
			roots = append(roots, root)
		}
		c.Accounts = append(c.Accounts, groups[g].Accounts...)
		c.Links = append(c.Links, groups[g].Links...)
		c.Formed = c.Formed || groups[g].Formed
	}
	joined := make([]Candidate, 0, len(roots))
	for _, root := range roots {
		c := byRoot[root]
		slices.Sort(c.Accounts)
		c.Accounts = slices.Compact(c.Accounts)
		joined = append(joined, *c)
	}
	return joined
}

// holders counts the independent holders among accounts.
func holders(w *World, accounts []int32) int {
	of := make([]int32, len(accounts))
	for i, a := range accounts {
		of[i] = w.Holder[a]
	}
	slices.Sort(of)
	return len(slices.Compact(of))
}

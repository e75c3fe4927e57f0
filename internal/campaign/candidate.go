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
	ownsFamily       = 0.25 // of a family's accounts in a group, for the group to take in the rest
	sameGroup        = 0.3  // of the smaller of two groups in both, for them to be one
	maxCandidate     = 30000
)

// Candidate is a group of accounts worth testing: a ring tied by links, or all
// who live from one template.
type Candidate struct {
	Accounts []int32       // ascending
	Links    []iolaus.Link // those among the accounts
}

// Candidates gives the groups to test: rings first, then templates.
func Candidates(w *World) []Candidate {
	candidates := make([]Candidate, 0, len(w.Rings))
	for _, r := range w.Rings {
		candidates = append(candidates, Candidate{Accounts: r.Accounts, Links: r.Links})
	}
	for _, accounts := range familyUsers(w) {
		if len(accounts) <= maxCandidate && holders(w, accounts) >= minFamilyHolders {
			candidates = append(candidates, Candidate{Accounts: accounts, Links: w.linksAmong(accounts)})
		}
	}
	return candidates
}

// linksAmong gives the links with both ends in accounts, which ascend.
func (w *World) linksAmong(accounts []int32) []iolaus.Link {
	var among []iolaus.Link
	for _, a := range accounts {
		from, _ := slices.BinarySearchFunc(w.Links, a, func(l iolaus.Link, a int32) int { return cmp.Compare(l.A, a) })
		for _, l := range w.Links[from:] {
			if l.A != a {
				break
			}
			if _, ok := slices.BinarySearch(accounts, l.B); ok {
				among = append(among, l)
			}
		}
	}
	return among
}

// familyUsers lists, by family, the accounts that live from it, ascending.
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

// merged gives the union of groups, with the accounts that live from the
// templates which are the groups' own.
func merged(w *World, groups []*group) Candidate {
	var accounts []int32
	own := map[int32]bool{}
	for _, g := range groups {
		accounts = append(accounts, g.members...)
		for _, f := range g.families {
			own[f] = true
		}
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	users := familyUsers(w)
	grown := slices.Clone(accounts)
	for f := range own {
		inside := 0
		for _, a := range users[f] {
			if _, ok := slices.BinarySearch(accounts, a); ok {
				inside++
			}
		}
		if float64(inside) >= ownsFamily*float64(len(users[f])) {
			grown = append(grown, users[f]...)
		}
	}
	slices.Sort(grown)
	grown = slices.Compact(grown)
	return Candidate{Accounts: grown, Links: w.linksAmong(grown)}
}

// related reports whether two groups look like pieces of one: they overlap, or
// most of both follow the same template.
func related(a, b *group) bool {
	both := 0
	for _, m := range a.members {
		if _, ok := slices.BinarySearch(b.members, m); ok {
			both++
		}
	}
	if float64(both) >= sameGroup*float64(min(len(a.members), len(b.members))) {
		return true
	}
	if a.templated() != b.templated() {
		return false
	}
	if a.templated() {
		return slices.ContainsFunc(a.families, b.own)
	}
	return bridged(a, b)
}

// bridged reports whether links of one operator's weight lead from one group to
// the other, for one in five of the smaller.
func bridged(a, b *group) bool {
	w := a.world
	if len(a.members) > len(b.members) {
		a, b = b, a
	}
	crossing := map[int32]bool{}
	for _, l := range w.linksAmong(union(a.members, b.members)) {
		if l.LLR < w.Prior {
			continue
		}
		_, inA := slices.BinarySearch(a.members, l.A)
		_, inB := slices.BinarySearch(b.members, l.B)
		if inA && inB {
			crossing[l.A] = true
			continue
		}
		_, inA = slices.BinarySearch(a.members, l.B)
		_, inB = slices.BinarySearch(b.members, l.A)
		if inA && inB {
			crossing[l.B] = true
		}
	}
	return 5*len(crossing) >= len(a.members)
}

func union(a, b []int32) []int32 {
	both := append(slices.Clone(a), b...)
	slices.Sort(both)
	return slices.Compact(both)
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

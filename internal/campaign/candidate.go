package campaign

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
)

// Bounds of what becomes a candidate.
const (
	minFamilyHolders = 12   // independent holders a family needs to stand alone
	minTiedUsers     = 5    // users of a rare template, for those tied to them to be taken in
	tiedUsers        = 0.15 // of them that are tied to anybody, at least
	tiedHolders      = 10   // independent holders of what ties them, at most
	tiedEach         = 4    // accounts that a tied user brings in, at most, in the mean
	ownsFamily       = 0.25 // of a family's accounts in a group, for the group to take in the rest
	sameGroup        = 0.3  // of the smaller of two groups in both, for them to be one
	maxCandidate     = 30000
)

// Candidate is a group of accounts worth testing: a ring tied by links, or all
// who live from one template, with those who share what identifies a person with them.
type Candidate struct {
	Accounts []int32       // ascending
	Links    []iolaus.Link // those among the accounts

	lone bool // one holder, tested for what it does alone
}

// Candidates gives the groups to test: rings first, then templates.
func Candidates(w *World) []Candidate {
	candidates := make([]Candidate, 0, len(w.Rings))
	for _, r := range w.Rings {
		candidates = append(candidates, Candidate{Accounts: r.Accounts, Links: r.Links})
	}
	for f := range int32(w.Families.Len()) {
		accounts := w.withTied(f)
		if len(accounts) > maxCandidate || holders(w, accounts) < minFamilyHolders {
			continue
		}
		whole := w.candidateOf(accounts)
		candidates = append(candidates, whole)
		for _, part := range tiedParts(whole) {
			if len(part) < len(accounts) && holders(w, part) >= minFamilyHolders {
				candidates = append(candidates, w.candidateOf(part))
			}
		}
	}
	return candidates
}

// withTied lists the users of a template and, where hardly anybody has it and several of
// them are tied, the accounts that share a card, a device, a phone or a key with one of
// them, which few others have: in its first hours a campaign's accounts are seen with other
// work, and those that follow its template and those that hang together are two halves of
// it, each too small to tell. What a hundred have, as at a hackathon, would chain strangers
// to what looks like a pool, and so would one account of a campaign that takes its cover
// from a template of strangers; where several do, each brings its whole pool in, of which
// nobody else is a user.
func (w *World) withTied(f int32) []int32 {
	users := w.usersOf(f)
	if !w.rare[f] || len(users) < minTiedUsers {
		return users
	}
	accounts, tied := slices.Clone(users), 0
	for _, a := range users {
		before := len(accounts)
		w.eachLink(a, func(b int32, l *iolaus.Link) {
			if identityWeight(*l) >= minTie && slices.ContainsFunc(l.Reasons, ofFew) {
				accounts = append(accounts, b)
			}
		})
		if len(accounts) > before {
			tied++
		}
	}
	if tied < minFinding || float64(tied) < tiedUsers*float64(len(users)) {
		return users
	}
	all := sortedSet(accounts)
	if len(all)-len(users) > tiedEach*tied {
		return users
	}
	return all
}

// ofFew reports whether a value identifies a person and few have it.
func ofFew(r iolaus.Reason) bool { return identifies(r.Kind) && r.Holders <= tiedHolders }

// tiedParts gives the sets of accounts that identity and network tie together
// among those who live from one template: of a popular template, the part that
// may have one operator.
func tiedParts(c Candidate) [][]int32 {
	tied := newSets(len(c.Accounts))
	for _, t := range c.ties() {
		tied.join(t.A, t.B)
	}
	var parts [][]int32
	for _, part := range tied.all() {
		if len(part) < 2 {
			continue
		}
		for i, m := range part {
			part[i] = c.Accounts[m]
		}
		parts = append(parts, part)
	}
	return parts
}

// ties gives the pairs that identity and network tie, by their places among the accounts,
// with what those weigh.
func (c *Candidate) ties() []leiden.Edge {
	var ties []leiden.Edge
	for _, l := range c.Links {
		if weight := identityWeight(l); weight >= minTie {
			a, _ := slices.BinarySearch(c.Accounts, l.A)
			b, _ := slices.BinarySearch(c.Accounts, l.B)
			ties = append(ties, leiden.Edge{A: int32(a), B: int32(b), Weight: weight})
		}
	}
	return ties
}

// candidateOf gives the group of some accounts, which ascend, with the links among them.
func (w *World) candidateOf(accounts []int32) Candidate {
	return Candidate{Accounts: accounts, Links: w.linksAmong(accounts)}
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

// merged gives the union of groups and, by templates, the accounts that live from those
// which are the groups' own.
func merged(w *World, groups []*group, byTemplates bool) Candidate {
	var accounts []int32
	own := map[int32]bool{}
	for _, g := range groups {
		accounts = append(accounts, g.members...)
		if byTemplates {
			for _, f := range g.core {
				own[f] = true
			}
		}
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	grown := slices.Clone(accounts)
	for f := range own {
		users := w.usersOf(f)
		inside := len(intersection(users, accounts))
		if float64(inside) >= ownsFamily*float64(len(users)) {
			grown = append(grown, users...)
		}
	}
	slices.Sort(grown)
	grown = slices.Compact(grown)
	return w.candidateOf(grown)
}

// related reports whether two groups look like pieces of one: they overlap, or
// both follow the same template, or neither follows any, and links lead from one
// to the other. A shared template alone joins only groups that nothing else ties
// together: two operators may use the same published one.
func related(a, b *group) bool {
	both := len(intersection(a.members, b.members))
	if float64(both) >= sameGroup*float64(min(len(a.members), len(b.members))) {
		return true
	}
	if a.templated() != b.templated() {
		return false
	}
	if a.templated() && !slices.ContainsFunc(a.families, b.own) {
		return false
	}
	if a.templated() && !(a.tied() && b.tied()) {
		return true
	}
	return a.world.bridged(a.members, b.members)
}

// tied reports whether identity and network tie half of the members.
func (g *group) tied() bool {
	tied := map[int32]bool{}
	for _, l := range g.links() {
		if identityWeight(l) >= minTie {
			tied[l.A], tied[l.B] = true, true
		}
	}
	return 2*len(tied) >= len(g.members)
}

// minBridge is the weight in nats that a link between two groups must have
// without content. It is less than minTie: that the two share a template is known
// already, and many links are asked for.
const minBridge = 2

// bridged reports whether links that rest on more than content lead from one set of
// accounts to the other, for one in five of the smaller. Both ascend.
func (w *World) bridged(a, b []int32) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	crossing := map[int32]bool{}
	for _, l := range w.linksAmong(union(a, b)) {
		if besideContent(l) < minBridge {
			continue
		}
		_, inA := slices.BinarySearch(a, l.A)
		_, inB := slices.BinarySearch(b, l.B)
		if inA && inB {
			crossing[l.A] = true
			continue
		}
		_, inA = slices.BinarySearch(a, l.B)
		_, inB = slices.BinarySearch(b, l.A)
		if inA && inB {
			crossing[l.B] = true
		}
	}
	return 5*len(crossing) >= len(a)
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

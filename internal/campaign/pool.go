package campaign

import (
	"cmp"
	"maps"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of what counts as a pool.
const (
	poolValues = 5   // values that tie its accounts, each others of them
	commonPart = 0.9 // of the accounts tied together, on a value that an organisation has
	sameValues = 0.7 // of the accounts on either of two values on both, for them to count once
)

// ties says what identity and network tie a group's members into.
//
// Rings are found by their ties, so that members are tied says little: honest groups
// that are found have something in common as well. But an organisation (a class, a
// hackathon, an agency, an office) has one of everything, a card or a network, that
// all its accounts share, while an operator works with a pool: many cards, devices and
// networks, each of which serves some of the accounts, in combinations of their own.
type ties struct {
	// pooled is true of a member that hangs together with others through a pool.
	pooled []bool
	// party numbers the independent parties among the members, from 0: those tied
	// together without a pool are one.
	party   []int32
	parties int
	// on lists the members that a value ties to others, ascending.
	on map[value][]int32
}

// value is one card, device or network.
type value struct {
	kind iolaus.Kind
	hash iolaus.Hash
}

func (v value) compare(other value) int {
	return cmp.Or(cmp.Compare(v.kind, other.kind), cmp.Compare(v.hash, other.hash))
}

// tiesOf finds what ties the members, once.
func (g *group) tiesOf() *ties {
	if g.ties == nil {
		g.ties = g.findTies()
	}
	return g.ties
}

func (g *group) findTies() *ties {
	t := &ties{pooled: make([]bool, len(g.members)), party: make([]int32, len(g.members)), on: map[value][]int32{}}
	tied := newSets(len(g.members))
	for _, l := range g.links() {
		a, inA := slices.BinarySearch(g.members, l.A)
		b, inB := slices.BinarySearch(g.members, l.B)
		if !inA || !inB || identityWeight(l) < minTie {
			continue
		}
		tied.join(int32(a), int32(b))
		for _, r := range l.Reasons {
			if pools(r.Kind) {
				v := value{r.Kind, r.Value}
				t.on[v] = append(t.on[v], int32(a), int32(b))
			}
		}
	}
	within := map[int32]map[value][]int32{} // by set: all who share a value are in one
	for v := range t.on {
		t.on[v] = sortedSet(t.on[v])
		set := tied.of(t.on[v][0])
		if within[set] == nil {
			within[set] = map[value][]int32{}
		}
		within[set][v] = t.on[v]
	}
	for _, set := range tied.all() {
		if len(set) > 1 {
			t.findPools(set, within[tied.of(set[0])])
		}
	}
	parties := map[int32]int32{}
	for m := range t.party {
		first := tied.of(int32(m))
		if n, ok := parties[first]; ok && !t.pooled[m] {
			t.party[m] = n
			continue
		}
		t.party[m] = int32(t.parties)
		t.parties++
		if !t.pooled[m] {
			parties[first] = t.party[m]
		}
	}
	return t
}

// largest gives how many members the largest party has.
func (t *ties) largest() int {
	size := make([]int, t.parties)
	for _, p := range t.party {
		size[p]++
	}
	return slices.Max(append(size, 0))
}

// pool lists the members that hang together through a pool.
func (t *ties) pool(members []int32) []int32 {
	var pool []int32
	for m, a := range members {
		if t.pooled[m] {
			pool = append(pool, a)
		}
	}
	return pool
}

// findPools marks the pools among members that are tied together: what still hangs
// together through several values when those that nearly all of them share, an
// organisation's, are left out.
func (t *ties) findPools(set []int32, on map[value][]int32) {
	within := map[value][]int32{}
	for v, members := range on {
		here := intersection(members, set)
		if n := float64(len(here)); n >= 2 && n < commonPart*float64(len(set)) {
			within[v] = here
		}
	}
	if distinct(within) < poolValues {
		return
	}
	parts := newSets(len(t.pooled))
	for _, members := range within {
		for _, m := range members[1:] {
			parts.join(members[0], m)
		}
	}
	for _, part := range parts.among(set) {
		switch {
		case len(part) == len(set):
			for _, m := range set {
				t.pooled[m] = true
			}
		case len(part) > 1:
			t.findPools(part, within)
		}
	}
}

// distinct counts the values that tie other members each: a card and a network that
// the same accounts have are one.
func distinct(on map[value][]int32) int {
	var counted [][]int32
	for _, v := range slices.SortedFunc(maps.Keys(on), value.compare) { // which ones count depends on the order
		members := on[v]
		if !slices.ContainsFunc(counted, func(other []int32) bool {
			both := float64(len(intersection(members, other)))
			return both >= sameValues*(float64(len(members)+len(other))-both)
		}) {
			counted = append(counted, members)
		}
	}
	return len(counted)
}

// pools reports whether values of a kind are what an operator keeps a pool of.
func pools(k iolaus.Kind) bool {
	return identifies(k) || k == iolaus.EmailShape || k == iolaus.Network || k == iolaus.SignupNetwork
}

// intersection gives what two ascending lists have in common.
func intersection(a, b []int32) []int32 {
	var both []int32
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); ok {
			both = append(both, x)
		}
	}
	return both
}

// among gives a test for being one of accounts, which ascend.
func among(accounts []int32) func(int32) bool {
	return func(a int32) bool {
		_, found := slices.BinarySearch(accounts, a)
		return found
	}
}

// without gives what of an ascending list is not in another.
func without(a, b []int32) []int32 {
	var rest []int32
	for _, x := range a {
		if _, ok := slices.BinarySearch(b, x); !ok {
			rest = append(rest, x)
		}
	}
	return rest
}

// sets are disjoint sets of members.
type sets []int32

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = int32(i)
	}
	return s
}

// of gives the first member of the set that m is in.
func (s sets) of(m int32) int32 {
	for s[m] != m {
		s[m] = s[s[m]]
		m = s[m]
	}
	return m
}

func (s sets) join(a, b int32) {
	a, b = s.of(a), s.of(b)
	s[max(a, b)] = min(a, b)
}

// all lists the sets, each ascending, by their first members.
func (s sets) all() [][]int32 {
	members := make([]int32, len(s))
	for m := range members {
		members[m] = int32(m)
	}
	return s.among(members)
}

// among lists the sets of some members.
func (s sets) among(members []int32) [][]int32 {
	parts := map[int32][]int32{}
	for _, m := range members {
		parts[s.of(m)] = append(parts[s.of(m)], m)
	}
	return slices.SortedFunc(maps.Values(parts), func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
}

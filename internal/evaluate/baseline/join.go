package baseline

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// bond ties two accounts from some time on.
type bond struct {
	a, b int32
	at   iolaus.Millis
}

// joiner grows connected components in order of time and notes when each first
// had enough holders (disjoint sets, Tarjan 1975).
type joiner struct {
	parents []int32
	holders []map[int32]struct{} // by root, of components of two accounts or more
	since   []iolaus.Millis      // by root, when the component first sufficed
	enough  []bool               // by root, it sufficed
	minimum int
	of      []int32 // the holder of each account
}

// components gives the groups of accounts that bonds connect and that have at
// least minimum holders, dated by when they first had as many.
func components(bonds []bond, holders []int32, minimum int) []finding {
	slices.SortFunc(bonds, func(x, y bond) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	n := len(holders)
	j := &joiner{
		parents: make([]int32, n), holders: make([]map[int32]struct{}, n), since: make([]iolaus.Millis, n),
		enough: make([]bool, n), minimum: minimum, of: holders,
	}
	for i := range j.parents {
		j.parents[i] = int32(i)
	}
	for _, b := range bonds {
		j.join(j.root(b.a), j.root(b.b), b.at)
	}
	found := map[int32]int{}
	var findings []finding
	for i := range j.parents {
		root := j.root(int32(i))
		if !j.enough[root] {
			continue
		}
		k, known := found[root]
		if !known {
			k = len(findings)
			found[root] = k
			findings = append(findings, finding{at: j.since[root]})
		}
		findings[k].accounts = append(findings[k].accounts, int32(i))
	}
	return findings
}

func (j *joiner) root(i int32) int32 {
	for j.parents[i] != i {
		j.parents[i] = j.parents[j.parents[i]]
		i = j.parents[i]
	}
	return i
}

// join merges the component with fewer holders into the other.
func (j *joiner) join(a, b int32, at iolaus.Millis) {
	if a == b {
		return
	}
	for _, i := range []int32{a, b} {
		if j.holders[i] == nil {
			j.holders[i] = map[int32]struct{}{j.of[i]: {}}
		}
	}
	if len(j.holders[a]) < len(j.holders[b]) {
		a, b = b, a
	}
	for h := range j.holders[b] {
		j.holders[a][h] = struct{}{}
	}
	j.parents[b], j.holders[b] = a, nil
	switch {
	case j.enough[a] && j.enough[b]:
		j.since[a] = min(j.since[a], j.since[b])
	case j.enough[b]:
		j.since[a], j.enough[a] = j.since[b], true
	case !j.enough[a] && len(j.holders[a]) >= j.minimum:
		j.since[a], j.enough[a] = at, true
	}
}

// use is one account's first use of a value.
type use struct {
	account int32
	at      iolaus.Millis
}

// chain appends bonds that connect all users of a value, each to the one before
// it from when it came.
func chain(bonds []bond, uses []use) []bond {
	slices.SortFunc(uses, func(x, y use) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.account, y.account))
	})
	for i := 1; i < len(uses); i++ {
		bonds = append(bonds, bond{uses[i-1].account, uses[i].account, uses[i].at})
	}
	return bonds
}

package campaign

import (
	"math"
	"slices"
)

// contest is what tells the accounts of two operators apart: the templates that they
// follow, and whom they are tied to.
type contest struct {
	world  *World
	size   [2]int                // accounts of each operator
	follow [2]map[int32]int      // of which follow a template
	common []int32               // templates that half of either's accounts follow, ascending
	is     [2]func(a int32) bool // one of an operator's accounts
	tied   [2][2]int             // accounts of the first index's operator, tied to the second's
}

// contestOf counts the habits of the accounts of two operators.
func (w *World) contestOf(one, other []int32) *contest {
	c := &contest{world: w}
	operators := [2][]int32{one, other}
	for i, accounts := range operators {
		c.size[i], c.is[i], c.follow[i] = len(accounts), among(accounts), w.followers(slices.Values(accounts))
		for f, n := range c.follow[i] {
			if float64(n) >= usedByOne*float64(len(accounts)) {
				c.common = append(c.common, f)
			}
		}
	}
	c.common = sortedSet(c.common)
	for i, accounts := range operators {
		for k := range operators {
			c.tied[i][k] = countOf(accounts, func(a int32) bool { return w.tiedTo(a, c.is[k]) })
		}
	}
	return c
}

// leaning is how much more an account has the habits of the first operator than of the
// second, in nats (naive Bayes): the templates that it follows or that are common, and
// being tied to either.
func (c *contest) leaning(a int32) (nats float64) {
	habit := func(has bool, first, second int) {
		part := func(n, size int) float64 {
			p := (float64(n) + 0.5) / float64(size+1)
			if !has {
				return 1 - p
			}
			return p
		}
		nats += math.Log(part(first, c.size[0]) / part(second, c.size[1]))
	}
	templates := slices.Clone(c.common)
	for _, u := range c.world.Uses[a] {
		templates = append(templates, u.Family)
	}
	for _, f := range sortedSet(templates) {
		habit(c.world.useShare(a, f) > 0, c.follow[0][f], c.follow[1][f])
	}
	for k := range c.is {
		habit(c.world.tiedTo(a, c.is[k]), c.tied[0][k], c.tied[1][k])
	}
	return nats
}

// divide shares out the accounts that two findings both name: to the other those whose
// habits are rather the other's, to the one the rest.
func (w *World) divide(one, other *Finding) (ones, others []int32) {
	both := intersection(accountsOf(one.Members), accountsOf(other.Members))
	if len(both) == 0 {
		return nil, nil
	}
	c := w.contestOf(one.core, other.core)
	for _, a := range both {
		if c.leaning(a) < 0 {
			others = append(others, a)
		} else {
			ones = append(ones, a)
		}
	}
	return ones, others
}

// strayMost is the part of the accounts that two findings name, at the least, that have the
// habits of the second for them to have strayed into the first.
const strayMost = 0.9

// strayed reports whether nearly all of some accounts that two findings name have the
// habits of those whom only the second rests on, and not of those whom only the first does,
// where both are many.
func (w *World) strayed(accounts []int32, before, f *Finding) bool {
	one, other := without(before.core, accounts), without(f.core, accounts)
	if min(len(one), len(other)) < apartUsers {
		return false
	}
	c := w.contestOf(one, other)
	return partOf(accounts, func(a int32) bool { return c.leaning(a) < 0 }) >= strayMost
}

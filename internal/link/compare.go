package link

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// filterBits is the size of the set that tells most values that an account
// lacks from those it has.
const filterBits = 1 << 12

// comparer compares one account after the other with those it met. It is the
// memory of one goroutine.
type comparer struct {
	*search
	filter   [filterBits / 64]uint64
	mark     []int32 // by value: which sighting of those by account is that of the last account that was set and has it
	stamp    []int32 // by account: one more than the account that last met it
	a        int32
	from, to int32 // its sightings
	met      []int32
	ends     []int64
	read     int32 // keeps what fetch reads from being optimised away
	strength [iolaus.GroupCount]best
}

// best is the strongest shared value of a group.
type best struct {
	weight   float64
	value    int32
	ofA, ofB int32 // the sightings, in the order by account
}

func newComparer(s *search) *comparer {
	c := &comparer{search: s, mark: make([]int32, s.len()), stamp: make([]int32, len(s.Holder))}
	for v := range c.mark {
		c.mark[v] = -1
	}
	return c
}

// found is a link that was found but not yet made.
type found struct {
	partner int32
	level   uint8 // see search.level
	reasons uint8
}

// partnersOf appends those above a to which a is linked, ascending.
func (c *comparer) partnersOf(to []found, a int32) []found {
	c.met = c.met[:0]
	c.partners(a, func(b int32) {
		if c.stamp[b] != a+1 {
			c.stamp[b] = a + 1
			c.met = append(c.met, b)
		}
	})
	c.set(a)
	c.fetch(len(c.met), func(i int) int32 { return c.met[i] })
	from := len(to)
	for _, b := range c.met {
		if c.Holder[a] == c.Holder[b] {
			continue
		}
		llr := c.weigh(b)
		if llr < c.Floor {
			continue
		}
		f := found{partner: b, level: c.level(llr)}
		for _, top := range c.strength {
			if top.weight > 0 {
				f.reasons++
			}
		}
		to = append(to, f)
	}
	slices.SortFunc(to[from:], func(x, y found) int { return cmp.Compare(x.partner, y.partner) })
	return to
}

// fetch reads where the values of n accounts lie, and some of the values, before
// they are compared one by one: the processor waits for many of them at a time,
// as none depends on another.
func (c *comparer) fetch(n int, account func(int) int32) {
	c.ends = c.ends[:0]
	for i := range n {
		b := account(i)
		c.ends = append(c.ends, c.accountAt[b+1]-1)
		c.read ^= c.Holder[b]
	}
	for _, end := range c.ends {
		c.read ^= c.ofAccount[end] ^ c.ofAccount[max(0, end-valuesInLine)]
	}
}

// valuesInLine is how many value numbers a line of the processor's cache holds.
const valuesInLine = 16

// set chooses the account that others are compared with.
func (c *comparer) set(a int32) {
	c.a, c.from, c.to = a, int32(c.accountAt[a]), int32(c.accountAt[a+1])
	clear(c.filter[:])
	for i := c.from; i < c.to; i++ {
		v := c.ofAccount[i]
		at := filterAt(v)
		c.filter[at/64] |= 1 << (at % 64)
		c.mark[v] = i
	}
}

func filterAt(v int32) uint32 { return uint32(v) * 0x9e3779b1 >> 20 }

// weigh adds up what b shares with the account that was set: within a group the
// strongest value counts, across groups they add.
func (c *comparer) weigh(b int32) float64 {
	c.strength = [iolaus.GroupCount]best{}
	for i := c.accountAt[b]; i < c.accountAt[b+1]; i++ {
		v := c.ofAccount[i]
		at := filterAt(v)
		if c.filter[at/64]>>(at%64)&1 == 0 || c.mark[v] < c.from || c.mark[v] >= c.to {
			continue
		}
		k := &c.known[v]
		if top := &c.strength[k.group]; k.weight > top.weight {
			*top = best{k.weight, v, c.mark[v], int32(i)}
		}
	}
	llr := 0.0
	for g, top := range c.strength {
		if top.weight == 0 {
			llr += c.absent[g]
		} else {
			llr += min(top.weight, c.ceilings[g])
		}
	}
	return llr
}

// explain makes the link to b. It appends the reasons to those of other links.
func (c *comparer) explain(b int32, reasons []iolaus.Reason) (iolaus.Link, []iolaus.Reason) {
	l := iolaus.Link{A: c.a, B: b, LLR: c.weigh(b)}
	from := len(reasons)
	for g, top := range c.strength {
		if top.weight == 0 {
			continue
		}
		k := &c.known[top.value]
		reasons = append(reasons, iolaus.Reason{
			Kind: k.kind, Value: c.Table.values[top.value].hash,
			LLR: min(top.weight, c.ceilings[g]), Holders: k.holders,
		})
		l.Since = max(l.Since, c.first[top.ofA], c.first[top.ofB])
	}
	l.Reasons = slices.Clip(reasons[from:])
	return l, reasons
}

// byGroup calls f for each group of evidence.
func byGroup(f func(iolaus.Group) float64) (of [iolaus.GroupCount]float64) {
	for g := range of {
		of[g] = f(iolaus.Group(g))
	}
	return of
}

package link

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// comparer compares one account after the other with those it met. It is the
// memory of one goroutine.
type comparer struct {
	*search
	own      []ownValue
	heads    [1 << headBits]int32 // by hash of a value: 1 + the last of own that has it, or 0
	seen     []uint64             // a bit for each account; all zero between two of them
	a        int32
	met      []int32
	since    []int32 // of each reason of some links, the partner's sighting in the order by account
	read     int32   // keeps what is fetched from being optimised away
	strength [iolaus.GroupCount]best
}

// ownValue is a value of the account that was set, and which counts. They are chained by
// hash, so that all of them lie in the processor's nearest cache.
type ownValue struct {
	known
	value    int32
	next     int32 // 1 + the one before it with the same hash, or 0
	sighting int32 // in the order by account
}

// headBits is the size of the table of own values: most accounts have some tens of them.
const headBits = 10

func headOf(v int32) uint32 { return uint32(v) * 0x9e3779b1 >> (32 - headBits) }

// best is the strongest shared value of a group.
type best struct {
	weight  float64
	of, ofB int32 // which own value, and b's sighting in the order by account
}

func newComparer(s *search) *comparer {
	return &comparer{search: s, seen: make([]uint64, (len(s.Holder)+63)/64)}
}

// found is a link that was found but not yet made.
type found struct {
	partner int32
	level   uint8 // see search.level
	reasons uint8
}

// comparedAtOnce is how many accounts are fetched before they are compared: as many as the
// nearest cache holds the values of.
const comparedAtOnce = 64

// partnersOf appends those above a to which a is linked, ascending.
func (c *comparer) partnersOf(to []found, a int32) []found {
	c.meet(a)
	c.set(a)
	from := len(to)
	for part := range slices.Chunk(c.met, comparedAtOnce) {
		c.fetch(part)
		for _, b := range part {
			if c.accounts[a].holder == c.accounts[b].holder {
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
	}
	slices.SortFunc(to[from:], func(x, y found) int { return cmp.Compare(x.partner, y.partner) })
	return to
}

// meet lists in c.met the accounts above a that a met, each once.
func (c *comparer) meet(a int32) {
	m := &c.meetings
	for _, seat := range m.seatsOf(a) { // as fetch does
		c.read ^= m.order[seat.from+seat.place]
	}
	c.met = c.partners(c.met[:0], a)
	n := 0
	for _, b := range c.met {
		c.met[n] = b
		n += 1 - int(c.seen[b>>6]>>(b&63)&1)
		c.seen[b>>6] |= 1 << (b & 63)
	}
	c.met = c.met[:n]
	for _, b := range c.met {
		c.seen[b>>6] = 0
	}
}

// fetch reads where the values of accounts lie, and some of the values, before they are
// compared one by one: the processor waits for many of them at a time, as none depends on
// another.
func (c *comparer) fetch(accounts []int32) {
	for _, b := range accounts {
		c.read ^= c.accounts[b].from
	}
	for _, b := range accounts {
		if from, to := c.accounts[b].from, c.accounts[b+1].from; from < to {
			c.read ^= c.ofAccount[from] ^ c.ofAccount[(from+to)/2] ^ c.ofAccount[to-1]
		}
	}
}

// set chooses the account that others are compared with.
func (c *comparer) set(a int32) {
	c.a = a
	c.own = c.own[:0]
	clear(c.heads[:])
	for i := c.accounts[a].from; i < c.accounts[a+1].from; i++ {
		v := c.ofAccount[i]
		k := &c.known[v]
		if k.weight == 0 {
			continue
		}
		head := &c.heads[headOf(v)]
		c.own = append(c.own, ownValue{known: *k, value: v, next: *head, sighting: i})
		*head = int32(len(c.own))
	}
}

// weigh adds up what b shares with the account that was set: within a group the
// strongest value counts, across groups they add.
func (c *comparer) weigh(b int32) float64 {
	c.strength = [iolaus.GroupCount]best{}
	from, to := c.accounts[b].from, c.accounts[b+1].from
	for i, v := range c.ofAccount[from:to] {
		for n := c.heads[headOf(v)]; n != 0; {
			own := &c.own[n-1]
			if own.value != v {
				n = own.next
				continue
			}
			if top := &c.strength[own.group]; own.weight > top.weight {
				*top = best{own.weight, n - 1, from + int32(i)}
			}
			break
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

// explain appends the links to those of c.met, and their reasons to those of other links.
func (c *comparer) explain(links []iolaus.Link, reasons []iolaus.Reason) ([]iolaus.Link, []iolaus.Reason) {
	c.fetch(c.met)
	c.since = c.since[:0]
	begin := len(links)
	for _, b := range c.met {
		l := iolaus.Link{A: c.a, B: b, LLR: c.weigh(b)}
		from := len(reasons)
		for g, top := range c.strength {
			if top.weight == 0 {
				continue
			}
			own := &c.own[top.of]
			reasons = append(reasons, iolaus.Reason{
				Kind: own.kind, Value: c.values[own.value].hash,
				LLR: min(top.weight, c.ceilings[g]), Holders: own.holders,
			})
			l.Since = max(l.Since, c.first[own.sighting])
			c.since = append(c.since, top.ofB)
		}
		l.Reasons = slices.Clip(reasons[from:])
		links = append(links, l)
	}
	for _, at := range c.since {
		c.read ^= int32(c.first[at])
	}
	n := 0
	for i := range links[begin:] {
		l := &links[begin+i]
		for range l.Reasons {
			l.Since = max(l.Since, c.first[c.since[n]])
			n++
		}
	}
	return links, reasons
}

// byGroup calls f for each group of evidence.
func byGroup(f func(iolaus.Group) float64) (of [iolaus.GroupCount]float64) {
	for g := range of {
		of[g] = f(iolaus.Group(g))
	}
	return of
}

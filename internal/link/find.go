package link

import (
	"context"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// Options bound the search.
type Options struct {
	MaxHolders int     // a value with more accounts brings no pair together by itself
	Neighbours int     // accounts that each holder of a value is compared with
	Floor      float64 // links below this many nats are not kept
}

// DefaultOptions are the settings used by detection; the floor is half of the
// Prior.
func DefaultOptions(t *Table) Options {
	return Options{MaxHolders: 400, Neighbours: 6, Floor: Prior(t.Holders) / 2}
}

// Prior is the log-odds against two random accounts having one operator, in
// nats: with so many independent holders, and operators of some ten accounts.
// A link speaks for one operator where its LLR exceeds the prior.
func Prior(holders int) float64 {
	return math.Log(max(math.E, float64(holders)/2))
}

// Find gives the links among the accounts, ordered by A and B. Accounts of one
// declared org are not linked: their relation is no secret.
func Find(ctx context.Context, t *Table, o Options) ([]iolaus.Link, error) {
	s := &search{Table: t, Options: o, known: t.count()}
	pairs, err := s.candidates(ctx)
	if err != nil {
		return nil, err
	}
	var links []iolaus.Link
	for i, p := range pairs {
		if i&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if l := s.compare(int32(p>>32), int32(p)); l.LLR >= o.Floor {
			links = append(links, l)
		}
	}
	return links, nil
}

// known is what the traffic says of one value.
type known struct {
	accounts int32   // accounts that have it
	holders  int32   // independent holders among them
	weight   float64 // nats that sharing it weighs
}

// count counts the holders of each value.
func (t *Table) count() []known {
	of := make([]known, len(t.values))
	stamp := make([]int32, len(t.Holder)+1)
	for v := range t.values {
		k := &of[v]
		for _, s := range t.holders(int32(v)) {
			k.accounts++
			if h := t.Holder[s.Account]; stamp[h] != int32(v)+1 {
				stamp[h] = int32(v) + 1
				k.holders++
			}
		}
		k.weight = weigh(t.values[v].Kind, int(k.holders), t.Holders)
	}
	return of
}

type search struct {
	*Table
	Options
	known []known
}

// candidates gives the pairs worth comparing, packed with the smaller account
// in the upper half, ascending.
func (s *search) candidates(ctx context.Context) ([]uint64, error) {
	var pairs []uint64
	var block []int32
	for v := range s.values {
		if v&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		k := s.known[v]
		if k.weight == 0 || k.holders < 2 || int(k.accounts) > s.MaxHolders {
			continue
		}
		block = block[:0]
		for _, h := range s.holders(int32(v)) {
			block = append(block, h.Account)
		}
		pairs = s.neighbours(pairs, block, uint64(s.values[v].Hash))
	}
	pairs = s.conjunctions(pairs)
	slices.Sort(pairs)
	return slices.Compact(pairs), nil
}

// neighbours pairs each account of a block with the next few in an order that
// depends on the block's key: O(n) pairs that still connect the block.
func (s *search) neighbours(pairs []uint64, block []int32, key uint64) []uint64 {
	if len(block) > s.Neighbours+1 {
		slices.SortFunc(block, func(a, b int32) int {
			ha, hb := splitmix.Mix(key^uint64(a)), splitmix.Mix(key^uint64(b))
			switch {
			case ha < hb:
				return -1
			case ha > hb:
				return 1
			}
			return int(a - b)
		})
	}
	for i, a := range block {
		for d := 1; d <= s.Neighbours && d < len(block); d++ {
			b := block[(i+d)%len(block)]
			if s.Holder[a] != s.Holder[b] {
				pairs = append(pairs, uint64(min(a, b))<<32|uint64(max(a, b)))
			}
		}
	}
	return pairs
}

// conjunctions brings together accounts that share two values of different
// groups, each too popular to bring anyone together alone.
func (s *search) conjunctions(pairs []uint64) []uint64 {
	type member struct {
		key     uint64
		account int32
	}
	var members []member
	var hubs []int32
	for a := range s.Holder {
		hubs = hubs[:0]
		for _, v := range s.valuesOf(int32(a)) {
			k := s.known[v]
			if k.weight > 0 && int(k.accounts) > s.MaxHolders {
				hubs = append(hubs, v)
			}
		}
		for i, v := range hubs {
			for _, w := range hubs[i+1:] {
				if s.values[v].Kind.Group() != s.values[w].Kind.Group() {
					members = append(members, member{splitmix.Mix(uint64(s.values[v].Hash) ^ splitmix.Mix(uint64(s.values[w].Hash))), int32(a)})
				}
			}
		}
	}
	slices.SortFunc(members, func(x, y member) int {
		if x.key != y.key {
			if x.key < y.key {
				return -1
			}
			return 1
		}
		return int(x.account - y.account)
	})
	var block []int32
	for i := 0; i < len(members); {
		j := i
		for block = block[:0]; j < len(members) && members[j].key == members[i].key; j++ {
			block = append(block, members[j].account)
		}
		if n := j - i; n >= 2 && n <= 4*s.MaxHolders {
			pairs = s.neighbours(pairs, block, members[i].key)
		}
		i = j
	}
	return pairs
}

// compare weighs everything that a and b share: within a group the strongest
// value counts, across groups they add.
func (s *search) compare(a, b int32) iolaus.Link {
	l := iolaus.Link{A: a, B: b}
	var best [iolaus.GroupCount]iolaus.Reason
	var since [iolaus.GroupCount]iolaus.Millis
	va, vb := s.valuesOf(a), s.valuesOf(b)
	for i, j := 0, 0; i < len(va) && j < len(vb); {
		switch {
		case va[i] < vb[j]:
			i++
			continue
		case va[i] > vb[j]:
			j++
			continue
		}
		v := va[i]
		i, j = i+1, j+1
		value, k := s.values[v], s.known[v]
		g := value.Kind.Group()
		if k.weight <= best[g].LLR {
			continue
		}
		best[g] = iolaus.Reason{Kind: value.Kind, Value: value.Hash, LLR: k.weight, Holders: k.holders}
		since[g] = max(s.since(v, a), s.since(v, b))
	}
	for g, r := range best {
		if r.LLR == 0 {
			l.LLR += absence(iolaus.Group(g))
		} else {
			r.LLR = min(r.LLR, ceiling(iolaus.Group(g)))
			l.LLR += r.LLR
			l.Since = max(l.Since, since[g])
			l.Reasons = append(l.Reasons, r)
		}
	}
	return l
}

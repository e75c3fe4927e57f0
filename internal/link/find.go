package link

import (
	"context"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Options bound the search. All but the floor bound its cost: with them the
// work grows with the accounts and what they were seen with, however many share
// a value.
type Options struct {
	MaxHolders   int     // a value with more accounts brings no pair together by itself
	Neighbours   int     // accounts that each holder of a value is compared with
	Conjunctions int     // pairs of popular values that bring an account together with others, on average, at most
	Weak         int     // links below the Prior that an account has, on average, at most
	Floor        float64 // links below this many nats are not kept
}

// DefaultOptions are the settings used by detection; the floor is half of the
// Prior.
func DefaultOptions(t *Table) Options {
	return Options{MaxHolders: 400, Neighbours: 6, Conjunctions: 16, Weak: 18, Floor: Prior(t.Holders) / 2}
}

// Prior is the log-odds against two random accounts having one operator, in
// nats: with so many independent holders, and operators of some ten accounts.
// A link speaks for one operator where its LLR exceeds the prior.
func Prior(holders int) float64 {
	return math.Log(max(math.E, float64(holders)/2))
}

// Find gives the links among the accounts, ordered by A and B. Accounts of one
// declared org are not linked: their relation is no secret. It uses all
// processors; their number does not change the result.
func Find(ctx context.Context, t *Table, o Options) ([]iolaus.Link, error) {
	s := &search{Table: t, Options: o, prior: Prior(t.Holders), ceilings: byGroup(ceiling), absent: byGroup(absence)}
	s.known = s.count()
	s.accounts = t.spans()
	s.meetings = s.meet()
	batches := s.batches()
	s.each(ctx, batches, (*batch).find)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.meetings = meetings{} // the links need the memory
	links, reasons := s.choose(batches)
	all, why := make([]iolaus.Link, links), make([]iolaus.Reason, reasons)
	s.each(ctx, batches, func(b *batch, c *comparer) {
		b.explain(c, all[b.linkAt:b.linkAt], why[b.reasonAt:b.reasonAt])
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return all, nil
}

// search is one run of Find.
type search struct {
	*Table
	Options
	prior    float64
	known    []known
	accounts []span // and one more, where the last one's sightings end
	meetings meetings
	ceilings [iolaus.GroupCount]float64
	absent   [iolaus.GroupCount]float64
}

// span is where the sightings of an account begin, in the order by account, and its
// holder: together, as both are looked up for every pair.
type span struct{ from, holder int32 }

func (t *Table) spans() []span {
	of := make([]span, len(t.accountAt))
	for a, at := range t.accountAt {
		of[a].from = int32(at)
	}
	for a, h := range t.Holder {
		of[a].holder = h
	}
	return of
}

// known is what the traffic says of one value.
type known struct {
	weight  float64 // nats that sharing it weighs
	holders int32   // independent holders
	kind    iolaus.Kind
	group   iolaus.Group
}

// count counts the independent holders of each value.
func (t *Table) count() []known {
	of := make([]known, t.len())
	t.eachValue(func() func(int32) {
		stamp := make([]int32, len(t.Holder)) // by holder: one more than the last value it had
		return func(v int32) {
			k := &of[v]
			for _, a := range t.holders(v) {
				if h := t.Holder[a]; stamp[h] != v+1 {
					stamp[h] = v + 1
					k.holders++
				}
			}
			k.kind = t.values[v].kind
			k.group = k.kind.Group()
			k.weight = weigh(k.kind, int(k.holders), t.Holders)
		}
	})
	return of
}

// valuesAtOnce is how many values one piece of parallel work looks at.
const valuesAtOnce = 1 << 12

// eachValue calls work for every value, on several goroutines.
func (t *Table) eachValue(begin func() (work func(v int32))) {
	inParallel((t.len()+valuesAtOnce-1)/valuesAtOnce, func() func(int) {
		work := begin()
		return func(i int) {
			for v := i * valuesAtOnce; v < min((i+1)*valuesAtOnce, t.len()); v++ {
				work(int32(v))
			}
		}
	})
}

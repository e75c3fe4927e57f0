package simulate

import (
	"cmp"
	"slices"
	"sync"

	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// planner turns hours into events. It keeps only what the sessions of the hour
// before have still to send.
type planner struct {
	*world
	workers int
	later   []cast.Event
}

// hour gives the events of an hour in order of time.
func (p *planner) hour(hour int) []cast.Event {
	all := p.later
	for _, part := range p.people(hour) {
		all = append(all, part...)
	}
	for i := range p.campaigns {
		c := &p.campaigns[i]
		c.Dispatch(hour, func(e cast.Event) {
			e.Account += int32(c.first)
			all = append(all, e)
		})
	}
	end := p.Start + int64(hour+1)*cast.HourMillis
	due := make([]cast.Event, 0, len(all))
	p.later = p.later[:0:0]
	for _, e := range all {
		if e.At < end {
			due = append(due, e)
		} else {
			p.later = append(p.later, e)
		}
	}
	slices.SortFunc(due, inOrder)
	return due
}

// inOrder orders events totally: no two of one account have the same key, turn
// and kind.
func inOrder(a, b cast.Event) int {
	if a.At != b.At {
		return cmp.Compare(a.At, b.At)
	}
	return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Key, b.Key),
		cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.Kind, b.Kind))
}

// people plans the sessions that begin in an hour of all who act on their own.
func (p *planner) people(hour int) [][]cast.Event {
	parts := make([][]cast.Event, p.workers)
	var done sync.WaitGroup
	for i := range parts {
		from, to := p.rhythmic*i/p.workers, p.rhythmic*(i+1)/p.workers
		done.Go(func() {
			for account := from; account < to; account++ {
				parts[i] = p.sessions(parts[i], account, hour)
			}
		})
	}
	done.Wait()
	return parts
}

func (p *planner) sessions(events []cast.Event, account, hour int) []cast.Event {
	a := &p.accounts[account]
	start := p.Start + int64(hour)*cast.HourMillis
	if a.From >= start+cast.HourMillis || a.Until <= start {
		return events
	}
	g := a.Group.(cast.Rhythmic)
	expected := g.Expect(a, hour)
	if expected <= 0 {
		return events
	}
	s := chance.At(a.Seed, uint64(hour))
	for range s.Poisson(expected / g.MeanSession(a)) {
		at := start + int64(s.Intn(cast.HourMillis))
		key := s.Uint64()
		exchanges, gap, variation := g.Session(a, hour, &s)
		for turn := range exchanges {
			if at >= a.From && at < a.Until {
				events = append(events, cast.Event{At: at, Key: key, Account: int32(account), Turn: uint16(turn)})
			}
			at += 400 + int64(gap*1000*s.Gamma(variation))
		}
	}
	return events
}

package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// term is when an account is in use, and its place among those made with it.
type term struct {
	from, until int64
	banned      bool
	successor   bool // of a closed account
	pool        int32
	number      int32 // within the pool, first accounts before successors
}

// enrol fills the roster: the first pool and, after a takedown, the second.
func (r *ring) enrol(s *chance.Stream) {
	start := r.World.Start + int64(r.Start)*cast.HourMillis
	stop := r.World.Start + int64(r.Stop)*cast.HourMillis
	if r.Takedown == 0 || r.Takedown >= r.Stop {
		r.pool(0, r.Accounts, start, stop, s)
		return
	}
	taken := r.World.Start + int64(r.Takedown)*cast.HourMillis
	r.pool(0, r.Accounts, start, taken, s)
	for i := range r.roster {
		if t := &r.roster[i]; t.until == taken {
			t.banned = true
		}
	}
	again := taken + int64(r.Pause)*cast.HourMillis
	if second := int(float64(float64(r.Accounts)*r.Dials.SecondPool) + 0.5); again < stop {
		r.pool(1, second, again, stop, s)
	}
}

// pool adds accounts that begin together, and those that follow closed ones.
func (r *ring) pool(number int32, accounts int, start, stop int64, s *chance.Stream) {
	first := len(r.roster)
	add := func(t term) {
		t.pool, t.number = number, int32(len(r.roster)-first)
		r.roster = append(r.roster, r.closed(t, s))
	}
	for range accounts {
		add(term{from: start, until: stop})
	}
	for i := first; i < len(r.roster); i++ {
		old := r.roster[i]
		if !old.banned || !s.Bool(r.Dials.Replacement) {
			continue
		}
		delay := int64(s.Between(3, 25)*60_000) + int64((1-r.Dials.Replacement)*s.Float()*24*cast.HourMillis)
		if from := old.until + delay; from < stop {
			add(term{from: from, until: stop, successor: true})
		}
	}
	r.pools = append(r.pools, len(r.roster)-first)
}

// closed cuts a term short where the provider closes the account.
func (r *ring) closed(t term, s *chance.Stream) term {
	if r.Bans <= 0 {
		return t
	}
	lasts := int64(s.Exponential() / r.Bans * 24 * cast.HourMillis)
	if lasts < t.until-t.from {
		t.until, t.banned = t.from+lasts, true
	}
	return t
}

// open collects the accounts in use in an hour.
func (r *ring) open(hour int) []int32 {
	from := r.World.Start + int64(hour)*cast.HourMillis
	r.active = r.active[:0]
	for i, t := range r.roster {
		if t.from <= from && from < t.until {
			r.active = append(r.active, int32(i))
		}
	}
	return r.active
}

// usable tells whether an account may send at a time.
func (r *ring) usable(i int32, at int64) bool {
	return r.roster[i].from <= at && at < r.roster[i].until
}

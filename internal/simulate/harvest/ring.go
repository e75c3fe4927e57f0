package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
)

// Kinds of event within a campaign.
const (
	task uint8 = iota
	diluted
	replayed
	relayed
	probed
	cleaned
	moved   // a turn of a conversation that another account was given before
	smaller // a task on the smaller model
)

// ring is what every shape embeds: the accounts, the dispatcher and the queue.
type ring struct {
	Config
	World    *cast.World
	size     identitySizes
	roster   []term        // one per account, successors after the first accounts
	pools    []int         // accounts of each
	topics   []int         // what the queue is about
	zone     int8          // the operator's
	cleaning prose.Wording // what the dials mix in
	probing  prose.Wording
	serial   uint64          // last task handed out
	samples  int             // still to be handed out of it
	refused  map[int32]int64 // when each account that retreats was last refused
	next     int64           // when the next tick is due; 0 = not yet begun
	turn     int             // of the rotation over accounts
	active   []int32
}

// newRing applies the fan-out and plans who is closed and who follows.
func newRing(w *cast.World, c Config, size identitySizes) ring {
	if c.Rate > leastRate {
		spread := chance.Exp(float64(c.Dials.Fanout * chance.Log(c.Rate/leastRate)))
		c.Accounts = max(1, int(float64(c.Accounts)*spread))
		c.Rate /= spread
	}
	r := ring{Config: c, World: w, size: size, zone: 8}
	s := chance.At(c.Seed, 0x51a5)
	for range 12 {
		r.topics = append(r.topics, s.Intn(w.Book.Topics()))
	}
	r.enrol(&s)
	r.cleaning = w.Book.Wording("cleaning", chance.Key(c.Seed, 0xc1ea))
	r.probing = w.Book.Wording("probe", chance.Key(c.Seed, 0x940b))
	return r
}

// leastRate is the exchanges per account and day down to which a ring fans out.
const leastRate = 2

// Population says that these accounts are no honest population.
func (r *ring) Population() string { return "campaign" }

// Campaign names the campaign and its operator.
func (r *ring) Campaign() (name, operator string) { return r.Name, r.Operator }

// Size is the number of accounts, successors included.
func (r *ring) Size() int { return len(r.roster) }

// beat calls tick at the dispatcher's times within an hour: demand is the
// expected number of ticks, evenly spaced at jitter 0 and random at 1.
func (r *ring) beat(hour int, demand float64, tick func(at int64, s *chance.Stream)) {
	if hour < r.Start || hour >= r.Stop || demand <= 0 {
		return
	}
	s := chance.At(chance.Name(r.Seed, "beat"), uint64(hour))
	d := r.Dials
	human := cast.Office9[(hour+r.World.FirstHour+int(r.zone))%24]
	demand *= 1 - d.HumanHours + float64(d.HumanHours*human)
	demand *= chance.Exp(float64(0.5 * d.Jitter * s.Normal()))
	from := r.World.Start + int64(hour)*cast.HourMillis
	gap := cast.HourMillis / demand
	if r.next < from {
		r.next = from + int64(gap*s.Float())
	}
	for r.next < from+cast.HourMillis {
		tick(r.next, &s)
		r.next += int64(gap*s.Gamma(d.Jitter)) + 1
	}
}

// deal hands out an hour's tasks to the accounts in turn. Shapes whose work comes
// in sessions or by a plan have a Dispatch of their own.
func (r *ring) deal(hour int, emit func(cast.Event)) {
	active := r.open(hour)
	r.beat(hour, r.demand(active), func(at int64, s *chance.Stream) {
		if account := r.rotate(active); r.usable(account, at) && !rolled(s, r.Dials.Workers) {
			r.hand(account, at, s, emit)
		}
	})
	if r.Dials.Workers > 0 {
		r.workThrough(hour, r.demand(active)*r.Dials.Workers, active, emit)
	}
}

// A worker takes shift tasks one after the other, waiting for each answer.
const (
	shift       = 8
	thinkMillis = 120
)

// workThrough hands out an hour's tasks by workers, each of whom sends the next task as
// soon as the last one is answered, from the account whose turn it is.
func (r *ring) workThrough(hour int, demand float64, active []int32, emit func(cast.Event)) {
	s := chance.At(chance.Name(r.Seed, "workers"), uint64(hour))
	from := r.World.Start + int64(hour)*cast.HourMillis
	if hour < r.Start || hour >= r.Stop || len(active) == 0 {
		return
	}
	for range s.Poisson(demand / shift) {
		at := from + int64(s.Float()*cast.HourMillis*0.9)
		for range shift {
			account := r.rotate(active)
			if !r.usable(account, at) {
				continue
			}
			next := at + int64(s.Between(20, thinkMillis))
			r.hand(account, at, &s, func(e cast.Event) {
				if e.At == at {
					next += served(e)
				}
				emit(e)
			})
			at = next
		}
	}
}

// served is how long the answer to a worker's request takes, in milliseconds.
func served(e cast.Event) int64 {
	s := chance.At(e.Key, 0x5e4)
	return int64(s.LogNormal(9000, 0.4))
}

// hand gives the next task to an account, or what the dials mix in.
func (r *ring) hand(account int32, at int64, s *chance.Stream, emit func(cast.Event)) {
	if kind := r.mixed(s); kind != task {
		emit(cast.Event{At: at, Account: account, Kind: kind, Key: s.Uint64()})
		return
	}
	if r.samples == 0 {
		r.serial++
		r.samples = 1 + int(float64(7*r.Dials.Sampling)+0.5)
	}
	r.samples--
	key := r.queued(r.serial)
	if r.samples > 0 {
		key = chance.Key(key, uint64(r.samples))
	}
	emit(cast.Event{At: at, Account: account, Kind: r.retreating(account, at, key), Key: key, Serial: r.serial})
	if rolled(s, r.Dials.Replay) {
		r.replay(at, s, emit)
	}
}

// retreating tells on which model an account does a task at a time: on the smaller one for
// some hours after a refusal, where the dial says so.
func (r *ring) retreating(account int32, at int64, key uint64) uint8 {
	if r.Dials.Retreat == 0 {
		return task
	}
	if r.refused == nil {
		r.refused = map[int32]int64{}
	}
	s := chance.At(key, 0x4e7)
	last, before := r.refused[account]
	if refused(key) && s.Bool(r.Dials.Retreat) {
		r.refused[account] = at
	}
	if before && at-last < retreatHours*cast.HourMillis {
		return smaller
	}
	return task
}

// With retreat, one task in a dozen is refused: what makes an operator retreat is asked
// for what is refused. It stays with the smaller model for a few hours.
const (
	refusedTasks = 1.0 / 12
	retreatHours = 6
)

// refused tells whether a task is.
func refused(key uint64) bool {
	s := chance.At(key, 0x4ef)
	return s.Bool(refusedTasks)
}

// queued names the task at a place in the queue.
func (r *ring) queued(serial uint64) uint64 { return chance.Key(r.Seed, serial) }

// mixed draws what an event is.
func (r *ring) mixed(s *chance.Stream) uint8 {
	switch d := &r.Dials; {
	case rolled(s, d.Dilution):
		return diluted
	case rolled(s, d.Relaying):
		return relayed
	case rolled(s, d.Probing):
		return probed
	case rolled(s, d.Cleaning):
		return cleaned
	}
	return task
}

// rolled is true with the dial's probability. A dial at 0 draws nothing, so
// that a new dial leaves the worlds without it as they were.
func rolled(s *chance.Stream, dial float64) bool { return dial > 0 && s.Bool(dial) }

// replay sends an older task's reasoning block back in from another account.
func (r *ring) replay(at int64, s *chance.Stream, emit func(cast.Event)) {
	const oldest = 39
	if r.serial <= oldest || len(r.active) == 0 {
		return
	}
	other := r.active[s.Intn(len(r.active))]
	later := at + int64(s.Between(5, 90))*1000
	if old := r.serial - uint64(s.Between(5, oldest)); r.usable(other, later) {
		emit(cast.Event{
			At: later, Account: other, Kind: replayed, Serial: old,
			Turn: uint16(r.serial - old), Key: r.queued(old),
		})
	}
}

// after is the time when so many tenths of the campaign's are over.
func (r *ring) after(tenths int) int64 {
	return r.World.Start + int64(r.Start+(r.Stop-r.Start)*tenths/10)*cast.HourMillis
}

// demand is how many tasks an hour wants; each replayed one is an exchange more.
func (r *ring) demand(active []int32) float64 {
	return float64(len(active)) * r.Rate / 24 / (1 + r.Dials.Replay)
}

// rotate gives the next account in turn.
func (r *ring) rotate(active []int32) int32 {
	r.turn++
	return active[r.turn%len(active)]
}

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
	moved // a turn of a conversation that another account was given before
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
	serial   uint64 // last task handed out
	samples  int    // still to be handed out of it
	next     int64  // when the next tick is due; 0 = not yet begun
	turn     int    // of the rotation over accounts
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
		if account := r.rotate(active); r.usable(account, at) {
			r.hand(account, at, s, emit)
		}
	})
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
	emit(cast.Event{At: at, Account: account, Kind: task, Key: key, Serial: r.serial})
	if rolled(s, r.Dials.Replay) {
		r.replay(at, s, emit)
	}
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

// demand is how many tasks an hour wants; each replayed one is an exchange more.
func (r *ring) demand(active []int32) float64 {
	return float64(len(active)) * r.Rate / 24 / (1 + r.Dials.Replay)
}

// rotate gives the next account in turn.
func (r *ring) rotate(active []int32) int32 {
	r.turn++
	return active[r.turn%len(active)]
}

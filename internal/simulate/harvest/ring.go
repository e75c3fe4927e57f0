package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/honest"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// Kinds of event within a campaign.
const (
	task uint8 = iota
	diluted
	replayed
)

// ring is what every shape embeds: the accounts, the dispatcher and the queue.
type ring struct {
	Config
	World  *cast.World
	size   identitySizes
	roster []term // one per account, successors after the first accounts
	topics []int  // what the queue is about
	zone   int8   // the operator's
	serial uint64 // last task handed out
	next   int64  // when the next tick is due; 0 = not yet begun
	turn   int    // of the rotation over accounts
	active []int32
}

// term is when an account is in use.
type term struct {
	from, until int64
	banned      bool
}

// newRing applies the fan-out and plans who is closed and who follows.
func newRing(w *cast.World, c Config, rate float64, size identitySizes) ring {
	if c.Rate == 0 {
		c.Rate = rate
	}
	spread := chance.Exp(c.Dials.Fanout * 2.302585092994046)
	c.Accounts = max(1, int(float64(c.Accounts)*spread))
	c.Rate /= spread
	r := ring{Config: c, World: w, size: size, zone: 8}
	s := chance.At(c.Seed, 0x51a5)
	for range 12 {
		r.topics = append(r.topics, s.Intn(w.Book.Topics()))
	}
	r.enrol(&s)
	return r
}

// enrol fills the roster.
func (r *ring) enrol(s *chance.Stream) {
	start := r.World.Start + int64(r.Start)*cast.HourMillis
	stop := r.World.Start + int64(r.Stop)*cast.HourMillis
	for range r.Accounts {
		r.roster = append(r.roster, r.closed(term{from: start, until: stop}, s))
	}
	for i := 0; i < len(r.roster); i++ {
		old := r.roster[i]
		if !old.banned || !s.Bool(r.Dials.Replacement) {
			continue
		}
		delay := int64(s.Between(3, 25)*60_000) + int64((1-r.Dials.Replacement)*s.Float()*24*cast.HourMillis)
		if from := old.until + delay; from < stop {
			r.roster = append(r.roster, r.closed(term{from: from, until: stop}, s))
		}
	}
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

// Population says that these accounts are no honest population.
func (r *ring) Population() string { return "campaign" }

// Campaign names the campaign and its operator.
func (r *ring) Campaign() (name, operator string) { return r.Name, r.Operator }

// Size is the number of accounts, successors included.
func (r *ring) Size() int { return len(r.roster) }

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

// hand gives the next task to an account, or mixes in something honest-looking.
func (r *ring) hand(account int32, at int64, s *chance.Stream, emit func(cast.Event)) {
	if s.Bool(r.Dials.Dilution) {
		emit(cast.Event{At: at, Account: account, Kind: diluted, Key: s.Uint64()})
		return
	}
	r.serial++
	emit(cast.Event{At: at, Account: account, Kind: task, Key: chance.Key(r.Seed, r.serial), Serial: r.serial})
}

// rotate gives the next account in turn.
func (r *ring) rotate(active []int32) int32 {
	r.turn++
	return active[r.turn%len(active)]
}

// piece is the task of an event: its words are its own, its topic is drawn from
// the queue's alike for all accounts.
func (r *ring) piece(e cast.Event, genre prose.Genre) prose.Piece {
	s := chance.At(e.Key, 0x70)
	language := prose.English
	if s.Bool(0.15) {
		language = prose.Chinese
	}
	return prose.Piece{
		Genre: genre, Language: language, Topic: r.topics[s.Intn(len(r.topics))],
		Focus: e.Key, Key: e.Key, Serial: e.Serial, Queue: chance.Key(r.Seed, uint64(genre)),
	}
}

// request writes a task in its template as the only turn.
func (r *ring) request(d *record.Draft, t *prose.Template, piece prose.Piece) {
	d.Begin("user", record.Text)
	r.World.Wrap(d, t, piece, r.Dials.Paraphrase)
	d.End()
	d.Distilled = true
	d.Model = cast.MainModel // the operator's choice, not the accounts'
}

// dilute writes an honest-looking request if the event is one.
func (r *ring) dilute(d *record.Draft, a *cast.Account, e cast.Event) bool {
	if e.Kind != diluted {
		return false
	}
	if e.Key&1 == 0 {
		honest.App(r.World, d, a, e, a.Seed)
	} else {
		honest.Chat(r.World, d, a, e)
	}
	return true
}

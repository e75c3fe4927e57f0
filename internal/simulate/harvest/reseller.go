package harvest

import (
	"slices"

	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// reseller is a relay: unrelated customers' requests in many languages and
// programs, balanced over accounts on rotating cards, and inside it one family
// that extracts. A closed account is replaced at once. Each turn of a customer's
// conversation goes to any account, unless conversations stick to one.
type reseller struct {
	ring
	template prose.Wording
	waiting  []conversation // for their next turn
}

// conversation is a customer's, between two turns.
type conversation struct {
	key     uint64
	turn    uint16 // the next
	left    int    // turns
	due     int64  // when the customer answers, Unix milliseconds
	account int32  // of the turn before
	sticks  bool
}

// resold is the share of the relay's traffic that is its customers'.
const resold = 0.7

func newReseller(w *cast.World, c Config) Campaign {
	r := &reseller{ring: newRing(w, c, identitySizes{card: 4, network: 18, device: 2})}
	r.template = w.Book.Wording("reasoning", chance.Key(c.Seed, 0x7e))
	return r
}

func (r *reseller) Dispatch(hour int, emit func(cast.Event)) {
	active := r.open(hour)
	r.beat(hour, r.demand(active), func(at int64, s *chance.Stream) {
		account := active[s.Intn(len(active))]
		switch {
		case !r.usable(account, at):
		case s.Bool(resold):
			r.pass(at, account, s, emit)
		default:
			r.hand(account, at, s, emit)
		}
	})
}

// Mean turns of a customer's conversation, and the most.
const (
	meanTurns = 2.2
	mostTurns = 5
)

// pass gives an account the turn of a customer who has waited longest, or a new
// conversation where none is due.
func (r *reseller) pass(at int64, account int32, s *chance.Stream, emit func(cast.Event)) {
	next := -1
	for i := range r.waiting {
		if c := &r.waiting[i]; c.due <= at && (next < 0 || c.due < r.waiting[next].due) {
			next = i
		}
	}
	if next < 0 {
		next = len(r.waiting)
		r.waiting = append(r.waiting, conversation{
			key: s.Uint64(), left: min(s.Geometric(meanTurns), mostTurns), account: account, sticks: rolled(s, r.Dials.Sticky),
		})
	}
	c := &r.waiting[next]
	if c.sticks && r.usable(c.account, at) {
		account = c.account
	}
	kind := diluted
	if account != c.account {
		kind = moved
	}
	emit(cast.Event{At: at, Account: account, Kind: kind, Key: c.key, Turn: c.turn})
	c.account, c.due = account, at+int64(s.Between(30, 900))*1000
	c.turn++
	if c.left--; c.left <= 0 {
		r.waiting = slices.Delete(r.waiting, next, next+1)
	}
}

func (r *reseller) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if e.Kind == diluted || e.Kind == moved {
		d.Cold = e.Kind == moved
		r.serve(d, e, e.Key, e.Key>>20)
		return
	}
	if r.aside(d, a, e) {
		return
	}
	s := chance.At(e.Key, 0x4e5)
	d.MaxTokens, d.Temperature = 4096, 1
	d.Output = int(s.LogNormal(1400, 0.5))
	r.request(d, a, e, &r.template, r.piece(a, e, prose.Problem))
	r.issue(d, e)
}

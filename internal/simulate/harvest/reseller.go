package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// reseller is a relay: unrelated customers' requests in many languages and
// programs, balanced over accounts on rotating cards, and inside it one family
// that extracts. A closed account is replaced at once.
type reseller struct {
	ring
	template prose.Wording
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
			emit(cast.Event{At: at, Account: account, Kind: diluted, Key: s.Uint64()})
		default:
			r.hand(account, at, s, emit)
		}
	})
}

func (r *reseller) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if e.Kind == diluted {
		r.serve(d, e)
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

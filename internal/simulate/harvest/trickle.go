package harvest

import (
	"math"

	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// trickle is a harvest of 4 to 12 requests per account over days: no account
// does anything that a threshold could see. A probe sweep is one that probes.
type trickle struct {
	ring
	template prose.Wording
	order    []int32 // whose turn it is; every account once before any twice
	planned  int     // exchanges of the campaign
	at       int
}

func newTrickle(w *cast.World, c Config) Campaign {
	t := &trickle{ring: newRing(w, c, identitySizes{card: 10, network: 20, device: 2})}
	t.template = w.Book.Wording("reasoning", chance.Key(c.Seed, 0x7e))
	t.deal()
	return t
}

// deal draws each account's number of requests and shuffles every round.
func (t *trickle) deal() {
	s := chance.At(t.Seed, 0xdea1)
	quota := make([]int, len(t.roster))
	scale := t.Rate * float64(t.Stop-t.Start) / 24 / 8
	for i := range quota {
		quota[i] = max(1, int(math.Round(scale*float64(s.Between(4, 12)))))
	}
	for round := 0; ; round++ {
		begin := len(t.order)
		for i, q := range quota {
			if q > round {
				t.order = append(t.order, int32(i))
			}
		}
		fresh := t.order[begin:]
		if len(fresh) == 0 {
			t.planned = int(float64(begin) / (1 + t.Dials.Replay))
			return
		}
		for i := len(fresh) - 1; i > 0; i-- {
			j := s.Intn(i + 1)
			fresh[i], fresh[j] = fresh[j], fresh[i]
		}
	}
}

func (t *trickle) Dispatch(hour int, emit func(cast.Event)) {
	t.open(hour)
	t.beat(hour, float64(t.planned)/float64(max(1, t.Stop-t.Start)), func(at int64, s *chance.Stream) {
		for tries := 0; tries < 50 && t.at < len(t.order); tries++ {
			account := t.order[t.at]
			t.at++
			if t.usable(account, at) {
				t.hand(account, at, s, emit)
				return
			}
			if at < t.roster[account].from { // its turn comes when it exists
				t.order = append(t.order, account)
			}
		}
	})
}

func (t *trickle) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if t.aside(d, a, e) {
		return
	}
	s := chance.At(e.Key, 0x41c)
	d.MaxTokens, d.Temperature = 8192, 0.7
	d.Output = int(s.LogNormal(1700, 0.5))
	t.request(d, a, e, &t.template, t.piece(a, e, prose.Problem))
	t.issue(d, e)
}

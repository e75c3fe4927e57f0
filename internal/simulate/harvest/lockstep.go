package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// lockstep is a reasoning harvest: one dispatcher with a fixed rate hands one
// queue's tasks to accounts on a few cards, in three templates by turns.
type lockstep struct {
	ring
	templates [3]wording
}

// lockstepWork is what the three templates are for, with cumulative shares.
var lockstepWork = [3]struct {
	form   string
	genre  prose.Genre
	below  float64
	output float64 // median tokens
}{
	{"reasoning", prose.Problem, 0.45, 1500},
	{"rubric", prose.Grading, 0.8, 280},
	{"rewrite", prose.Sensitive, 1, 420},
}

func newLockstep(w *cast.World, c Config) Campaign {
	l := &lockstep{ring: newRing(w, c, identitySizes{card: 10, network: 15, device: 3})}
	for i, work := range lockstepWork {
		l.templates[i] = newWording(w, work.form, chance.Key(c.Seed, uint64(0x7e+i)))
	}
	return l
}

func (l *lockstep) Dispatch(hour int, emit func(cast.Event)) {
	active := l.open(hour)
	l.beat(hour, l.demand(active), func(at int64, s *chance.Stream) {
		if account := l.rotate(active); l.usable(account, at) {
			l.hand(account, at, s, emit)
		}
	})
}

func (l *lockstep) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if l.aside(d, a, e) {
		return
	}
	s := chance.At(e.Key, 0x10c)
	u, which := s.Float(), 0
	for u >= lockstepWork[which].below {
		which++
	}
	work := lockstepWork[which]
	d.MaxTokens, d.Temperature, d.Thinking = 4096, 1, which == 0
	d.Output = int(s.LogNormal(work.output, 0.5))
	l.request(d, a, e, &l.templates[which], l.piece(a, e, work.genre))
	l.issue(d, e)
}

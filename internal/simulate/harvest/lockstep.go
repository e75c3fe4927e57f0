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
	work pipeline
}

// lockstepWork is what the three templates are for, with cumulative shares.
var lockstepWork = []step{
	{"reasoning", prose.Problem, 0.45, 1500},
	{"rubric", prose.Grading, 0.8, 280},
	{"rewrite", prose.Sensitive, 1, 420},
}

func newLockstep(w *cast.World, c Config) Campaign {
	return &lockstep{ring: newRing(w, c, identitySizes{card: 10, network: 15, device: 3}), work: newPipeline(w, c.Seed, lockstepWork)}
}

func (l *lockstep) Dispatch(hour int, emit func(cast.Event)) { l.deal(hour, emit) }

func (l *lockstep) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if l.aside(d, a, e) {
		return
	}
	l.work.write(&l.ring, d, a, e, chance.At(e.Key, 0x10c))
}

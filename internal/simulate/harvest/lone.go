package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// lone is a harvest without a ring: one declared organisation with a few
// accounts runs a whole distillation pipeline in the open, over all topics:
// new tasks, reasoned answers, grades, cleaned traces.
type lone struct {
	ring
	work pipeline
}

// loneWork is the steps of the pipeline, with cumulative shares.
var loneWork = []step{
	{"synthesis", prose.Seed, 0.2, 900},
	{"reasoning", prose.Problem, 0.6, 1500},
	{"rubric", prose.Grading, 0.85, 280},
	{"cleaning", prose.Grading, 1, 700},
}

func newLone(w *cast.World, c Config) Campaign {
	c.Dials.Fanout = 0 // a few accounts are what it is
	l := &lone{ring: newRing(w, c, identitySizes{card: 1, network: 1, device: 1}), work: newPipeline(w, c.Seed, loneWork)}
	l.topics = l.topics[:0]
	for topic := range w.Book.Topics() {
		l.topics = append(l.topics, topic)
	}
	return l
}

// Cast gives accounts that hide nothing of who they are.
func (l *lone) Cast(i int) cast.Account {
	a := l.World.Member(chance.Key(l.Seed, uint64(i)), l.Seed, true)
	s := chance.At(l.Seed, 0xc0)
	a.Pathway, a.SignupDevice, a.Device = cast.API, a.Device, 0
	a.Client = l.World.PickClient(cast.SDK, &s)
	t := l.roster[i]
	a.From, a.Until, a.Banned = max(t.from, a.Created), t.until, t.banned
	a.Rate = l.Rate
	return a
}

func (l *lone) Dispatch(hour int, emit func(cast.Event)) { l.deal(hour, emit) }

func (l *lone) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if l.aside(d, a, e) {
		return
	}
	l.work.write(&l.ring, d, a, e, chance.At(e.Key, 0x10e))
}

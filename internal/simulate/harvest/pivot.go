package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// pivot is a harvest of agentic coding: sessions with tools from one queue of
// tasks. Within a day of a new model's release, 45 % of it has moved there.
type pivot struct {
	ring
	tools prose.ToolSet
}

// Mean steps of a session, and of the seconds between them.
const (
	pivotSteps   = 6
	pivotSeconds = 14
)

func newPivot(w *cast.World, c Config) Campaign {
	return &pivot{
		ring:  newRing(w, c, identitySizes{card: 10, network: 12, device: 3}),
		tools: w.Book.ToolSet(chance.Key(c.Seed, 0x7001), 4),
	}
}

func (p *pivot) Dispatch(hour int, emit func(cast.Event)) {
	active := p.open(hour)
	p.beat(hour, p.demand(active)/pivotSteps, func(at int64, s *chance.Stream) {
		p.session(p.rotate(active), at, s, emit)
	})
}

// session emits the steps of one task on one account; what the dials mix in is
// one exchange, but for honest-looking sessions.
func (r *ring) session(account int32, at int64, s *chance.Stream, emit func(cast.Event)) {
	var first cast.Event
	r.hand(account, at, s, func(e cast.Event) {
		if e.Kind == task || e.Kind == diluted {
			first = e
		} else {
			emit(e)
		}
	})
	if first.Key == 0 {
		return
	}
	steps := min(s.Geometric(pivotSteps), 14)
	for step := range steps {
		if !r.usable(account, at) {
			return
		}
		e := first
		e.At, e.Turn = at, uint16(step)
		emit(e)
		at += 2000 + int64(pivotSeconds*1000*s.Gamma(0.4+float64(0.9*r.Dials.Jitter)))
	}
}

func (p *pivot) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	p.move(d, e)
	if p.aside(d, a, e) {
		return
	}
	p.system(d, a, e)
	d.MaxTokens, d.Temperature, d.Thinking, d.Stream = 16384, 1, true, true
	d.Distilled = true
	p.World.Work(d, e, p.piece(a, e, prose.Code), &p.tools)
	p.issue(d, e)
}

// move picks the model: from the release on, a share of tasks that grows over
// eighteen hours to 45 % goes to the new one.
func (r *ring) move(d *record.Draft, e cast.Event) {
	d.Model = cast.MainModel
	since := float64(e.At-r.World.Release) / cast.HourMillis
	s := chance.At(e.Key, 0x30)
	if since > 0 && s.Float() < 0.45*min(1, since/18) {
		d.Model = cast.NewModel
	}
}

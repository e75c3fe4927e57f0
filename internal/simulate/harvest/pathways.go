package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// pathways is an agentic harvest through accounts of varied kinds over several
// ways in: coding, tools, data, screens, pictures. Late in the window it turns
// to reconstructing reasoning traces.
type pathways struct {
	ring
	tools    [2]prose.ToolSet
	template [2]prose.Wording
	turns    int64 // when it turns, Unix milliseconds
}

func newPathways(w *cast.World, c Config) Campaign {
	p := &pathways{ring: newRing(w, c, identitySizes{card: 6, network: 15, device: 2})}
	for i := range p.tools {
		p.tools[i] = w.Book.ToolSet(chance.Key(c.Seed, uint64(0x7001+i)), 3+2*i)
		form := [...]string{"cleaning", "reasoning"}[i]
		p.template[i] = w.Book.Wording(form, chance.Key(c.Seed, uint64(0x7e+i)))
	}
	p.turns = p.after(7)
	return p
}

// Cast varies the kind of account and the way in.
func (p *pathways) Cast(i int) cast.Account {
	a := p.ring.Cast(i)
	a.Pathway = [...]string{cast.API, cast.API, cast.Console, cast.Cloud, cast.Aggregator}[i%5]
	s := chance.At(p.Seed, uint64(i%5))
	if a.Pathway == cast.Console {
		a.Client, a.Device = p.World.PickClient(cast.Browser, &s), a.SignupDevice
	}
	if i%7 == 3 {
		a.Program = cast.Startup
	}
	return a
}

func (p *pathways) Dispatch(hour int, emit func(cast.Event)) {
	active := p.open(hour)
	p.beat(hour, p.demand(active)/pivotSteps, func(at int64, s *chance.Stream) {
		p.session(p.rotate(active), at, s, emit)
	})
}

var pathwayGenres = [...]prose.Genre{prose.Code, prose.Code, prose.Errand, prose.Errand, prose.Data, prose.Screen, prose.Picture}

func (p *pathways) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if p.aside(d, a, e) {
		return
	}
	s := chance.At(e.Key, 0x9a7)
	d.MaxTokens, d.Thinking, d.Distilled, d.Model = 8192, true, true, cast.MainModel
	if e.At >= p.turns && s.Bool(0.65) {
		step := uint64(e.Turn) // each of the session is another trace
		piece := p.piece(a, e, prose.Problem).Further(step, chance.Key(e.Key, step))
		p.request(d, a, e, &p.template[s.Intn(2)], piece)
		p.issue(d, e)
		return
	}
	genre := pathwayGenres[s.Intn(len(pathwayGenres))]
	p.system(d, a, e)
	if genre == prose.Picture {
		d.Begin("user", record.Image)
		d.Sign(e.Key)
		d.End()
	}
	p.World.Work(d, e, p.piece(a, e, genre), &p.tools[e.Key&1])
	p.issue(d, e)
}

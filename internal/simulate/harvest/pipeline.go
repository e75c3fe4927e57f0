package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// step is one kind of work of a distillation pipeline.
type step struct {
	form   string // of template
	genre  prose.Genre
	below  float64 // cumulative share of the work, the last 1
	output float64 // median tokens
}

// pipeline is steps in their operator's wordings.
type pipeline struct {
	steps    []step
	wordings []prose.Wording // by step
}

func newPipeline(w *cast.World, seed uint64, steps []step) pipeline {
	p := pipeline{steps: steps}
	for i, s := range steps {
		p.wordings = append(p.wordings, w.Book.Wording(s.form, chance.Key(seed, uint64(0x7e+i))))
	}
	return p
}

// write writes a task of the step that s draws.
func (p *pipeline) write(r *ring, d *record.Draft, a *cast.Account, e cast.Event, s chance.Stream) {
	u, which := s.Float(), 0
	for u >= p.steps[which].below {
		which++
	}
	if rolled(&s, r.Dials.Turning) && e.At >= r.after(6) {
		which = len(p.steps) - 1
	}
	work := p.steps[which]
	d.MaxTokens, d.Temperature, d.Thinking = 4096, 1, work.form == "reasoning"
	d.Output = int(s.LogNormal(work.output, 0.5))
	r.request(d, a, e, &p.wordings[which], r.piece(a, e, work.genre))
	r.issue(d, e)
}

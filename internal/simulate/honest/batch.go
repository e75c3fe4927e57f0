package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// batch is a firm that translates or extracts round the clock: one template,
// always new documents, from one or two accounts.
type batch struct{ group }

func newBatch(s Setup) cast.Group {
	g := newGroup("batch", s, &cast.Flat, 1, 20, 4)
	g.Restless = 0.3
	return &batch{g}
}

func (g *batch) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	a = automated(g.World, a, g.Seed)
	a.Net = cast.Hosting(g.Seed).With(10, 4)
	return g.paced(a, 1)
}

func (g *batch) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	form := [...]string{"translate", "extract", "summarise"}[g.Seed%3]
	t := g.World.Book.Template(form, g.Seed)
	d.Temperature, d.MaxTokens = 0, 2048
	alone(&e)
	corpus := chance.Key(g.Seed, e.Key%200)
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Passage, Language: a.Language(g.Seed), Topic: g.World.Interest(g.Seed, e.Key), Focus: corpus},
		Template: &t,
	})
}

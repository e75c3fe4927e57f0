package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// judge is a declared quality team that grades its own product's answers with
// a rubric, day and night.
type judge struct{ group }

func newJudge(s Setup) cast.Group {
	return &judge{newGroup("judge", s, &cast.Product, 0.9, 12, 5).program()}
}

func (g *judge) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	return g.paced(automated(g.World, a, g.Seed), 0.6)
}

func (g *judge) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	t := g.World.Book.Template("rubric", g.Seed)
	d.Temperature, d.MaxTokens = 0, 512
	alone(&e)
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Grading, Topic: g.World.Interest(g.Seed, e.Key), Focus: g.Seed},
		Template: &t,
	})
}

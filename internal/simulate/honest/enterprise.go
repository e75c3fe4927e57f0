package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// enterprise is the seats of one declared company: one network, one card, one
// system prompt. It looks like a ring by identity and frame.
type enterprise struct{ group }

func newEnterprise(s Setup) cast.Group {
	return &enterprise{newGroup("enterprise", s, &cast.Office9, 0.08, 2.2, 80)}
}

func (g *enterprise) Cast(i int) cast.Account {
	return g.paced(g.World.Member(g.member(i), g.Seed, true), 1)
}

func (g *enterprise) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	g.World.System(d, "office", g.Seed)
	d.Stream = true
	person := a.Seed
	if e.Key&3 == 0 {
		person = g.Seed // the company's own business
	}
	genre := [...]prose.Genre{prose.Question, prose.Passage, prose.Data, prose.Question}[chance.Key(a.Seed, e.Key&1)%4]
	g.World.Converse(d, e, cast.Talk{Piece: prose.Piece{
		Genre: genre, Language: a.Language(e.Key), Topic: g.World.Interest(person, e.Key), Focus: a.Seed,
	}})
}

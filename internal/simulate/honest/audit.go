package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// audit is a regulated firm that has the reasons for its decisions restated
// for the record: one template that asks for reasoning, every team with cases
// of its own.
type audit struct {
	group
	wording prose.Wording // in the languages of the firm's branches
}

func newAudit(s Setup) cast.Group {
	g := &audit{group: newGroup("audit", s, &cast.Office9, 0.1, 5, 40).program()}
	g.wording = s.World.Book.Wording("audit", s.Seed)
	return g
}

func (g *audit) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	return g.paced(automated(g.World, a, g.Seed), 0.7)
}

func (g *audit) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	branch := 0
	if s := chance.At(a.Seed, 0xa0d); s.Bool(0.3) {
		branch = s.Intn(len(g.wording.Templates))
	}
	d.Thinking, d.MaxTokens, d.Temperature = true, 4096, 0
	alone(&e)
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Passage, Language: g.wording.Languages[branch], Topic: g.World.Interest(a.Seed, e.Key), Focus: a.Seed},
		Template: &g.wording.Templates[branch],
	})
}

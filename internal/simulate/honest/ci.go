package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// ci is one key in a repository's continuous integration: each run comes from
// another rented machine.
type ci struct{ group }

func newCI(s Setup) cast.Group {
	return &ci{newGroup("ci", s, &cast.Office9, 0.2, 9, 8).program()}
}

func (g *ci) Cast(i int) cast.Account {
	return g.paced(g.World.Developer(g.member(i)), 1)
}

func (g *ci) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	runner := cast.Hosting(e.Key)
	d.IP = runner.Address(e.Key, e.Key, e.At)
	d.ASN = cast.ASN(d.IP)
	g.World.System(d, "agent", a.Seed)
	tools := &g.World.ToolSets[a.Seed%uint64(len(g.World.ToolSets))]
	g.World.Work(d, e, prose.Piece{
		Genre: prose.Code, Topic: g.World.Interest(a.Seed, a.Seed), Focus: chance.Key(a.Seed, 2),
	}, tools)
}

package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// agency is a studio that pays for its clients' accounts with one card without
// declaring an organisation. Each account is another client's project.
type agency struct{ group }

func newAgency(s Setup) cast.Group {
	return &agency{newGroup("agency", s, &cast.Office9, 0.2, 3, 60)}
}

func (g *agency) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	s := chance.At(g.Seed, 0xa9e)
	a.Card = s.Uint64() | 1
	a.Signup = cast.Office(g.Seed)
	a.Verification = cast.ByBusiness
	return g.paced(a, 1.2)
}

func (g *agency) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if a.Seed&1 == 0 {
		g.World.System(d, "agency", a.Seed)
		Chat(g.World, d, a, e)
		return
	}
	App(g.World, d, a, e, a.Seed)
}

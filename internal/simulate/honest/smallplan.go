package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// smallPlan is founders whose product took off: one account on the smallest
// plan, verified by e-mail alone, with the traffic of an enterprise.
type smallPlan struct{ group }

func newSmallPlan(s Setup) cast.Group {
	return &smallPlan{newGroup("smallplan", s, &cast.Product, 0.9, 3, 12).program()}
}

func (g *smallPlan) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	a.Program, a.Verification = cast.Standard, cast.ByEmail
	if a.Seed%3 == 0 {
		a.Program = cast.Startup
	}
	return g.paced(a, 0.6)
}

func (g *smallPlan) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	App(g.World, d, a, e, a.Seed)
	d.User = 0 // nobody told them to name their users
}

package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// failover is a company's router that sends a conversation on to another model
// or pathway after an error, reasoning artefacts included.
type failover struct{ group }

func newFailover(s Setup) cast.Group {
	return &failover{newGroup("failover", s, &cast.Product, 0.8, 4, 30).program()}
}

func (g *failover) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	a = automated(g.World, a, g.Seed)
	a.Net = cast.Hosting(g.Seed).With(40, 3)
	a.Pathway = [...]string{cast.API, cast.Cloud, cast.API}[i%3]
	return g.paced(a, 0.5)
}

func (g *failover) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	g.World.System(d, "router", g.Seed)
	d.Thinking = true
	outage := chance.At(g.Seed, uint64(g.World.HourOf(e.At))/3)
	if outage.Bool(0.06) {
		if e.Turn&1 == 0 {
			d.Status, d.Stop = 529, ""
		} else {
			d.Model, d.Pathway = cast.SmallModel, cast.Cloud
		}
	}
	user := chance.Key(g.Seed, e.Key%60)
	g.World.Converse(d, e, cast.Talk{Piece: prose.Piece{
		Genre: prose.Question, Language: a.Language(user), Topic: g.World.Interest(user, e.Key), Focus: user,
	}})
}

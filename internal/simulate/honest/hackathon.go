package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// hackathon is fresh accounts made within an hour in one hall, on a sponsor's
// credit, gone after a day and a half. Each team has its own project.
type hackathon struct {
	group
	opens int64
}

func newHackathon(s Setup) cast.Group {
	rand := chance.At(s.Seed, 0x4ac)
	opens := s.World.Start + int64(rand.Intn(max(1, s.World.Hours-30)))*cast.HourMillis
	return &hackathon{group: newGroup("hackathon", s, &cast.Flat, 1, 4, 60), opens: opens}
}

func (g *hackathon) Cast(i int) cast.Account {
	a := g.World.Person(g.member(i))
	s := chance.At(g.Seed, 0x4a11)
	a.Net = cast.Office(g.Seed).With(1, 6)
	a.Signup = a.Net
	a.Card, a.Program, a.Pathway = s.Uint64()|1, cast.Startup, cast.API
	own := chance.At(a.Seed, 0x4a12)
	a.Client = g.World.PickClient(cast.SDK, &own)
	if own.Bool(0.3) {
		a.Client = g.World.PickClient(cast.AgentCLI, &own)
	}
	g.World.CreatedAt(&a, g.opens+int64(own.Intn(cast.HourMillis)))
	a.Until = min(g.World.End(), g.opens+36*cast.HourMillis)
	a.Banned = false
	return g.paced(a, 0.9)
}

func (g *hackathon) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	team := chance.Key(g.Seed, uint64(a.Number)/3)
	if e.Key&3 == 0 {
		App(g.World, d, a, e, team)
		return
	}
	g.World.Converse(d, e, cast.Talk{Piece: prose.Piece{
		Genre: prose.Code, Topic: g.World.Interest(team, e.Key), Focus: team,
	}})
}

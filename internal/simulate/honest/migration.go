package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// migration is one program that moves from an old account to a new one: the
// old falls silent, the new starts at full rate. It looks like a successor.
type migration struct {
	group
	moves int64
}

func newMigration(s Setup) cast.Group {
	rand := chance.At(s.Seed, 0x319)
	moves := s.World.Start + int64(rand.Between(s.World.Hours/5, s.World.Hours*4/5))*cast.HourMillis
	return &migration{group: newGroup("migration", s, &cast.Product, 0.8, 4, 30).program(), moves: moves}
}

func (g *migration) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	s := chance.At(g.Seed, 0x31a)
	a.Card, a.Net = s.Uint64()|1, cast.Hosting(g.Seed).With(60, 2)
	a.Client = g.World.PickClient(cast.SDK, &s)
	if s.Bool(0.6) {
		a.Org = s.Uint64() | 1
	}
	a.Banned, a.Rate = false, g.Rate
	if i == 0 {
		a.Until = g.moves
	} else {
		g.World.CreatedAt(&a, g.moves-int64(s.Between(1, 20))*cast.HourMillis)
		a.From, a.Until = g.moves, g.World.End()
	}
	return a
}

func (g *migration) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	App(g.World, d, a, e, g.Seed)
}

package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// loadTest is a firm that fires three fixed requests at a constant rate for
// two hours: steadier than any crowd, but always the same tasks.
type loadTest struct {
	group
	begins int
}

func newLoadTest(s Setup) cast.Group {
	rand := chance.At(s.Seed, 0x10ad)
	g := newGroup("loadtest", s, &cast.Flat, 1, 1, 1)
	g.Restless = 0
	return &loadTest{group: g, begins: rand.Intn(max(1, s.World.Hours-2))}
}

func (g *loadTest) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	a = automated(g.World, a, g.Seed)
	a.Rate = g.Rate
	return a
}

// Expect puts everything into two hours.
func (g *loadTest) Expect(a *cast.Account, hour int) float64 {
	if hour < g.begins || hour >= g.begins+2 {
		return 0
	}
	return a.Rate * float64(g.World.Hours) / 24 / 2
}

func (g *loadTest) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	d.MaxTokens = 16
	e.Key, e.Turn = chance.Key(g.Seed, e.Key%3), 0
	App(g.World, d, a, e, g.Seed)
}

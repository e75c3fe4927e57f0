package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// benchmark is unrelated teams that run one public evaluation harness: one
// template, a public pool of 600 problems that each account sweeps for itself.
type benchmark struct{ group }

func newBenchmark(s Setup) cast.Group {
	g := newGroup("benchmark", s, &cast.Flat, 0.8, 25, 3)
	g.Restless = 1.2
	return &benchmark{g}
}

func (g *benchmark) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	if a.Seed%3 == 0 {
		a.Program = cast.Research
	}
	return g.paced(a, 0.8)
}

func (g *benchmark) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	const pool = 600
	g.World.System(d, "harness", g.Seed>>1<<1)
	d.Temperature, d.MaxTokens = 0, 2048
	public := chance.Name(g.World.Seed, "public benchmark")
	item := (e.Key%pool + uint64(e.Turn)) % pool
	topic := chance.At(public, item)
	t := g.World.Book.Template("solve", public)
	e.Key, e.Turn = chance.Key(public, item), 0
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Problem, Topic: topic.Intn(g.World.Book.Topics()), Focus: e.Key},
		Template: &t,
	})
}

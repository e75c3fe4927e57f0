package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// regression is a firm's suite of 240 fixed cases that checks the quality of
// answers every night, from a few undeclared accounts on one card, and again
// within hours of a new model's release.
type regression struct{ group }

// regressionCases is the size of the suite.
const regressionCases = 240

func newRegression(s Setup) cast.Group {
	g := newGroup("regression", s, &cast.Flat, 1, 30, 3)
	g.Restless = 0.2
	return &regression{g}
}

func (g *regression) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, false)
	a = automated(g.World, a, g.Seed)
	a.Net = cast.Hosting(g.Seed).With(30, 4)
	a.Rate = g.Rate
	return a
}

// Expect puts the work into the three hours after midnight.
func (g *regression) Expect(a *cast.Account, hour int) float64 {
	if local := (hour + g.World.FirstHour + int(a.Zone) + 48) % 24; local >= 3 {
		return 0
	}
	return a.Rate / 3
}

func (g *regression) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if e.At > g.World.Release+2*cast.HourMillis && e.Key&1 == 0 {
		d.Model = cast.NewModel
	}
	t := g.World.Book.Template("regression", g.Seed)
	item := chance.Key(g.Seed, (e.Key+uint64(e.Turn))%regressionCases)
	topic := chance.New(item)
	d.Temperature, d.MaxTokens = 0, 1024
	e.Key, e.Turn = item, 0
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Question, Topic: topic.Intn(g.World.Book.Topics()), Focus: item},
		Template: &t,
	})
}

package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// tutorial is strangers who follow one published tutorial within days: the
// same template, nearly the same example tasks, then own ones.
type tutorial struct {
	group
	published int
}

func newTutorial(s Setup) cast.Group {
	rand := chance.At(s.Seed, 0x707)
	return &tutorial{
		group:     newGroup("tutorial", s, &cast.Evening, 1.3, 4, 90),
		published: rand.Intn(max(1, s.World.Hours/2)),
	}
}

func (g *tutorial) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	a.Net = cast.Home(a.Seed)
	return g.paced(a, 0.7)
}

// Expect puts each reader's work into one evening, most of them soon after
// publication.
func (g *tutorial) Expect(a *cast.Account, hour int) float64 {
	s := chance.At(a.Seed, 0x707)
	begins := g.published + int(30*s.Exponential())
	if hour < begins || hour >= begins+5 {
		return 0
	}
	return a.Rate * float64(g.World.Hours) / 24 / 5
}

func (g *tutorial) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	t := g.World.Book.Template("tutorial", g.Seed)
	example := e.Key >> 4 % 4
	topic := chance.At(g.Seed, 1)
	piece := prose.Piece{Genre: prose.Question, Topic: topic.Intn(g.World.Book.Topics()), Focus: g.Seed}
	e.Turn = uint16(example)
	if example == 3 { // after the three examples, an own try
		piece.Topic, piece.Focus = g.World.Interest(a.Seed, e.Key), a.Seed
	} else {
		e.Key = g.Seed
	}
	e.Key, e.Turn = chance.Key(e.Key, example), 0
	d.Temperature, d.MaxTokens = 0, 512
	g.World.Converse(d, e, cast.Talk{Piece: piece, Template: &t})
}

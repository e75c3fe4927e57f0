package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// class is a university course with one assignment: one campus network, the
// same few tasks in everybody's account, a rush before the deadline.
type class struct {
	group
	deadline int // hour of the window
}

func newClass(s Setup) cast.Group {
	rand := chance.At(s.Seed, 0xc1a)
	return &class{
		group:    newGroup("class", s, &cast.Evening, 1.2, 2.5, 120),
		deadline: rand.Between(s.World.Hours/3, s.World.Hours),
	}
}

func (g *class) Cast(i int) cast.Account {
	a := g.World.Person(g.member(i))
	s := chance.At(g.Seed, 0xca3)
	a.Country = g.World.Member(a.Seed, g.Seed, false).Country
	a.CardCountry, a.Zone = a.Country, cast.ZoneOf(a.Country)
	a.Net = cast.Office(g.Seed).With(2, 24)
	a.Signup, a.Card = a.Net, 0
	a.DomainKey, a.Pattern, a.Program = uint32(s.Uint64())|1, uint8(s.Intn(5)), cast.Education
	term := g.World.Start - int64(s.Between(5, 40))*24*cast.HourMillis
	g.World.CreatedAt(&a, term+int64(a.Seed%(72*cast.HourMillis)))
	return g.paced(a, 0.8)
}

// Expect rises fourfold on the day before the deadline and falls away after.
func (g *class) Expect(a *cast.Account, hour int) float64 {
	expected := g.Rhythm.Expect(a, hour)
	switch {
	case hour > g.deadline:
		return expected / 6
	case hour > g.deadline-24:
		return expected * 4
	}
	return expected
}

func (g *class) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	d.Stream = true
	if e.Key%5 == 0 {
		Chat(g.World, d, a, e)
		return
	}
	task := e.Key >> 8 % 6 // the assignment has six questions
	t := g.World.Book.Template("assignment", g.Seed)
	topic := chance.At(g.Seed, 0x70)
	e.Key = chance.Key(chance.Key(g.Seed, task), 0)
	if e.Turn > 0 { // students ask on in their own words
		e.Key = chance.Key(e.Key, a.Seed)
	}
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Problem, Topic: topic.Intn(g.World.Book.Topics()), Focus: g.Seed},
		Template: &t,
	})
}

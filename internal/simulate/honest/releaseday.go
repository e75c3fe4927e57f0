package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// releaseDay is unrelated reviewers and researchers who turn to a new model
// within hours of its release, with public and own problems.
type releaseDay struct{ group }

func newReleaseDay(s Setup) cast.Group {
	return &releaseDay{newGroup("releaseday", s, &cast.Evening, 1, 6, 40)}
}

func (g *releaseDay) Cast(i int) cast.Account {
	return g.paced(g.World.Developer(g.member(i)), 0.9)
}

// Expect is fivefold in the day after the release.
func (g *releaseDay) Expect(a *cast.Account, hour int) float64 {
	expected := g.Rhythm.Expect(a, hour)
	if since := hour - g.World.HourOf(g.World.Release); since >= 0 && since < 24 {
		return 5 * expected
	}
	return expected
}

func (g *releaseDay) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	s := chance.At(a.Seed, 0x4e1)
	if e.At > g.World.Release+int64(s.Intn(12*cast.HourMillis)) {
		d.Model = cast.NewModel
	}
	piece := prose.Piece{Genre: prose.Problem, Topic: g.World.Interest(a.Seed, e.Key), Focus: a.Seed}
	if e.Key&1 == 0 { // from the public pool that everybody tries
		public := chance.Name(g.World.Seed, "public benchmark")
		item := e.Key >> 1 % 600
		topic := chance.At(public, item)
		e.Key, e.Turn = chance.Key(public, item), 0
		piece.Topic, piece.Focus = topic.Intn(g.World.Book.Topics()), e.Key
	}
	g.World.Converse(d, e, cast.Talk{Piece: piece})
}

package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// shared is people whose conversations go on in another account: half have two
// accounts, one of them at work, and take the history of a day's conversation over from
// one to the other; the others go on from conversations that somebody made public.
type shared struct{ group }

// Shares of the sessions of a shared account.
const (
	carriedSessions = 0.3
	publicTalks     = 12 // conversations that were made public, by group
)

func newShared(s Setup) cast.Group {
	return &shared{newGroup("shared", s, &cast.Evening, 1, 2.4, 75)}
}

func (g *shared) Cast(i int) cast.Account { return g.paced(g.World.Person(g.member(i)), 0.9) }

func (g *shared) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	s := chance.At(e.Key, 0x5a4e)
	if !s.Bool(carriedSessions) {
		Chat(g.World, d, a, e)
		return
	}
	begun := min(e.Turn, 1)
	if number := int(a.Number); number%4 < 2 { // two accounts of one person, begun on the first
		day := uint64(g.World.HourOf(e.At)) / 24
		e.Key = chance.Key(chance.Key(g.Seed, uint64(number/2)), day)
		e.Turn = begun + 2*uint16(number%2)
	} else { // published by the first to speak of it
		e.Key = chance.Key(g.Seed, uint64(s.Intn(publicTalks)))
		e.Turn = 1 + begun
		if number%40 == 2 {
			e.Turn = begun
		}
	}
	d.Thinking, d.Stream = false, true
	g.World.Converse(d, e, cast.Talk{Piece: prose.Piece{
		Genre: prose.Question, Topic: g.World.Interest(e.Key, e.Key), Focus: e.Key,
	}})
}

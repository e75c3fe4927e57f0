package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// chat is individuals who talk to the model about their own few topics.
type chat struct{ group }

func newChat(s Setup) cast.Group {
	return &chat{newGroup("chat", s, &cast.Evening, 1.05, 2.4, 75)}
}

func (g *chat) Cast(i int) cast.Account {
	a := g.World.Person(g.member(i))
	home := chance.At(g.Seed, uint64(1e9+i/2))
	if home.Bool(0.03) { // two of one household: one line, one card
		a.Net, a.Card = cast.Home(home.Uint64()), home.Uint64()|1
	}
	return g.paced(a, 1.1)
}

func (g *chat) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	Chat(g.World, d, a, e)
}

// chatGenres is what people ask for; each has a favourite beside questions.
var chatGenres = [...]prose.Genre{
	prose.Question, prose.Question, prose.Question, prose.Question, prose.Code, prose.Problem,
	prose.Passage, prose.Review, prose.Sensitive, prose.Data, prose.Errand, prose.Picture,
}

// Chat writes what the person behind a asks in a session of chat. Campaigns use
// it to dilute their traffic.
func Chat(w *cast.World, d *record.Draft, a *cast.Account, e cast.Event) {
	s := chance.At(e.Key, 0xc4a7)
	genre := prose.Question
	if s.Bool(0.4) {
		own := chance.At(a.Seed, uint64(s.Intn(2)))
		genre = chatGenres[own.Intn(len(chatGenres))]
	}
	own := chance.At(a.Seed, 0x7417)
	d.Thinking, d.Stream = own.Bool(0.25), true
	topic := w.Interest(a.Seed, e.Key)
	w.Converse(d, e, cast.Talk{Piece: prose.Piece{
		Genre: genre, Language: a.Language(e.Key), Topic: topic, Focus: a.Seed,
	}})
}

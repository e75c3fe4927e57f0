package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// labelling is a declared annotation firm whose people work off one queue:
// within it, accounts show no individuality. Only its registration tells it
// from a campaign.
type labelling struct{ group }

func newLabelling(s Setup) cast.Group {
	return &labelling{newGroup("labelling", s, &cast.Office9, 0.3, 10, 30)}
}

func (g *labelling) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	return g.paced(a, 0.4)
}

func (g *labelling) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	g.World.System(d, "label", g.Seed)
	t := g.World.Book.Template("classify", g.Seed)
	d.MaxTokens = 128
	alone(&e)
	project := chance.Key(g.Seed, uint64(g.World.HourOf(e.At)/30)) // a customer's job lasts a day or so
	g.World.Converse(d, e, cast.Talk{
		Piece:    prose.Piece{Genre: prose.Review, Topic: g.World.Interest(project, e.Key), Focus: e.Key},
		Template: &t,
	})
}

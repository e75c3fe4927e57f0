package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// aggregator is a lawful gateway: one account with hundreds of end users of
// all languages and programs, each named to the provider.
type aggregator struct{ group }

func newAggregator(s Setup) cast.Group {
	return &aggregator{newGroup("aggregator", s, &cast.Product, 0.9, 2.5, 30)}
}

func (g *aggregator) Cast(i int) cast.Account {
	a := g.World.Member(g.member(i), g.Seed, true)
	a = automated(g.World, a, g.Seed)
	a.Net = cast.Hosting(a.Seed).With(20, 12)
	a.Pathway = cast.Aggregator
	return g.paced(a, 0.5)
}

func (g *aggregator) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	user := Customer(g.World, a.Seed, e.Key)
	AppOrChat(g.World, d, &user, e)
	d.User = user.Seed
}

// Customer gives the end user behind a session of an account, or ring, that
// serves many: a few of them bring most of the traffic.
func Customer(w *cast.World, seller, session uint64) cast.Account {
	s := chance.At(session, 0xc57)
	u := s.Float()
	number := uint64(900 * u * u * u)
	return w.Person(chance.Key(seller, number))
}

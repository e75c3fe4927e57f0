package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// privacy is strangers who strip what identifies them, as a matter of
// principle: no user agent, no telephone, relay exits that they share with
// many.
type privacy struct{ group }

func newPrivacy(s Setup) cast.Group {
	return &privacy{newGroup("privacy", s, &cast.Evening, 1, 2.6, 70)}
}

func (g *privacy) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	a.Stripped, a.Phone, a.DomainKey = true, 0, 0
	a.Net = cast.Exit(a.Seed).With(1, 8)
	a.Signup = a.Net
	a.Verification = cast.ByEmail
	return g.paced(a, 1.1)
}

func (g *privacy) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	AppOrChat(g.World, d, a, e)
}

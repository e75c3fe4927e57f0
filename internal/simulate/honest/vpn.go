package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// vpn is unrelated people who come through the same VPN exit.
type vpn struct{ group }

func newVPN(s Setup) cast.Group {
	return &vpn{newGroup("vpn", s, &cast.Evening, 1.1, 2.4, 75)}
}

func (g *vpn) Cast(i int) cast.Account {
	a := g.World.Person(g.member(i))
	a.Net = cast.Exit(g.Seed).With(1, 8)
	if a.Seed&1 == 0 {
		a.Signup = a.Net
	}
	return g.paced(a, 1.1)
}

func (g *vpn) Write(d *record.Draft, a *cast.Account, e cast.Event) { Chat(g.World, d, a, e) }

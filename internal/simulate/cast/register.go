package cast

import (
	"strconv"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// Register gives the registration record of a, as it stands at the window's
// end.
func (w *World) Register(a *Account) record.Account {
	client := w.clients.all[a.SignupClient]
	r := record.Account{
		ID: a.ID, Org: a.Org, Created: a.Created,
		Domain: domains[a.Domain], Pattern: patterns[a.Pattern],
		Email: a.Email, Phone: a.Phone, Card: a.Card,
		CardCountry: countries[a.CardCountry].code, Billing: countries[a.Country].code,
		IP:    a.Signup.Address(a.Seed, a.Seed, a.Created),
		Agent: client.Agent, JA4: client.JA4, Device: a.Device,
		Program: programs[a.Program], Verification: verifications[a.Verification], Status: "active",
	}
	if a.SignupDevice != 0 {
		r.Device = a.SignupDevice
	}
	if a.DomainKey != 0 {
		r.Domain = "firm-" + strconv.FormatUint(uint64(a.DomainKey), 36) + ".example"
	}
	if a.Banned {
		s := chance.At(a.Seed, 0xba1)
		r.Changed, r.Status = a.Until, "banned"
		if s.Bool(0.3) {
			r.Status = "suspended"
		}
	}
	return r
}

// Name gives the number under which the i-th account of the world is known:
// different for every i below 2^40, and no order to be seen in it.
func (w *World) Name(i int) uint64 {
	const mask = 1<<40 - 1
	x := (uint64(i) + w.Seed&0xffffff) * 0x9e3779b97f4a7c15 & mask
	x ^= x >> 19
	return x * 0xd1342543de82ef95 & mask
}

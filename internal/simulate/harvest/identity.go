package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// identitySizes says how many accounts share one of each at dials of 0.
type identitySizes struct {
	card, network, device int
}

// Cast gives the i-th account's registration: shared with its neighbours,
// except for what the dials hide.
func (r *ring) Cast(i int) cast.Account {
	w, seed := r.World, chance.Key(r.Seed, uint64(i))
	a := w.Developer(seed)
	s := chance.At(seed, 0x1de)
	common := chance.At(r.Seed, 0xc0)
	a.DomainKey, a.Program, a.Org = 0, cast.Standard, 0
	if !s.Bool(r.Dials.OwnCards) {
		a.Card = r.shared("card", i/r.size.card)
		a.SignupDevice = r.shared("device", i/r.size.device)
		a.Domain, a.Pattern = uint8(common.Intn(8)), uint8(2+common.Intn(2)*5) // word99 or hex
		a.CardCountry = uint8(common.Intn(10))
		a.Phone = 0
	}
	r.place(&a, i, &s)
	client := w.PickClient(cast.SDK, &common)
	if !s.Bool(r.Dials.ClientVariety) {
		a.Client = client
		a.SignupClient = w.PickClient(cast.Browser, &common)
	}
	r.signUp(&a, i, &s)
	t := r.roster[i]
	a.From, a.Until, a.Banned = max(t.from, a.Created), t.until, t.banned
	a.Rate = r.Rate
	return a
}

func (r *ring) shared(kind string, number int) uint64 {
	return chance.Key(chance.Name(r.Seed, kind), uint64(number)) | 1
}

// place puts an account behind one of the ring's rented networks or a home
// line. Which network has nothing to do with which card.
func (r *ring) place(a *cast.Account, i int, s *chance.Stream) {
	if s.Bool(r.Dials.HomeAddresses) {
		a.Net = cast.Home(a.Seed)
		a.Signup = a.Net
		return
	}
	networks := (len(r.roster) + r.size.network - 1) / r.size.network
	net := cast.Hosting(r.shared("network", s.Intn(networks)))
	a.Net = net.With(s.Between(2, 200), s.Between(1, 4))
	a.Signup = a.Net
}

// signUp dates the account: in bursts of ninety minutes, about eighty accounts
// each, some days before the campaign; successors shortly before their turn.
func (r *ring) signUp(a *cast.Account, i int, s *chance.Stream) {
	t := r.roster[i]
	switch {
	case s.Bool(r.Dials.SlowSignup):
		a.Created = t.from - int64(s.Float()*340*24*cast.HourMillis)
	case i >= r.Accounts:
		a.Created = t.from - int64(s.Between(60, 900)*1000)
	default:
		burst := chance.At(r.Seed, uint64(0xb0057+i/80))
		day := int64(burst.Between(2, 21)*24*60 + burst.Intn(24*60))
		a.Created = r.roster[0].from - day*60_000 + int64(s.Intn(90*60_000))
	}
}

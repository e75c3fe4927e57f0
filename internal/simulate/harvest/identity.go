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
	t := r.roster[i]
	a.DomainKey, a.Program, a.Org = 0, cast.Standard, 0
	if !s.Bool(r.Dials.OwnCards) {
		a.Card = r.shared("card", t.pool, int(t.number)/r.size.card)
		a.SignupDevice = r.shared("device", t.pool, int(t.number)/r.size.device)
		a.Domain, a.Pattern = uint8(common.Intn(8)), uint8(2+common.Intn(2)*5) // word99 or hex
		a.CardCountry = uint8(common.Intn(10))
		a.Phone = 0
	}
	r.place(&a, t, &s)
	client := w.PickClient(cast.SDK, &common)
	if !s.Bool(r.Dials.ClientVariety) {
		a.Client = client
		a.SignupClient = w.PickClient(cast.Browser, &common)
	}
	r.enter(&a, &s)
	if rolled(&s, r.Dials.Seats) {
		a.Places = 4
	}
	if rolled(&s, r.Dials.StripMetadata) {
		a.Stripped, a.Net = true, cast.Exit(a.Seed).With(1, 8)
	}
	r.signUp(&a, t, &s)
	a.From, a.Until, a.Banned = max(t.from, a.Created), t.until, t.banned
	a.Rate = r.Rate
	return a
}

func (r *ring) shared(kind string, pool int32, number int) uint64 {
	key := chance.Name(r.Seed, kind)
	if pool > 0 { // a second pool shares nothing with the first
		key = chance.Key(key, uint64(pool)<<32)
	}
	return chance.Key(key, uint64(number)) | 1
}

// place puts an account behind one of the ring's rented networks or a home
// line. Which network has nothing to do with which card.
func (r *ring) place(a *cast.Account, t term, s *chance.Stream) {
	if s.Bool(r.Dials.HomeAddresses) {
		a.Net = cast.Home(a.Seed)
		a.Signup = a.Net
		return
	}
	networks := (r.pools[t.pool] + r.size.network - 1) / r.size.network
	net := cast.Hosting(r.shared("network", t.pool, s.Intn(networks)))
	a.Net = net.With(s.Between(2, 200), s.Between(1, 4))
	a.Signup = a.Net
}

// enter gives an account a way in of its own, where the dial says so.
func (r *ring) enter(a *cast.Account, s *chance.Stream) {
	if !rolled(s, r.Dials.PathwayVariety) {
		return
	}
	a.Pathway = [...]string{cast.API, cast.Console, cast.Cloud, cast.Aggregator}[s.Intn(4)]
	if a.Pathway == cast.Console {
		a.Client, a.Device = r.World.PickClient(cast.Browser, s), a.SignupDevice
	}
}

// signUp dates the account: in bursts of ninety minutes, about eighty accounts
// each, some days before the campaign; successors shortly before their turn; a
// second pool within the pause.
func (r *ring) signUp(a *cast.Account, t term, s *chance.Stream) {
	switch {
	case s.Bool(r.Dials.SlowSignup):
		a.Created = t.from - int64(s.Float()*340*24*cast.HourMillis)
	case t.successor:
		a.Created = t.from - int64(s.Between(60, 900)*1000)
	case t.pool > 0:
		a.Created = t.from - int64((0.1+float64(0.8*s.Float()))*float64(max(1, r.Pause))*cast.HourMillis)
	default:
		burst := chance.At(r.Seed, uint64(0xb0057+int(t.number)/80))
		day := int64(burst.Between(2, 21)*24*60 + burst.Intn(24*60))
		a.Created = t.from - day*60_000 + int64(s.Intn(90*60_000))
	}
}

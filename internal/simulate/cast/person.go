package cast

import (
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
)

// Pathways by which accounts come in.
const (
	API        = "api"
	Console    = "console"
	Cloud      = "cloud"
	Aggregator = "aggregator"
)

type country struct {
	code     string
	zone     int8
	language prose.Language
	weight   float64
}

var countries = []country{
	{"US", -6, prose.English, 30},
	{"IN", 5, prose.English, 11},
	{"GB", 0, prose.English, 7},
	{"DE", 1, prose.German, 6},
	{"FR", 1, prose.English, 4},
	{"JP", 9, prose.Japanese, 5},
	{"BR", -3, prose.English, 4},
	{"CA", -5, prose.English, 4},
	{"ES", 1, prose.Spanish, 3},
	{"MX", -6, prose.Spanish, 3},
	{"SG", 8, prose.Chinese, 3},
	{"TW", 8, prose.Chinese, 3},
	{"KR", 9, prose.English, 3},
	{"AU", 10, prose.English, 3},
	{"NL", 1, prose.English, 2},
	{"PL", 1, prose.English, 2},
	{"NG", 1, prose.English, 1},
	{"ZA", 2, prose.English, 1},
	{"AR", -3, prose.Spanish, 1},
	{"VN", 7, prose.English, 2},
	{"ID", 7, prose.English, 2},
	{"HK", 8, prose.Chinese, 2},
	{"AE", 4, prose.English, 1},
	{"IL", 2, prose.English, 1},
}

// CountryCode gives the code of an account's country.
func CountryCode(index uint8) string { return countries[index].code }

// ZoneOf gives the hours that a country is ahead of UTC.
func ZoneOf(index uint8) int8 { return countries[index].zone }

// Language gives the language that a speaks in a session: that of its country,
// or English.
func (a *Account) Language(session uint64) prose.Language {
	native := countries[a.Country].language
	s := chance.At(a.Seed, 0x1a6)
	habit := s.Float()
	if native != prose.English && float64(session>>11)/(1<<53) < 0.4+habit {
		return native
	}
	return prose.English
}

// domains of e-mail, most popular first; weights halve slowly.
var domains = []string{"gmail.com", "outlook.com", "icloud.com", "yahoo.com", "proton.me", "qq.com", "hotmail.com", "163.com", "gmx.net", "fastmail.com", "naver.com", "mail.com"}

var domainSums = chance.Sums([]float64{46, 14, 9, 7, 6, 5, 4, 3, 2, 2, 1, 1})

// patterns of the local part of an e-mail address.
var patterns = []string{"first.last", "firstlast", "word99", "first99", "flast", "nick", "word.word99", "hex", "first_last99", "role"}

var patternSums = chance.Sums([]float64{24, 17, 12, 15, 9, 12, 3, 1, 4, 3})

var (
	programs      = [...]string{"standard", "education", "research", "startup"}
	verifications = [...]string{"none", "email", "phone", "document", "business"}
)

// Person gives an individual's account, as its seed has it: own e-mail, own
// line, mostly an own card.
func (w *World) Person(seed uint64) Account {
	s := chance.New(chance.Name(seed, "person"))
	a := Account{Seed: seed, Pathway: Console, Until: w.End()}
	a.Country = uint8(s.Weighted(w.countries))
	a.CardCountry = a.Country
	a.Zone = countries[a.Country].zone
	age := s.Float()
	w.CreatedAt(&a, w.Start-int64(age*age*365*24*HourMillis)-int64(s.Intn(HourMillis)))
	a.Net = Home(seed)
	a.Signup = a.Net
	if s.Bool(0.2) {
		a.Signup = Mobile(chance.Key(seed, 9))
	}
	a.Client = w.PickClient(Browser, &s)
	a.SignupClient = a.Client
	a.Email, a.Device = s.Uint64()|1, s.Uint64()|1
	a.Domain, a.Pattern = uint8(s.Weighted(domainSums)), uint8(s.Weighted(patternSums))
	if s.Bool(0.5) {
		a.Card = s.Uint64() | 1
	}
	if s.Bool(0.65) {
		a.Phone = s.Uint64() | 1
	}
	a.Verification = ByEmail
	if a.Phone != 0 {
		a.Verification = ByPhone
	}
	if s.Bool(0.004) { // closed for reasons of its own
		a.Banned, a.Until = true, w.Start+int64(s.Float()*float64(w.End()-w.Start))
	}
	return a
}

// Developer gives an individual or small firm that calls the API from a
// rented server, with a card on file.
func (w *World) Developer(seed uint64) Account {
	a := w.Person(seed)
	s := chance.New(chance.Name(seed, "developer"))
	a.Pathway, a.Device = API, 0
	a.SignupDevice = s.Uint64() | 1
	a.Client = w.PickClient(SDK, &s)
	a.Card = s.Uint64() | 1
	if s.Bool(0.75) {
		a.Net = Hosting(seed)
		a.Net = a.Net.With(int(a.Net.First), s.Between(1, 3))
	}
	if s.Bool(0.5) {
		a.DomainKey, a.Pattern = uint32(s.Uint64())|1, uint8(s.Weighted(patternSums))
	}
	if s.Bool(0.1) {
		a.Program = Startup
	}
	return a
}

// Member gives an account of an organisation with one network, one card and
// its own mail domain, in the organisation's country. Declared organisations
// also have a registered number.
func (w *World) Member(seed, org uint64, declared bool) Account {
	a := w.Person(seed)
	s := chance.New(chance.Name(org, "org"))
	a.Country = uint8(s.Weighted(w.countries))
	a.CardCountry, a.Zone = a.Country, countries[a.Country].zone
	a.Net = Office(org).With(s.Between(1, 200), s.Between(1, 4))
	a.Signup = a.Net
	a.Card = s.Uint64() | 1
	a.DomainKey, a.Pattern = uint32(s.Uint64())|1, uint8(s.Intn(5))
	a.Verification = ByBusiness
	if declared {
		a.Org = s.Uint64() | 1
	}
	return a
}

// CreatedAt sets when a was created; it is active from then on, but not before
// the window.
func (w *World) CreatedAt(a *Account, at int64) {
	a.Created = at
	a.From = max(at, w.Start)
}

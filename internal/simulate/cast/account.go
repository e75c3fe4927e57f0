// Package cast holds the people of a simulated world: accounts, what they
// register with, where they come from and when they are at work.
//
// It takes keys and gives accounts; honest groups and campaigns are built from
// the same parts. Its addresses lie in 10.0.0.0/8, 100.64.0.0/10 and
// 198.18.0.0/15, which no person on the internet has, and its card, phone and
// device numbers are hashes of nothing.
package cast

import (
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// Account is one account: registration facts and habits. All else about it
// follows from its Seed.
type Account struct {
	Seed   uint64
	Group  Group
	ID     uint64  // its name's number
	Rate   float64 // mean exchanges a day while active
	Number int32   // within its group, from 0

	Created, From, Until int64 // Unix milliseconds; it sends in [From, Until)
	Banned               bool  // at Until

	Org, Card, Phone, Email, Device uint64 // 0 = none
	SignupDevice                    uint64 // 0 = Device
	Net, Signup                     Net
	Stripped                        bool   // sends no user agent and no device
	Places                          uint8  // homes of those who use it at once; 0 = its own network
	Client, SignupClient            uint16 // of the world's clients
	Country, CardCountry            uint8
	Zone                            int8 // hours ahead of UTC
	Domain, Pattern                 uint8
	DomainKey                       uint32 // not 0: a domain of its own
	Program, Verification           Choice
	Pathway                         string
}

// Choice is an index into a list of fixed words.
type Choice uint8

// The programmes of an account.
const (
	Standard Choice = iota
	Education
	Research
	Startup
)

// How an account was verified.
const (
	Unverified Choice = iota
	ByEmail
	ByPhone
	ByDocument
	ByBusiness
)

// Event is one exchange that is to take place.
type Event struct {
	At      int64  // Unix milliseconds
	Key     uint64 // names the session or the task
	Serial  uint64 // place in a campaign's queue, from 1; honest sessions have 0
	Account int32  // in the world's list
	Turn    uint16 // within the session, from 0
	Kind    uint8  // for the group's own use
}

// Group is a set of accounts that behave by one plan: an honest population's
// instance (one company, one class) or a campaign. Its methods but Dispatch are
// called from several goroutines at once and must depend on their arguments
// only.
type Group interface {
	// Population names the kind of group in the ground truth.
	Population() string
	// Cast gives the group's i-th account, but for Group, ID and Number.
	Cast(i int) Account
	// Write adds content to d, whose client side the world has filled in.
	Write(d *record.Draft, a *Account, e Event)
}

// Rhythmic is a group whose accounts act each on their own.
type Rhythmic interface {
	Group
	// Expect gives the expected exchanges of a in an hour of the world.
	Expect(a *Account, hour int) float64
	// Session draws a session of an hour: how many exchanges, and the mean gap
	// between them in seconds with its coefficient of variation.
	Session(a *Account, hour int, s *chance.Stream) (exchanges int, gap, variation float64)
	// MeanSession is the mean of the exchanges that Session draws.
	MeanSession(a *Account) float64
}

// Dispatcher is a group that acts as one: something hands out its work.
type Dispatcher interface {
	Group
	// Dispatch emits the events of one hour. It is called once per hour, in
	// order; Event.Account is the number within the group.
	Dispatch(hour int, emit func(Event))
	// Campaign names the campaign and who runs it in the ground truth.
	Campaign() (name, operator string)
}

// Package harvest holds the campaigns of simulated worlds, one file per shape:
// rings of accounts under one operator that extract a model's abilities.
//
// It takes a world and a configuration and gives groups that act as one. To
// add a shape, write its file and add it to Shapes. Its campaigns follow a
// plan; they do not learn from what a detector does to them.
package harvest

import (
	"maps"
	"slices"

	"github.com/iolaus-project/iolaus/internal/simulate/cast"
)

// Config is one campaign.
type Config struct {
	Name, Operator string
	Accounts       int
	Rate           float64 // exchanges per account and day; 0 = the shape's own
	Start, Stop    int     // hours of the window
	Bans           float64 // share of accounts closed per day for other reasons
	Seed           uint64
	Dials          Dials
}

// Dials say how hard the operator hides, each from 0 (not at all) to 1.
type Dials struct {
	Paraphrase    float64 `yaml:"paraphrase"`     // wordings of the templates drawn anew per request
	OwnCards      float64 `yaml:"own_cards"`      // accounts with a card, device and mail address of their own
	HomeAddresses float64 `yaml:"home_addresses"` // accounts behind home lines instead of a few rented networks
	ClientVariety float64 `yaml:"client_variety"` // accounts with a client of their own
	Jitter        float64 `yaml:"jitter"`         // from a fixed beat to random arrivals
	HumanHours    float64 `yaml:"human_hours"`    // from round the clock to office hours
	Dilution      float64 `yaml:"dilution"`       // share of honest-looking requests mixed in
	Fanout        float64 `yaml:"fanout"`         // the same work over up to ten times the accounts
	SlowSignup    float64 `yaml:"slow_signup"`    // accounts made over a year instead of in bursts
	Replacement   float64 `yaml:"replacement"`    // closed accounts that are replaced, and how soon
}

// Named gives the dials by their names in a scenario.
func (d *Dials) Named() map[string]float64 {
	return map[string]float64{
		"paraphrase": d.Paraphrase, "own_cards": d.OwnCards, "home_addresses": d.HomeAddresses,
		"client_variety": d.ClientVariety, "jitter": d.Jitter, "human_hours": d.HumanHours,
		"dilution": d.Dilution, "fanout": d.Fanout, "slow_signup": d.SlowSignup, "replacement": d.Replacement,
	}
}

// Campaign is a group that acts as one, of Size accounts, successors included.
type Campaign interface {
	cast.Dispatcher
	Size() int
}

// shapes lists the campaign shapes.
func shapes() map[string]func(*cast.World, Config) Campaign {
	return map[string]func(*cast.World, Config) Campaign{
		"lockstep": newLockstep,
		"pivot":    newPivot,
		"trickle":  newTrickle,
		"reseller": newReseller,
		"pathways": newPathways,
		"replay":   newReplay,
	}
}

// Shapes gives the names of the campaign shapes.
func Shapes() []string { return slices.Sorted(maps.Keys(shapes())) }

// New makes a campaign of a shape; ok is false when there is no such shape.
func New(w *cast.World, shape string, c Config) (campaign Campaign, ok bool) {
	build, ok := shapes()[shape]
	if !ok {
		return nil, false
	}
	return build(w, c), true
}

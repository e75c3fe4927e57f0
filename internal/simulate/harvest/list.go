// Package harvest holds the campaigns of simulated worlds, one file per shape:
// rings of accounts under one operator that extract a model's abilities.
//
// It takes a world and a configuration and gives groups that act as one. To
// add a shape, write its file and add it to shapes. Its campaigns follow a
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
	Takedown       int     // hour at which all accounts are closed; 0 = never
	Pause          int     // hours after which a second pool begins
	Bans           float64 // share of accounts closed per day for other reasons
	Seed           uint64
	Dials          Dials
}

// Campaign is a group that acts as one, of Size accounts, successors included.
type Campaign interface {
	cast.Dispatcher
	Size() int
}

// Shape is one kind of campaign and what it is like unless a scenario says
// otherwise.
type Shape struct {
	Rate  float64 // exchanges per account and day
	Bans  float64 // share of accounts closed per day for other reasons
	Dials Dials
	build func(*cast.World, Config) Campaign
}

// shapes lists the campaign shapes.
func shapes() map[string]Shape {
	return map[string]Shape{
		"lockstep": {Rate: 24, build: newLockstep},
		"pivot":    {Rate: 30, build: newPivot},
		"trickle":  {Rate: 2, Dials: Dials{OwnCards: 1}, build: newTrickle}, // cards of their own are what a trickle is
		"reseller": {Rate: 20, Bans: 0.05, Dials: Dials{Replacement: 1}, build: newReseller},
		"pathways": {Rate: 24, build: newPathways},
		"replay":   {Rate: 25, Dials: Dials{Replay: 1}, build: newReplay},
		"probe":    {Rate: 12, Dials: Dials{Probing: 1}, build: newTrickle},
		"lone":     {Rate: 900, build: newLone},
	}
}

// Shapes gives the names of the campaign shapes.
func Shapes() []string { return slices.Sorted(maps.Keys(shapes())) }

// Find gives the shape of a name.
func Find(name string) (Shape, bool) {
	shape, ok := shapes()[name]
	return shape, ok
}

// New makes a campaign of this shape. A rate of 0 is the shape's own.
func (s Shape) New(w *cast.World, c Config) Campaign {
	if c.Rate == 0 {
		c.Rate = s.Rate
	}
	return s.build(w, c)
}

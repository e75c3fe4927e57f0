// Package honest holds the honest populations of simulated worlds, one file
// each: everyday users, and the look-alikes that a detector must leave alone.
//
// It takes a world and a seed and gives groups of accounts. To add a
// population, write its file and add it to Kinds. What these groups lack is
// meaning: their texts are grammatical, not sensible.
package honest

import (
	"slices"

	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// Kind is one population.
type Kind struct {
	Name string
	Size int     // accounts of one group; 0 = all in one
	Rate float64 // mean exchanges per account and day
	New  func(Setup) cast.Group
}

// Setup is what a group is made from.
type Setup struct {
	World *cast.World
	Seed  uint64 // of the group
	Size  int    // accounts
	Rate  float64
}

// Kinds lists the populations.
func Kinds() []Kind {
	return []Kind{
		{"chat", 0, 5, newChat},
		{"api", 0, 12, newAPI},
		{"enterprise", 40, 6, newEnterprise},
		{"class", 45, 4, newClass},
		{"hackathon", 50, 12, newHackathon},
		{"agent", 0, 14, newAgent},
		{"tutorial", 40, 2, newTutorial},
		{"benchmark", 6, 60, newBenchmark},
		{"judge", 8, 50, newJudge},
		{"batch", 2, 150, newBatch},
		{"loadtest", 2, 120, newLoadTest},
		{"aggregator", 1, 600, newAggregator},
		{"labelling", 20, 40, newLabelling},
		{"agency", 8, 20, newAgency},
		{"vpn", 60, 5, newVPN},
		{"failover", 3, 60, newFailover},
		{"migration", 2, 50, newMigration},
		{"ci", 1, 80, newCI},
		{"releaseday", 12, 20, newReleaseDay},
		{"smallplan", 1, 500, newSmallPlan},
		{"privacy", 0, 5, newPrivacy},
		{"audit", 12, 30, newAudit},
		{"regression", 2, 240, newRegression},
		{"shared", 40, 6, newShared},
	}
}

// Find gives the population of a name.
func Find(name string) (Kind, bool) {
	kinds := Kinds()
	at := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if at < 0 {
		return Kind{}, false
	}
	return kinds[at], true
}

// group is what every population embeds. Groups with a course of their own
// override the rhythm's Expect.
type group struct {
	cast.Rhythm
	name string
	Setup
}

func (g *group) Population() string { return g.name }

func newGroup(name string, s Setup, day *cast.Curve, weekend, exchanges, gap float64) group {
	return group{name: name, Setup: s, Rhythm: cast.Rhythm{
		Day: day, Weekend: weekend, Exchanges: exchanges, Gap: gap, Restless: 0.7, Calendar: s.World,
	}}
}

// program makes the group's accounts busy as programs are.
func (g group) program() group {
	g.Program = true
	return g
}

// member gives the seed of the i-th account.
func (g *group) member(i int) uint64 { return chance.Key(g.Seed, uint64(i)) }

// paced sets the account's own rate, spread by sigma around the group's.
func (g *group) paced(a cast.Account, sigma float64) cast.Account {
	s := chance.At(a.Seed, 0x4a7e)
	a.Rate = s.Skewed(g.Rate, sigma)
	return a
}

package campaign

import (
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// Tally counts everything the accounts of the findings did. Detection looks at
// a bounded sample of a busy account; what a report says of a campaign's size is
// counted here, over all of it.
type Tally struct {
	world    *World
	findings []Finding
	of       map[int32][]place // where each account stands
	counts   []counts
	lines    []lineage // what the findings are called, once that is known
}

// place is an account's position in a finding.
type place struct{ finding, member int }

// counts are the totals of one finding.
type counts struct {
	exchanges, distilled []int64 // by member
	first, last          iolaus.Millis
	capabilities         [iolaus.CapabilityCount]int64
	pathways, models     map[iolaus.Hash]int64
	families             map[int32]*familyCount
	hours                map[int64]*hourCount
	firstSeen            []iolaus.Millis // by member
}

type familyCount struct {
	exchanges, accounts int64
	lastMember          int
	capabilities        [iolaus.CapabilityCount]int64
	tasks               distinctSet
}

type hourCount struct {
	exchanges, accounts int64
	lastMember          int
}

// NewTally prepares to count for the findings.
func NewTally(w *World, findings []Finding) *Tally {
	t := &Tally{world: w, findings: findings, of: map[int32][]place{}, counts: make([]counts, len(findings))}
	for f := range findings {
		n := len(findings[f].Members)
		t.counts[f] = counts{
			exchanges: make([]int64, n), distilled: make([]int64, n), firstSeen: make([]iolaus.Millis, n),
			pathways: map[iolaus.Hash]int64{}, models: map[iolaus.Hash]int64{},
			families: map[int32]*familyCount{}, hours: map[int64]*hourCount{},
		}
		for m, member := range findings[f].Members {
			t.of[member.Account] = append(t.of[member.Account], place{f, m})
		}
	}
	return t
}

// Accounts lists the accounts whose exchanges are wanted, ascending.
func (t *Tally) Accounts() []int32 {
	accounts := make([]int32, 0, len(t.of))
	for a := range t.of {
		accounts = append(accounts, a)
	}
	slices.Sort(accounts)
	return accounts
}

// Add counts one exchange. All exchanges of an account must come in a row.
func (t *Tally) Add(account int32, x *Exchange) {
	for _, p := range t.of[account] {
		f := &t.findings[p.finding]
		distilled := x.followsAny(f.Families) || f.byForm && x.Best.Form()
		if f.Parent >= 0 && !distilled {
			continue // a customer's exchange, not the campaign's
		}
		t.counts[p.finding].add(p.member, x, distilled)
	}
}

func (c *counts) add(member int, x *Exchange, distilled bool) {
	c.exchanges[member]++
	if distilled {
		c.distilled[member]++
	}
	if c.first == 0 || x.Time < c.first {
		c.first = x.Time
	}
	c.last = max(c.last, x.Time)
	if c.firstSeen[member] == 0 || x.Time < c.firstSeen[member] {
		c.firstSeen[member] = x.Time
	}
	c.capabilities[x.Best]++
	c.pathways[x.Pathway]++
	c.models[x.Model]++
	for _, f := range []int32{x.Family, x.Setting} {
		if f != family.None {
			c.addFamily(member, f, x)
		}
	}
	hour := int64(x.Time) / hourMillis
	h, ok := c.hours[hour]
	if !ok {
		h = &hourCount{lastMember: -1}
		c.hours[hour] = h
	}
	h.exchanges++
	if h.lastMember != member {
		h.lastMember = member
		h.accounts++
	}
}

func (c *counts) addFamily(member int, n int32, x *Exchange) {
	f, ok := c.families[n]
	if !ok {
		f = &familyCount{lastMember: -1, tasks: newDistinctSet()}
		c.families[n] = f
	}
	f.exchanges++
	f.capabilities[x.Best]++
	f.tasks.add(uint64(x.Task))
	if f.lastMember != member {
		f.lastMember = member
		f.accounts++
	}
}

// distinctSet estimates how many distinct values it has seen, exactly up to
// 8,192: it keeps the hashes below a bound that halves when they grow too many
// (adaptive sampling, Wegman; Flajolet 1990). The estimate depends on the set
// alone, not on the order.
type distinctSet struct {
	kept  map[uint64]struct{}
	level uint
}

const maxDistinctKept = 8192

func newDistinctSet() distinctSet { return distinctSet{kept: map[uint64]struct{}{}} }

func (s *distinctSet) add(v uint64) {
	h := splitmix.Mix(v)
	if h>>(64-s.level) != 0 {
		return
	}
	s.kept[h] = struct{}{}
	for len(s.kept) > maxDistinctKept {
		s.level++
		for k := range s.kept {
			if k>>(64-s.level) != 0 {
				delete(s.kept, k)
			}
		}
	}
}

func (s *distinctSet) count() int64 { return int64(len(s.kept)) << s.level }

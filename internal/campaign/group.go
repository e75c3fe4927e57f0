package campaign

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
)

// group is a candidate as it was known at a horizon: members that had appeared
// and what they had done.
type group struct {
	world     *World
	candidate *Candidate
	horizon   iolaus.Millis
	members   []int32
	traces    [][]Exchange // by member
	exchanges int
	families  []int32 // the group's own templates, by use, most used first
	core      []int32 // those that membership rests on, used at least half as much as the first
	private   bool    // hardly anybody else has the core
	inside    bool    // what lives in a relay, see only
	work      int     // exchanges of the group's templates
	coreWork  int     // exchanges of the core ones, once counted
	ties      *ties   // what ties the members, once found
	loads     *loads  // what the members carry, once weighed
	gap       float64 // milliseconds between two visits of a member, once found
	stepList  []step  // of a pipeline, once found
}

// Shares that make templates a group's own.
const (
	ownFamily    = 0.05 // of its exchanges, for a template to be the group's
	mostlyWork   = 0.5  // of its exchanges, for its templates to be what it does
	ownWork      = 0.1  // the same, where hardly anybody else has those templates
	mostWorkers  = 0.7  // of the members that would follow them then, were they dealt out
	exclusive    = 0.5  // of a template's users in the group, for hardly anybody else to have it
	rareTemplate = 0.01 // of all accounts in which a template was seen, for hardly anybody to have it
	fullMember   = 0.5  // of the group's share of work, for a member to live from it
	partlyMember = 0.2  // the same, for a member to take part
)

// at gives the candidate as of the horizon. Members join when they have been
// seen, and linked to another member or following the group's templates.
func at(w *World, c *Candidate, horizon iolaus.Millis) *group {
	g := &group{world: w, candidate: c, horizon: horizon}
	for _, a := range c.Accounts {
		trace := w.upTo(a, horizon)
		if c.lone {
			trace = until(w.closely(a), horizon)
		}
		if len(trace) > 0 {
			g.members = append(g.members, a)
			g.traces = append(g.traces, trace)
			g.exchanges += len(trace)
		}
	}
	g.findFamilies()
	if horizon < w.To && !c.lone {
		g.dropUntied()
	}
	return g
}

// findFamilies fills in the templates that make up the group's traffic and are
// spread over its members.
func (g *group) findFamilies() {
	count, members := map[int32]int{}, map[int32]int{}
	for _, trace := range g.traces {
		mine := map[int32]bool{}
		for i := range trace {
			for _, f := range []int32{trace[i].Family, trace[i].Setting} {
				if f != family.None {
					count[f]++
					mine[f] = true
				}
			}
		}
		for f := range mine {
			members[f]++
		}
	}
	g.families = g.families[:0]
	for f, n := range count {
		if float64(n) >= ownFamily*float64(g.exchanges) && members[f] >= max(3, len(g.members)/10) {
			g.families = append(g.families, f)
		}
	}
	slices.SortFunc(g.families, func(a, b int32) int { return cmp.Or(count[b]-count[a], int(a-b)) })
	defer g.findCore(count)
	if g.countWork(); g.work == 0 || float64(g.work) >= mostlyWork*float64(g.exchanges) {
		return
	}
	// The rest may be there to hide the work: what is left if the work is only
	// what the group has to itself?
	all := g.families
	g.families = slices.DeleteFunc(slices.Clone(all), func(f int32) bool { return !g.ours(f) })
	if g.countWork(); !g.templated() {
		g.families = all
		g.countWork()
	}
}

// findCore fills in the templates that membership rests on: those that hardly
// anybody else has, or all of them where everybody has them. What turns up here
// and there is left out: others write it as well.
func (g *group) findCore(count map[int32]int) {
	g.core = g.core[:0]
	for _, own := range []bool{true, false} {
		for _, f := range g.families {
			if g.ours(f) == own && (len(g.core) == 0 || 2*count[f] >= count[g.core[0]]) {
				g.core = append(g.core, f)
			}
		}
		if g.private = own; len(g.core) > 0 {
			return
		}
	}
}

// countWork counts the exchanges that follow the group's templates.
func (g *group) countWork() { g.work = g.count(g.follows) }

// count counts the exchanges of which something holds.
func (g *group) count(holds func(*Exchange) bool) int {
	n := 0
	for _, trace := range g.traces {
		for i := range trace {
			if holds(&trace[i]) {
				n++
			}
		}
	}
	return n
}

// dropUntied removes members that nothing known by the horizon ties to the
// others.
func (g *group) dropUntied() {
	tied := map[int32]bool{}
	for _, l := range g.links() {
		tied[l.A], tied[l.B] = true, true
	}
	// before anything is moved: the shares are of the whole group
	templated := g.templated()
	stays := make([]bool, len(g.members))
	for i, a := range g.members {
		stays[i] = tied[a] || templated && g.workShare(i) >= fullMember
	}
	kept := 0
	g.exchanges = 0
	for i, a := range g.members {
		if !stays[i] {
			continue
		}
		g.members[kept], g.traces[kept] = a, g.traces[i]
		g.exchanges += len(g.traces[i])
		kept++
	}
	g.members, g.traces, g.coreWork = g.members[:kept], g.traces[:kept], 0
	g.findFamilies()
}

// links gives the candidate's links whose reasons were all known by the horizon.
func (g *group) links() []iolaus.Link {
	if g.horizon >= g.world.To {
		return g.candidate.Links
	}
	var known []iolaus.Link
	for _, l := range g.candidate.Links {
		if l.Since <= g.horizon {
			known = append(known, l)
		}
	}
	return known
}

// own reports whether f is one of the group's templates.
func (g *group) own(f int32) bool { return slices.Contains(g.families, f) }

// follows reports whether an exchange follows one of the group's templates.
func (g *group) follows(x *Exchange) bool { return x.followsAny(g.families) }

func (x *Exchange) followsAny(families []int32) bool {
	return slices.Contains(families, x.Family) || slices.Contains(families, x.Setting)
}

// workShare is the part of a member's exchanges that follow the templates at
// the group's core, relative to that of the group.
func (g *group) workShare(member int) float64 {
	if g.coreWork == 0 {
		for m := range g.traces {
			g.coreWork += g.coreOf(m)
		}
	}
	own := float64(g.coreOf(member)) / float64(max(1, len(g.traces[member])))
	return own / (float64(max(1, g.coreWork)) / float64(max(1, g.exchanges)))
}

// coreOf counts a member's exchanges that follow the core templates.
func (g *group) coreOf(member int) int {
	n := 0
	for i := range g.traces[member] {
		if g.traces[member][i].followsAny(g.core) {
			n++
		}
	}
	return n
}

// templated reports whether the group lives from its templates: most of its
// traffic follows them, or a fair part follows templates that hardly anybody
// else has. Then the tests on content look at that part alone, since an operator
// can mix anything in with it.
func (g *group) templated() bool {
	share := float64(g.work) / float64(max(1, g.exchanges))
	if share >= mostlyWork {
		return true
	}
	return share >= ownWork && g.workers() >= mostWorkers &&
		!slices.ContainsFunc(g.families, func(f int32) bool { return !g.ours(f) })
}

// workers is how many members follow the group's templates at all, relative to how
// many would if the work were dealt out at random: an operator uses every account, but
// one that has been used twice may have shown its other face alone. What is dealt out are
// conversations: all turns of one go the same way.
func (g *group) workers() float64 {
	workers, work, all := 0, 0, 0
	opened := make([]int, len(g.traces))
	for m, trace := range g.traces {
		mine, follows := 0, false
		for i := range trace {
			x := &trace[i]
			followed := g.follows(x)
			follows = follows || followed
			if x.Root {
				opened[m]++
				if followed {
					mine++
				}
			}
		}
		if opened[m] = max(opened[m], 1); follows {
			workers++
			mine = max(mine, 1)
		}
		work += mine
		all += opened[m]
	}
	return float64(workers) / dealt(opened, float64(work)/float64(max(1, all)))
}

// dealt is how many members one part of what each has is expected on, one at the least,
// if all that they have is dealt out at random.
func dealt(each []int, part float64) float64 {
	expected := 0.0
	for _, n := range each {
		expected += 1 - math.Pow(1-part, float64(n))
	}
	return math.Max(1, expected)
}

// ours reports whether hardly anybody outside the group uses a template. Pieces
// of one ring share theirs, so one that is rare in the whole traffic will do.
func (g *group) ours(f int32) bool {
	users := len(g.world.usersOf(f))
	if g.world.rare[f] {
		return true
	}
	inside := 0
	for _, a := range g.members {
		if g.world.uses(a, f) {
			inside++
		}
	}
	return users > 0 && float64(inside) >= exclusive*float64(users)
}

// counts reports whether the tests on content look at an exchange.
func (g *group) counts(x *Exchange, templated bool) bool { return !templated || g.follows(x) }

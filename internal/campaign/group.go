package campaign

import (
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
	work      int     // exchanges of those templates
}

// ownFamily is the share of a group's exchanges that makes a template its own.
const ownFamily = 0.05

// at gives the candidate as of the horizon. Members join when they have been
// seen, and linked to another member or following the group's templates.
func at(w *World, c *Candidate, horizon iolaus.Millis) *group {
	g := &group{world: w, candidate: c, horizon: horizon}
	for _, a := range c.Accounts {
		if trace := w.upTo(a, horizon); len(trace) > 0 {
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
	g.families, g.work = g.families[:0], 0
	for f, n := range count {
		if float64(n) >= ownFamily*float64(g.exchanges) && members[f] >= max(3, len(g.members)/10) {
			g.families = append(g.families, f)
		}
	}
	slices.SortFunc(g.families, func(a, b int32) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return int(a - b)
	})
	for _, trace := range g.traces {
		for i := range trace {
			if g.follows(&trace[i]) {
				g.work++
			}
		}
	}
}

// dropUntied removes members that nothing known by the horizon ties to the
// others.
func (g *group) dropUntied() {
	tied := map[int32]bool{}
	for _, l := range g.links() {
		tied[l.A], tied[l.B] = true, true
	}
	kept := 0
	g.exchanges = 0
	for i, a := range g.members {
		if !tied[a] && g.workShare(i) < familyShare {
			continue
		}
		g.members[kept], g.traces[kept] = a, g.traces[i]
		g.exchanges += len(g.traces[i])
		kept++
	}
	g.members, g.traces = g.members[:kept], g.traces[:kept]
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
func (g *group) follows(x *Exchange) bool { return g.own(x.Family) || g.own(x.Setting) }

// workShare is the part of a member's exchanges that follow the group's
// templates.
func (g *group) workShare(member int) float64 {
	n := 0
	for i := range g.traces[member] {
		if g.follows(&g.traces[member][i]) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(g.traces[member])))
}

// templated reports whether most of the group's traffic follows its templates.
func (g *group) templated() bool { return 2*g.work >= g.exchanges }

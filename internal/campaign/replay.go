package campaign

import (
	"math"
	"slices"
	"sort"
	"time"

	"github.com/iolaus-project/iolaus"
)

// replay follows one candidate through the detection cycles, as if the traffic
// had been watched live.
//
// Each cycle sees the evidence known at its end. Cycles are tried in steps that
// grow by a fifth until one suffices, and then those skipped before it by
// bisection: the cycle found does suffice, and could only be later than the very
// first. What looks ahead is the picture of honest traffic and the outer bound of
// the group; a member joins only through evidence already seen.
type replay struct {
	world     *World
	candidate *Candidate
	every     time.Duration
	threshold float64 // nats
	fdr       float64
	apartOf   int // accounts that were set apart, when it follows those; 0 otherwise
}

// findings gives the verdict on the candidate and, when it is a relay, on the
// campaigns that live in it.
func (r *replay) findings(p piece, candidates int) []Finding {
	g, j := p.group, p.judgement
	v, ok := verdict(g, j)
	if !ok {
		return nil
	}
	members, families := g.memberships(), g.families
	core := accountsOf(members)
	var own []int32 // templates that nobody else has
	if len(members) < minFinding && !r.candidate.lone {
		return nil
	}
	var others []Finding // of other operators, whose accounts hung together with these
	detected := r.detected(v)
	if v != iolaus.Harvest {
		called := g.enlist(members)
		if len(called.apart) > 0 {
			others = r.apart(called.apart, candidates)
			detected = 0 // of other accounts
		}
		members, families = called.members(), union(families, called.families)
		g = r.whole(members)
		own = union(called.families, called.covered)
		if detected == 0 {
			j = judge(g)
			if v, ok = verdict(g, j); !ok || j.total < r.threshold {
				return others
			}
			detected = r.detected(v)
		}
		if better := judge(g); better.total >= r.threshold {
			if w, ok := verdict(g, better); ok && w != v && w != iolaus.RingOnly { // seen on the whole only
				v, j = w, better
				detected = r.detected(v)
			}
		}
	}
	f := Finding{
		Verdict:    v,
		Confidence: 1 / (1 + float64(candidates)*math.Exp(-j.total)),
		QValue:     p.rates.now,
		QAnytime:   p.rates.anytime,
		Detected:   detected,
		Members:    members,
		Links:      g.links(),
		Families:   families,
		Evidence:   j.strongest(),
		Parent:     -1,
		core:       intersection(core, accountsOf(members)), // without those that turned out to be another's
	}
	if v != iolaus.Relay {
		return append(others, f)
	}
	f.Families = nil
	return append(others, append([]Finding{f}, r.lift(g, own, detected)...)...)
}

// apart judges accounts that turned out to be another operator's.
//
// Those that call up the accounts which they were set apart from would be set apart
// again, for ever: what is left to judge has to shrink.
func (r *replay) apart(accounts []int32, candidates int) []Finding {
	if r.apartOf > 0 && len(accounts) >= r.apartOf {
		return nil
	}
	c := &Candidate{Accounts: accounts, Links: r.world.linksAmong(accounts)}
	g := at(r.world, c, r.world.To)
	j := judge(g)
	if j.total < r.threshold {
		return nil
	}
	of := &replay{world: r.world, candidate: c, every: r.every, threshold: r.threshold, fdr: r.fdr, apartOf: len(accounts)}
	return of.findings(piece{group: g, judgement: j, rates: j.alone(float64(candidates))}, candidates)
}

// whole makes a group of everybody who belongs, and follows it from then on.
func (r *replay) whole(members []Membership) *group {
	c := &Candidate{Accounts: accountsOf(members)}
	c.Links = r.world.linksAmong(c.Accounts)
	r.candidate = c
	return at(r.world, c, r.world.To)
}

func accountsOf(members []Membership) []int32 {
	accounts := make([]int32, len(members))
	for i, m := range members {
		accounts[i] = m.Account
	}
	return accounts
}

// detected is the end of the first cycle in which the evidence sufficed for the verdict.
// A relay that was taken for a distiller at first was reported then.
func (r *replay) detected(v iolaus.Verdict) iolaus.Millis {
	return r.first(func(g *group) bool {
		j := judge(g)
		known, ok := verdict(g, j)
		return ok && (known == v || v == iolaus.Relay && known == iolaus.Distillation) && j.total >= r.threshold
	})
}

// first is the end of the first cycle as of which something holds of the group; of the
// last one when it never does.
func (r *replay) first(holds func(*group) bool) iolaus.Millis {
	every := iolaus.Millis(max(r.every.Milliseconds(), 1))
	start := r.world.From / every * every
	cycles := int((r.world.To-start)/every) + 1
	end := func(cycle int) iolaus.Millis { return start + iolaus.Millis(cycle)*every }
	held := func(cycle int) bool {
		g := at(r.world, r.candidate, end(cycle))
		enough := minFinding
		if r.candidate.lone {
			enough = 1
		}
		return len(g.members) >= enough && holds(g)
	}
	failed, passed := 0, 1
	for passed < cycles && !held(passed) {
		failed, passed = passed, min(cycles, passed+1+passed/5)
	}
	return end(failed + 1 + sort.Search(passed-failed-1, func(i int) bool { return held(failed + 1 + i) }))
}

// lift takes a relay apart: templates that make up a fair part of it, spread over its
// accounts as one queue and ask for what a distillation pipeline needs are a campaign of
// its own; the rest are the reseller's customers. Those that nobody but the relay's
// accounts has are taken as one campaign; another is looked at by itself.
//
// Within a relay every customer's requests are spread over the accounts, so the
// queue test says less than elsewhere.
func (r *replay) lift(g *group, own []int32, detected iolaus.Millis) []Finding {
	tries := [][]int32{nil}
	for _, f := range spreadFamilies(g) {
		tries = append(tries, []int32{f})
		if g.ours(f) {
			own = append(own, f)
		}
	}
	slices.Sort(own)
	tries[0] = g.wanted(slices.Compact(own))
	candidates := float64(len(tries))
	var lifted []Finding
	var taken []int32 // templates already lifted, with what follows them
	for n, families := range tries {
		if len(families) == 0 || slices.ContainsFunc(families, func(f int32) bool { return slices.Contains(taken, f) }) {
			continue
		}
		passes := func(g *group) (inner *group, j judgement, ok bool) {
			inner = g.only(families...)
			if float64(inner.exchanges) < ownFamily*float64(g.exchanges) || n > 0 && !inner.formal() {
				return inner, j, false
			}
			j = judge(inner).without("dialogue").without("replay") // those are its customers'
			return inner, j, (n == 0 && j.byChannel["queue"] > againstQueue || j.spread()) && j.total >= math.Log(candidates/r.fdr)
		}
		inner, j, ok := passes(g)
		if !ok {
			continue
		}
		taken = append(append(taken, families...), inner.companions()...)
		found := j.alone(candidates)
		lifted = append(lifted, Finding{
			Verdict:    iolaus.Distillation,
			Confidence: 1 / (1 + candidates*math.Exp(-j.total)),
			QValue:     found.now,
			QAnytime:   found.anytime,
			Detected: max(detected, r.first(func(g *group) bool {
				_, _, ok := passes(g)
				return ok
			})),
			Members:  inner.allMembers(),
			Links:    inner.links(),
			Families: families,
			Evidence: j.strongest(),
			Parent:   0,
		})
	}
	return lifted
}

// spread reports whether the queue speaks for the work of a template within a relay, and
// enough besides.
func (j judgement) spread() bool { return j.byChannel["queue"] >= math.Log(3) && j.broad() }

// A campaign within a relay, and its templates.
const (
	innerForm   = 0.5  // of the work that asks for a form, for a template that others have as well
	innerAimed  = 0.25 // of the work that rivals harvest, for a template that nobody else has
	innerAlone  = 0.9  // of that work that ends with the answer
	innerPart   = 0.25 // of the use of the most used template, for another to be of the same campaign
	innerDealt  = 0.8  // of the accounts that it is dealt out over, the same
	innerFramed = 0.5  // more or less of it with a system prompt, for another to be of another
)

// wanted gives those among templates through which the group asks for what a
// distillation pipeline needs, ascending: the most used of them, and others that are
// used about as much and dealt out over as many accounts. Customers fill templates too,
// but fewer at a time, and come in sessions.
func (g *group) wanted(families []int32) []int32 {
	var parts []*group
	for _, f := range families {
		if inner := g.only(f); len(inner.members) >= enlistUsers && inner.harvests() {
			parts = append(parts, inner)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	most := slices.MaxFunc(parts, func(a, b *group) int { return a.exchanges - b.exchanges })
	each := make([]int, len(g.traces))
	for m, trace := range g.traces {
		each[m] = len(trace)
	}
	spread := func(part *group) float64 {
		return float64(len(part.members)) / dealt(each, float64(part.exchanges)/float64(g.exchanges))
	}
	var forms []int32
	for _, inner := range parts {
		if float64(inner.exchanges) >= innerPart*float64(most.exchanges) && spread(inner) >= innerDealt*spread(most) &&
			math.Abs(inner.framed()-most.framed()) < innerFramed {
			forms = append(forms, inner.families[0])
		}
	}
	slices.Sort(forms)
	return forms
}

// framed is the share of the group's exchanges that carry a system prompt.
func (g *group) framed() float64 {
	n := 0
	for _, trace := range g.traces {
		for i := range trace {
			if trace[i].Frame != 0 {
				n++
			}
		}
	}
	return float64(n) / float64(max(1, g.exchanges))
}

// formal reports whether most of the work asks for a form of request that a distillation
// pipeline needs.
func (g *group) formal() bool {
	aim, share := g.aim()
	return aim.Form() && share >= innerForm
}

// harvests reports whether the work is a harvest's rather than a customer's: a template
// that is filled with ever new tasks, on whose answers nobody goes on, and a fair part
// of it what rivals harvest.
func (g *group) harvests() bool {
	roots := 0
	for _, trace := range g.traces {
		for i := range trace {
			if trace[i].Root {
				roots++
			}
		}
	}
	aim, share := g.aim()
	return targeted(aim) && share >= innerAimed &&
		g.filled() >= minBulkFilled && float64(roots) >= innerAlone*float64(g.exchanges)
}

// companions lists the templates that most of the group's exchanges follow as
// well: a prompt and its system prompt are one work.
func (g *group) companions() []int32 {
	count := map[int32]int{}
	for _, trace := range g.traces {
		for i := range trace {
			count[trace[i].Family]++
			count[trace[i].Setting]++
		}
	}
	var with []int32
	for f, n := range count {
		if 2*n > g.exchanges {
			with = append(with, f)
		}
	}
	return with
}

// spreadFamilies lists the templates used by a third of the members or by
// twelve, ascending.
func spreadFamilies(g *group) []int32 {
	users := map[int32]int{}
	for _, trace := range g.traces {
		mine := map[int32]bool{}
		for i := range trace {
			mine[trace[i].Family] = true
			mine[trace[i].Setting] = true
		}
		for f := range mine {
			if f >= 0 {
				users[f]++
			}
		}
	}
	var spread []int32
	for f, n := range users {
		if n >= min(12, max(3, len(g.members)/3)) {
			spread = append(spread, f)
		}
	}
	slices.Sort(spread)
	return spread
}

// only gives the group reduced to the exchanges of some templates.
func (g *group) only(families ...int32) *group {
	inner := &group{world: g.world, candidate: g.candidate, horizon: g.horizon}
	for m, trace := range g.traces {
		var kept []Exchange
		for i := range trace {
			if trace[i].followsAny(families) {
				kept = append(kept, trace[i])
			}
		}
		if len(kept) > 0 {
			inner.members = append(inner.members, g.members[m])
			inner.traces = append(inner.traces, kept)
			inner.exchanges += len(kept)
		}
	}
	inner.families, inner.core, inner.private, inner.work = families, families, true, inner.exchanges
	return inner
}

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
	var private []int32 // templates that nobody else has
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
		private = g.wanted(append(called.families, called.covered...))
		if detected == 0 {
			j = judge(g)
			if v, ok = verdict(g, j); !ok || j.total < r.threshold {
				return others
			}
			detected = r.detected(v)
		}
		if better := judge(g); better.total >= r.threshold {
			if w, ok := verdict(g, better); ok && w != v && w == iolaus.Distillation { // seen on the whole only
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
	return append(others, append([]Finding{f}, r.lift(g, private)...)...)
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

// detected is the end of the first cycle in which the evidence sufficed.
func (r *replay) detected(v iolaus.Verdict) iolaus.Millis {
	every := iolaus.Millis(max(r.every.Milliseconds(), 1))
	start := r.world.From / every * every
	cycles := int((r.world.To-start)/every) + 1
	end := func(cycle int) iolaus.Millis { return start + iolaus.Millis(cycle)*every }
	failed, passed := 0, 1
	for passed < cycles && !r.suffices(v, end(passed)) {
		failed, passed = passed, min(cycles, passed+1+passed/5)
	}
	passed = failed + 1 + sort.Search(passed-failed-1, func(i int) bool {
		return r.suffices(v, end(failed+1+i))
	})
	return end(passed)
}

// suffices reports whether the evidence known at the horizon gives the verdict.
func (r *replay) suffices(v iolaus.Verdict, horizon iolaus.Millis) bool {
	g := at(r.world, r.candidate, horizon)
	if len(g.members) < 3 && !r.candidate.lone || len(g.members) == 0 {
		return false
	}
	j := judge(g)
	known, ok := verdict(g, j)
	return ok && known == v && j.total >= r.threshold
}

// lift takes a relay apart: templates that make up a fair part of it, spread over its
// accounts as one queue and ask for a form that a distillation pipeline needs are a
// campaign of its own; the rest are the reseller's customers. Of the templates that
// nobody but the relay's accounts has, those that ask for a form are taken as one
// campaign; another is looked at by itself.
//
// Within a relay every customer's requests are spread over the accounts, so the
// queue test says less than elsewhere; a topic, such as coding, is not enough.
func (r *replay) lift(g *group, private []int32) []Finding {
	tries := [][]int32{private}
	for _, f := range spreadFamilies(g) {
		tries = append(tries, []int32{f})
	}
	candidates := float64(len(tries))
	var lifted []Finding
	var taken []int32 // templates already lifted, with what follows them
	for n, families := range tries {
		if len(families) == 0 || slices.ContainsFunc(families, func(f int32) bool { return slices.Contains(taken, f) }) {
			continue
		}
		inner := g.only(families...)
		aim, share := inner.aim()
		if float64(inner.exchanges) < ownFamily*float64(g.exchanges) || !aim.Form() || share < 0.5 {
			continue
		}
		j := judge(inner)
		if n > 0 && (j.byChannel["queue"] < math.Log(3) || !j.broad()) ||
			j.byChannel["queue"] < 0 || j.total < math.Log(candidates/r.fdr) {
			continue
		}
		taken = append(append(taken, families...), inner.companions()...)
		found := j.alone(candidates)
		lifted = append(lifted, Finding{
			Verdict:    iolaus.Distillation,
			Confidence: 1 / (1 + candidates*math.Exp(-j.total)),
			QValue:     found.now,
			QAnytime:   found.anytime,
			Detected:   r.detected(iolaus.Relay),
			Members:    inner.allMembers(),
			Links:      inner.links(),
			Families:   families,
			Evidence:   j.strongest(),
			Parent:     0,
		})
	}
	return lifted
}

// wanted gives those among templates through which the group asks for a form that a
// distillation pipeline needs, ascending.
func (g *group) wanted(families []int32) []int32 {
	var forms []int32
	for _, f := range families {
		inner := g.only(f)
		if aim, share := inner.aim(); aim.Form() && share >= 0.5 && len(inner.members) >= enlistUsers {
			forms = append(forms, f)
		}
	}
	slices.Sort(forms)
	return forms
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

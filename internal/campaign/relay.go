package campaign

import (
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// minRelayQueue is what the queue must speak for a relay, in nats: no content does,
// and small groups of people who came together once come out above a factor of
// three now and then.
const minRelayQueue = 2.3

// Bounds of what resells.
const (
	minCustomers = 8   // system prompts that a dispatcher spreads; an operator has a few
	minServing   = 0.5 // of the members that carry one; fewer are another's, in part of the group
)

// resells reports whether the requests of many customers are spread over the accounts,
// by their system prompts or turn by turn of their conversations.
func (g *group) resells(j judgement) bool {
	if !j.speaks("clientele") && !j.speaks("dialogue") {
		return false
	}
	prompts, serving := g.customers()
	return prompts >= minCustomers && float64(serving) >= minServing*float64(len(g.members))
}

// lift takes a relay apart: templates that make up a fair part of it, spread over its
// accounts as one queue and ask for what a distillation pipeline needs are a campaign of
// its own; the rest are the reseller's customers. Those that nobody but the relay's
// accounts has are taken as one campaign; another is looked at by itself.
//
// Within a relay every customer's requests are spread over the accounts, so the
// queue test says less than elsewhere.
func (r *replay) lift(g *group, members []Membership, own []int32, detected iolaus.Millis) []Finding {
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
			j = judge(inner)
			return inner, j, (n == 0 && j.byChannel["queue"] > againstQueue || j.spread()) && j.total >= math.Log(candidates/r.fdr)
		}
		inner, j, ok := passes(g)
		if !ok {
			continue
		}
		taken = append(append(taken, families...), inner.companions()...)
		found := j.alone(candidates)
		living := among(inner.members)
		lifted = append(lifted, Finding{
			Verdict:    iolaus.Distillation,
			Confidence: 1 / (1 + candidates*math.Exp(-j.total)),
			QValue:     found.now,
			QAnytime:   found.anytime,
			Detected: max(detected, r.first(func(g *group) bool {
				_, _, ok := passes(g)
				return ok
			})),
			Members:  slices.DeleteFunc(slices.Clone(members), func(m Membership) bool { return !living(m.Account) }),
			Links:    inner.links(),
			Families: families,
			Evidence: j.strongest(),
			Parent:   0,
		})
	}
	return lifted
}

// insideChannels lists the tests on what lives in a relay. Dialogues and what is carried
// over are its customers', and a pool is the reseller's, so it is worth less.
func insideChannels() []channel {
	var inside []channel
	for _, c := range channels() {
		switch c.name {
		case "dialogue", "replay":
			continue
		case "identity":
			c.cap = math.Log(lookAlikePool)
		}
		inside = append(inside, c)
	}
	return inside
}

// spread reports whether the queue speaks for the work of a template within a relay, and
// enough besides.
func (j judgement) spread() bool { return j.speaks("queue") && j.broad() }

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
	return float64(g.count(func(x *Exchange) bool { return x.Frame != 0 })) / float64(g.exchanges)
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
	aim, share := g.aim()
	return targeted(aim) && share >= innerAimed && g.filled() >= minBulkFilled &&
		float64(g.count(func(x *Exchange) bool { return x.Root })) >= innerAlone*float64(g.exchanges)
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
	inner.inside = true
	return inner
}

package campaign

import (
	"context"
	"math"
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
func (r *replay) findings(ctx context.Context, p piece, candidates int) ([]Finding, error) {
	g, j := p.group, p.judgement
	v, ok := verdict(g, j)
	if !ok {
		return nil, nil
	}
	members, families := g.memberships(), g.families
	core := accountsOf(members)
	var own []int32 // templates that nobody else has
	if len(members) < minFinding && !r.candidate.lone {
		return nil, nil
	}
	var others []Finding // of other operators, whose accounts hung together with these
	detected := r.detected(v)
	if v != iolaus.Harvest {
		called, err := g.enlist(ctx, members)
		if err != nil {
			return nil, err
		}
		if r.apartOf > 0 && len(intersection(core, accountsOf(called.members()))) < (len(core)+1)/2 {
			called = rollOf(members) // it called up those whom it was set apart from
		}
		members = called.members()
		g = r.whole(members)
		whole := judge(g)
		seen, passes := verdictAt(g, whole, r.threshold)
		if len(called.apart) > 0 {
			if others, err = r.others(ctx, called.apart, candidates); err != nil {
				return nil, err
			}
			if !passes { // those called up may be another operator's as well
				called = called.only(core)
				members = called.members()
				g = r.whole(members)
				whole = judge(g)
				if seen, passes = verdictAt(g, whole, r.threshold); !passes {
					return others, nil
				}
			}
		}
		// without the accounts set apart, or seen on the whole only
		if len(called.apart) > 0 || passes && seen != v && seen != iolaus.RingOnly {
			v, j = seen, whole
			detected = r.detected(v)
		}
		families = union(families, called.families)
		own = union(called.families, called.covered)
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
		byForm:     v == iolaus.Harvest || v == iolaus.Distillation && !g.templated(),
	}
	if v != iolaus.Relay {
		return append(others, f), nil
	}
	f.Families = nil
	return append(others, append([]Finding{f}, r.lift(g, members, own, detected)...)...), nil
}

// others judges the accounts that turned out to be of other operators.
//
// Those that call up the accounts which they were set apart from would set them apart
// again, for ever: what is left to judge has to shrink.
func (r *replay) others(ctx context.Context, apart [][]int32, candidates int) ([]Finding, error) {
	var all []Finding
	for _, accounts := range apart {
		if r.apartOf > 0 && len(accounts) >= r.apartOf {
			continue
		}
		c := r.world.candidateOf(accounts)
		g := at(r.world, &c, r.world.To)
		j := judge(g)
		if j.total < r.threshold {
			continue
		}
		of := &replay{world: r.world, candidate: &c, every: r.every, threshold: r.threshold, fdr: r.fdr, apartOf: len(accounts)}
		found, err := of.findings(ctx, piece{group: g, judgement: j, rates: j.alone(float64(candidates))}, candidates)
		if err != nil {
			return nil, err
		}
		all = r.world.keepOnce(all, found)
	}
	return all, nil
}

// whole makes a group of everybody who belongs, and follows it from then on.
func (r *replay) whole(members []Membership) *group {
	c := r.world.candidateOf(accountsOf(members))
	r.candidate = &c
	return at(r.world, &c, r.world.To)
}

// detected is the end of the first cycle in which the evidence sufficed for the verdict.
// A relay that was taken for a distiller at first was reported then.
func (r *replay) detected(v iolaus.Verdict) iolaus.Millis {
	return r.first(func(g *group) bool {
		known, ok := verdictAt(g, judge(g), r.threshold)
		return ok && (known == v || v == iolaus.Relay && known == iolaus.Distillation)
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

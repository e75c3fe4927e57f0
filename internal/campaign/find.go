package campaign

import (
	"context"
	"math"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iolaus-project/iolaus"
)

// Options are the terms of a report.
type Options struct {
	FDR     float64       // share of reported campaigns that may be false
	Every   time.Duration // between detection cycles
	Workers int           // candidates judged at once
	Judged  func(Judged)  // told of every candidate; nil = nobody asks
}

// Judged is what the tests say of one candidate, reported or not.
type Judged struct {
	Accounts []iolaus.Hash
	Lone     bool               // one holder, judged for what it does alone
	Channels map[string]float64 // nats, capped
	Total    float64            // nats, the channels together
}

// Finding is a campaign before it is put into words.
type Finding struct {
	Verdict    iolaus.Verdict
	Confidence float64 // probability that the verdict holds
	QValue     float64 // by this look at the traffic
	QAnytime   float64 // however often one looks
	Detected   iolaus.Millis
	Members    []Membership // ascending by account
	Links      []iolaus.Link
	Families   []int32 // templates through which it extracts
	Evidence   []iolaus.Evidence
	Parent     int // index of the relay it lives in, or -1

	shares map[int32]map[iolaus.Kind]int64 // of those known by their company: with how many they share something
	core   []int32                         // the members that the verdict rests on, before others were called up
	byForm bool                            // no template tells what it distils: the form of what it asks for does
}

// Find judges the candidates and gives those that can be reported with a
// false-discovery rate of at most o.FDR, by the closed e-BH procedure (see claims).
// Strongest first.
//
// Larger candidates weigh more (weighted e-BH, Wang and Ramdas 2022, section 4):
// chance makes small groups by the thousand, and a campaign is worth finding by its
// size. The weights average to one and are set by sizes alone (see counted).
//
// The busiest holders are candidates as well, each alone. What could not be reported
// whatever the tests say is none.
func Find(ctx context.Context, w *World, candidates []Candidate, o Options) ([]Finding, error) {
	candidates = append(reportable(w, candidates), loneCandidates(w)...)
	w.weigh(candidates)
	judged, err := judgeAll(ctx, w, candidates, o.Workers)
	if err != nil {
		return nil, err
	}
	o.tell(w, candidates, judged)
	look := newClaims(judged, (*judgement).now)
	order, reported := look.order, look.most(o.FDR)
	threshold := look.needed(reported, o.FDR)
	found := ratesOf(judged, look, o.FDR)
	var pieces, lone []piece
	for _, i := range order[:reported] {
		g := at(w, &candidates[i], w.To)
		if _, ok := verdict(g, judged[i]); !ok {
			continue
		}
		p := piece{group: g, judgement: judged[i], rates: found[i]}
		if candidates[i].lone {
			lone = append(lone, p)
		} else {
			pieces = append(pieces, p)
		}
	}
	var findings []Finding
	report := func(p piece) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		r := &replay{world: w, candidate: p.group.candidate, every: o.Every, threshold: threshold, fdr: o.FDR}
		more, err := r.findings(ctx, p, len(judged))
		if err != nil {
			return err
		}
		findings = w.keepOnce(findings, more)
		return nil
	}
	whole := consolidate(w, pieces, threshold)
	for _, p := range whole {
		if err := report(p); err != nil {
			return nil, err
		}
	}
	for _, p := range pieces {
		if rest, left := leftOver(w, p, whole, findings, threshold); left {
			if err := report(rest); err != nil {
				return nil, err
			}
		}
	}
	// an account of a ring is no harvest of its own, however strong the evidence
	for _, p := range lone {
		if err := report(p); err != nil {
			return nil, err
		}
	}
	w.acquaint(findings)
	return renumber(findings), nil
}

// tell tells of what was judged.
func (o *Options) tell(w *World, candidates []Candidate, judged []judgement) {
	if o.Judged == nil {
		return
	}
	for i, j := range judged {
		accounts := make([]iolaus.Hash, len(candidates[i].Accounts))
		for k, a := range candidates[i].Accounts {
			accounts[k] = w.Accounts[a].Hash
		}
		o.Judged(Judged{Accounts: accounts, Lone: candidates[i].lone, Channels: j.byChannel, Total: j.total - j.weight})
	}
}

// keepOnce appends the findings from one piece, unless they are of a campaign that was
// found before: two pieces of a campaign call up the same accounts. A ring gives way to
// a campaign. Two operators with one wording call up each other's accounts: there, each
// account is named once, by the one whose habits it has. A relay and what lives in it go
// together.
func (w *World) keepOnce(findings, more []Finding) []Finding {
	for len(more) > 0 {
		n := 1 + livingIn(more[1:])
		one := more[:n]
		more = more[n:]
		same := slices.IndexFunc(findings, func(f Finding) bool { return f.Parent < 0 && w.sameCampaign(&f, &one[0]) })
		switch {
		case same < 0:
			taken := make([][]int32, len(findings)) // by one, from each
			for i, f := range findings {
				if f.Parent < 0 {
					var kept []int32
					kept, taken[i] = w.divide(&f, &one[0])
					leaveOut(one, kept)
				}
			}
			if len(one[0].Members) < minFinding && (one[0].Verdict != iolaus.Harvest || len(one[0].Members) == 0) {
				continue // too few of its own: all stay named where they are
			}
			for i := range findings {
				leaveOut(findings[i:i+1+livingIn(findings[i+1:])], taken[i])
			}
			findings = append(findings, one...)
		case findings[same].Verdict == iolaus.RingOnly && one[0].Verdict != iolaus.RingOnly && one[0].Verdict != iolaus.Harvest:
			findings = append(slices.Delete(findings, same, same+1), one...)
		}
	}
	return findings
}

// livingIn counts the findings at the beginning that live in a relay before them.
func livingIn(findings []Finding) int {
	n := slices.IndexFunc(findings, func(f Finding) bool { return f.Parent < 0 })
	if n < 0 {
		n = len(findings)
	}
	return n
}

// sameCampaign reports whether those on whom a finding rests are mostly named in one
// from before, and its verdict rests on them as well or links lead to those on whom it
// rests; unless their habits are those of the finding's other accounts.
func (w *World) sameCampaign(before, f *Finding) bool {
	half := (len(f.core) + 1) / 2
	named := intersection(f.core, accountsOf(before.Members))
	if len(named) < half {
		return false
	}
	return f.Verdict == iolaus.Harvest ||
		(len(intersection(f.core, before.core)) >= half || w.bridged(f.core, before.core)) && !w.strayed(named, before, f)
}

// minFinding is how many accounts make a group.
const minFinding = 3

// leaveOut drops accounts, with their links, from a finding and what lives in it.
func leaveOut(findings []Finding, out []int32) {
	if len(out) == 0 {
		return
	}
	gone := among(out)
	for i := range findings {
		f := &findings[i]
		f.Members = slices.DeleteFunc(f.Members, func(m Membership) bool { return gone(m.Account) })
		f.Links = slices.DeleteFunc(slices.Clone(f.Links), func(l iolaus.Link) bool { return gone(l.A) || gone(l.B) })
		f.core = without(f.core, out)
	}
}

// reportable gives the groups that a verdict is possible for: few accounts have to have
// a template in common.
func reportable(w *World, groups []Candidate) []Candidate {
	var chosen []Candidate
	for i := range groups {
		if len(groups[i].Accounts) >= minAccountsRing || at(w, &groups[i], w.To).templated() {
			chosen = append(chosen, groups[i])
		}
	}
	return chosen
}

// weigh sets what a group of size one weighs, and what one holder does.
func (w *World) weigh(candidates []Candidate) {
	lone, sum := 0, 0.0
	for i := range candidates {
		if candidates[i].lone {
			lone++
			continue
		}
		sum += counted(len(candidates[i].Accounts))
	}
	all := float64(len(candidates))
	w.loneWeight = 1
	if sum > 0 {
		w.loneWeight = min(1, loneShare*all/float64(max(1, lone)))
	}
	w.unitWeight = (all - float64(lone)*w.loneWeight) / max(1, sum)
}

// counted is what a group of n accounts weighs beside others: the root of its size, within
// bounds. By the size itself a campaign of a dozen accounts, in its first hours, would need
// two and a half times the evidence of one of thirty.
func counted(n int) float64 { return math.Sqrt(float64(min(max(n, minFinding), maxCounted))) }

// loneShare is the part of all weight that the holders have together, where groups are
// candidates as well: a campaign of many is worth more to find.
const loneShare = 0.1

// weight is the logarithm of the candidate's weight among all, in nats.
func (g *group) weight() float64 {
	switch {
	case g.world.unitWeight == 0:
		return 0
	case g.candidate.lone:
		return math.Log(g.world.loneWeight)
	}
	return math.Log(counted(len(g.members)) * g.world.unitWeight)
}

// maxCounted bounds the size for which a candidate weighs more.
const maxCounted = 30

// judgeAll judges every candidate with everything known.
func judgeAll(ctx context.Context, w *World, candidates []Candidate, workers int) ([]judgement, error) {
	judged := make([]judgement, len(candidates))
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.SetLimit(max(1, workers))
	for i := range candidates {
		tasks.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			judged[i] = judge(at(w, &candidates[i], w.To))
			return nil
		})
	}
	return judged, tasks.Wait()
}

// renumber points each finding within a relay at the place of that relay.
func renumber(findings []Finding) []Finding {
	base := 0
	for i := range findings {
		if findings[i].Parent < 0 {
			base = i
			continue
		}
		findings[i].Parent = base
	}
	return findings
}

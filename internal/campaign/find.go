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

	core []int32 // the members that the verdict rests on, before others were called up
}

// Membership is an account and the probability that it belongs.
type Membership struct {
	Account     int32
	Probability float64
}

// minChannels is how many channels must speak for a verdict.
const (
	minChannelsRing         = 2
	minChannelsDistillation = 3
	minAccountsRing         = 10 // below it, friends or a study group look the same
)

// What the queue and the load may say against a campaign at most, in nats: a factor of
// three, within the noise of few tasks, and one of a hundred.
const (
	againstQueue = -1.1
	againstLoad  = -4.6
)

// Find judges the candidates and gives those that can be reported with a
// false-discovery rate of at most o.FDR, by the closed e-BH procedure (see claims).
// Strongest first.
//
// Larger candidates weigh more (weighted e-BH, Wang and Ramdas 2022, section 4):
// chance makes small groups by the thousand, and a campaign is worth finding by its
// size. The weights average to one and are set by sizes alone.
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
	// an account of a ring is no harvest of its own, however strong the evidence
	for _, p := range append(consolidate(w, pieces, threshold), lone...) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := &replay{world: w, candidate: p.group.candidate, every: o.Every, threshold: threshold, fdr: o.FDR}
		more, err := r.findings(ctx, p, len(judged))
		if err != nil {
			return nil, err
		}
		findings = w.keepOnce(findings, more)
	}
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
// rests.
func (w *World) sameCampaign(before, f *Finding) bool {
	half := (len(f.core) + 1) / 2
	return len(intersection(f.core, accountsOf(before.Members))) >= half &&
		(f.Verdict == iolaus.Harvest || len(intersection(f.core, before.core)) >= half || w.bridged(f.core, before.core))
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
	lone, sum := 0, 0
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
	w.unitWeight = (all - float64(lone)*w.loneWeight) / float64(max(1, sum))
}

// counted is the size of a group of n accounts, for its weight.
func counted(n int) int { return min(max(n, minFinding), maxCounted) }

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
	return math.Log(float64(counted(len(g.members))) * g.world.unitWeight)
}

// maxCounted bounds the size for which a candidate weighs more.
const maxCounted = 30

// piece is a candidate that may be reported.
type piece struct {
	group     *group
	judgement judgement
	rates     rates
}

// consolidate joins pieces of one campaign, strongest first, and takes in the
// accounts that live from its templates, as long as the whole still passes the
// tests that its pieces passed.
func consolidate(w *World, pieces []piece, threshold float64) []piece {
	var whole []piece
	taken := make([]bool, len(pieces))
	for i := range pieces {
		if taken[i] {
			continue
		}
		best := grown(w, pieces[i], []*group{pieces[i].group}, threshold)
		groups := []*group{pieces[i].group}
		for again := true; again; {
			again = false
			for j := i + 1; j < len(pieces); j++ {
				if taken[j] || !related(best.group, pieces[j].group) {
					continue
				}
				joined := append(slices.Clone(groups), pieces[j].group)
				larger := grown(w, best, joined, threshold)
				if larger.group != best.group {
					best, groups, again = larger, joined, true
				}
				// a piece that does not fit is reported apart, unless the stronger one
				// holds most of it already and says as much
				taken[j] = within(pieces[j].group, best.group) && !surpasses(pieces[j], best)
			}
		}
		for j := i + 1; j < len(pieces); j++ {
			if !taken[j] && !surpasses(pieces[j], best) {
				pieces[j], taken[j] = besides(w, pieces[j], best, threshold)
			}
		}
		whole = append(whole, best)
	}
	return whole
}

// surpasses reports whether a piece shows extraction where a stronger one shows a ring.
func surpasses(p, stronger piece) bool {
	v, _ := verdict(p.group, p.judgement)
	was, _ := verdict(stronger.group, stronger.judgement)
	return was == iolaus.RingOnly && v != iolaus.RingOnly
}

// besides gives what is left of a piece without the members of a stronger one;
// gone is true when that no longer passes.
func besides(w *World, p, stronger piece, threshold float64) (rest piece, gone bool) {
	accounts := without(p.group.candidate.Accounts, stronger.group.members)
	if len(accounts) == len(p.group.candidate.Accounts) {
		return p, false
	}
	c := Candidate{Accounts: accounts, Links: w.linksAmong(accounts)}
	g := at(w, &c, w.To)
	j := judge(g)
	if _, ok := verdict(g, j); !ok || j.total < threshold {
		return p, true
	}
	return piece{group: g, judgement: j, rates: p.rates}, false
}

// within reports whether most of a's members are b's.
func within(a, b *group) bool {
	return 2*len(intersection(a.members, b.members)) >= len(a.members)
}

// allMembers gives every member: that a holder's accounts belong together is
// declared.
func (g *group) allMembers() []Membership {
	members := make([]Membership, len(g.members))
	for i, a := range g.members {
		members[i] = Membership{Account: a, Probability: 1}
	}
	return members
}

// mostLost is the evidence that a piece may lose by what is joined to it, in nats: what
// belongs to an operator speaks for one, what makes it fade are strangers. The timing is
// left out, which differs by more from one part of a campaign to another.
const mostLost = 1

// lasting is the evidence but for the timing, in nats.
func (j judgement) lasting() float64 { return j.total - j.byChannel["timing"] }

// grown judges the union of groups and gives it when it passes and says as much, else
// the piece as it was.
func grown(w *World, p piece, groups []*group, threshold float64) piece {
	c := merged(w, groups)
	if slices.Equal(c.Accounts, p.group.candidate.Accounts) {
		return p
	}
	g := at(w, &c, w.To)
	j := judge(g)
	was, _ := verdict(p.group, p.judgement)
	if v, ok := verdict(g, j); !ok || v != was || j.total < threshold || j.lasting() < p.judgement.lasting()-mostLost {
		return p
	}
	return piece{group: g, judgement: j, rates: p.rates}
}

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

// verdict says what a judged group is; ok is false when the channels that speak
// are too few for any verdict.
func verdict(g *group, j judgement) (v iolaus.Verdict, ok bool) {
	if g.candidate.lone {
		return loneVerdict(g, j)
	}
	strong, broad := j.strong(), j.broad()
	queue := j.byChannel["queue"]
	switch {
	case strong < minChannelsRing || queue < againstQueue:
		return "", false
	case j.byChannel["load"] < againstLoad && !j.speaks("replay"):
		return "", false // who are as unevenly busy as strangers are fed by nobody
	case len(g.members) < minAccountsRing && (!broad || !g.templated()):
		return "", false
	case broad && (queue >= 0 || j.speaks("replay")) && g.resells(j):
		return iolaus.Relay, true // first: its customers' work is not the operator's
	case broad && (queue > 0 || queue > againstQueue && j.has("one_queue")) && g.templated() && g.extracts(j),
		broad && j.speaks("replay"), // to carry reasoning over is to extract it
		broad && queue >= 0 && (g.pooled(j) || g.dispatched(j)) && g.extracts(j),
		queue >= 0 && j.speaks("load") && g.pooled(j) && g.extracts(j): // a pool that carries one load needs no third channel
		return iolaus.Distillation, true
	case !g.templated() && queue > minRelayQueue && j.byChannel["identity"] > math.Log(3):
		return iolaus.Relay, true
	case !j.speaks("identity"):
		return "", false // alike in what they do, but nothing shows one operator
	case broad && queue >= 0 && j.speaks("load") && holders(g.world, g.members) >= minPoolHolders && g.extracts(j):
		return iolaus.Distillation, true // a pool that carries one load shows an operator without a template
	}
	return iolaus.RingOnly, true
}

// extracts reports whether the group wants what a distillation pipeline needs: a
// third of its exchanges do, or the intent channel speaks for it and everyday use
// is not most of what it does, or it takes answers in bulk whatever they are.
func (g *group) extracts(j judgement) bool {
	if g.bulk(j) {
		return true
	}
	aim, share := g.aim()
	return targeted(aim) && (share >= 1.0/3 || j.speaks("intent") && g.everyday() < 0.5)
}

// minPoolHolders is above the sizes of teams that share an office and a house style.
const minPoolHolders = 12

// pooled reports whether a dozen holders or more live from a template that hardly
// anybody else has, on a pool of cards, devices or networks, and their load does not
// speak against a dispatcher: there, one operator shows without a queue, whose tasks may
// be too few to measure.
func (g *group) pooled(j judgement) bool {
	return g.private && g.templated() && holders(g.world, g.members) >= minPoolHolders &&
		j.byChannel["load"] > 0 && j.speaks("identity")
}

// dispatched reports whether many holders live from a template that hardly anybody else
// has, in accounts that come and go as a fleet's, which carry one load, and nothing in
// when they work speaks for people: there, one operator shows without a queue and a pool.
func (g *group) dispatched(j judgement) bool {
	return g.private && g.templated() && holders(g.world, g.members) >= minBulkHolders &&
		j.speaks("load") && j.speaks("life") && j.byChannel["timing"] > 0
}

// Bounds of what takes answers in bulk.
const (
	minBulkHolders = 30
	minBulkQueue   = 1.6 // nats, a factor of five
	minBulkFilled  = 0.9 // share of the work that fills a template with a task of its own
	maxBulkCommon  = 1.0 / 3
)

// bulk reports whether many holders who declare nothing in common work off one queue of
// ever new tasks, and not of ordinary automation: what they ask for may be worded as no
// rule knows, but nobody else works like that. Queue and life must speak for it, and two
// of identity, timing and load: an operator that shares nothing between its accounts
// still feeds them. As long as there are too few tasks to see a queue, life, load and a
// pool must speak for it, and a template that nobody else has. Load that is even beyond
// doubt stands in for life and the two.
func (g *group) bulk(j judgement) bool {
	speak := 0
	for _, channel := range []string{"identity", "timing", "load"} {
		if j.speaks(channel) {
			speak++
		}
	}
	if (speak < 2 || !j.speaks("life")) && !j.surelyEven() {
		return false
	}
	count, total := g.wants()
	if g.filled() < minBulkFilled || float64(count[iolaus.Automation]) > maxBulkCommon*float64(total) {
		return false
	}
	return j.byChannel["queue"] >= minBulkQueue && holders(g.world, g.members) >= minBulkHolders ||
		!j.has("one_queue") && j.speaks("load") && g.pooled(j)
}

// showsOperator reports whether a link has any reason but what the accounts write and the
// program that they use, which users of one public tool share.
func showsOperator(l iolaus.Link) bool {
	return slices.ContainsFunc(l.Reasons, func(r iolaus.Reason) bool {
		return r.Kind.Group() != iolaus.Content && r.Kind != iolaus.TLSClient
	})
}

// minMembership is how probable it must be that an account belongs, for it to
// be named.
const minMembership = 0.7

// looseShare is the part of a group of whom one may expect that they follow its template
// and are others'.
const looseShare = 0.05

// memberships gives the members that belong with a probability of at least
// minMembership, from their strongest tie and from how much of their traffic follows the
// group's templates.
func (g *group) memberships() []Membership {
	if g.candidate.lone {
		return g.allMembers()
	}
	templated := g.templated()
	works := map[int32]bool{} // what ties to bystanders is no tie to the ring
	for m, a := range g.members {
		works[a] = !templated || g.workShare(m) >= partlyMember
	}
	tie := map[int32]float64{}
	operated := map[int32]bool{} // tied by more than what they write and with what
	for _, l := range g.links() {
		if showsOperator(l) {
			operated[l.A], operated[l.B] = true, true
		}
		excess := l.LLR - g.world.Prior
		if works[l.B] {
			tie[l.A] = max(tie[l.A], excess)
		}
		if works[l.A] {
			tie[l.B] = max(tie[l.B], excess)
		}
	}
	carriers, _ := g.holdingTogether(iolaus.Artefact)
	strays := g.strays()
	busiest := g.busiest(operated)
	// where nearly every member is tied, one that is not is hardly a member
	loose := 1 - float64(len(tie))/float64(max(1, len(g.members)))
	untied := math.Log(strayShare+loose) - 2
	fleet := math.Log(loose / looseShare) // where more are untied than strays would be
	var belong []Membership
	for m, a := range g.members {
		if !operated[a] && !carriers[a] && g.load(m) > busiest {
			continue // whoever feeds the others does not feed it
		}
		logit := untied
		if t, ok := tie[a]; ok {
			logit = min(t, 6)
		}
		switch {
		case carriers[a]: // whatever else it does
			logit = max(logit, 6)
		case templated:
			switch share := g.workShare(m); {
			case share < partlyMember:
				logit -= 3
			case !g.private: // a template that everybody may use speaks for nobody
			case share >= fullMember && !strays[m] && len(g.traces[m]) > 1: // one may be chance
				logit = max(logit+3, fleet)
			case share >= fullMember:
				logit += 3
			default:
				logit++
			}
		}
		if strays[m] && !carriers[a] {
			logit -= strayNats
		}
		if p := 1 / (1 + math.Exp(-logit)); p >= minMembership {
			belong = append(belong, Membership{Account: a, Probability: p})
		}
	}
	return belong
}

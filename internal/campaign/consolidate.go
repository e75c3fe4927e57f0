package campaign

import (
	"slices"

	"github.com/iolaus-project/iolaus"
)

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
				pieces[j], taken[j] = besides(w, pieces[j], best.group.members, threshold)
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

// besides gives what is left of a piece without accounts that are another's; gone is true
// when that no longer passes.
func besides(w *World, p piece, others []int32, threshold float64) (rest piece, gone bool) {
	accounts := without(p.group.candidate.Accounts, others)
	if len(accounts) == len(p.group.candidate.Accounts) {
		return p, false
	}
	c := w.candidateOf(accounts)
	g := at(w, &c, w.To)
	j := judge(g)
	if _, ok := verdictAt(g, j, threshold); !ok {
		return p, true
	}
	return piece{group: g, judgement: j, rates: p.rates}, false
}

// leftOver gives what is left of a piece that a stronger one was to hold, if most of its
// accounts are named nowhere in the end: two operators whose accounts stood in one group.
func leftOver(w *World, p piece, whole []piece, findings []Finding, threshold float64) (rest piece, left bool) {
	if slices.ContainsFunc(whole, func(q piece) bool { return q.group == p.group }) {
		return p, false
	}
	var named []int32
	for i := range findings {
		named = append(named, accountsOf(findings[i].Members)...)
	}
	named = sortedSet(named)
	if 2*len(without(p.group.members, named)) < len(p.group.members) {
		return p, false
	}
	rest, gone := besides(w, p, named, threshold)
	return rest, !gone
}

// within reports whether most of a's members are b's.
func within(a, b *group) bool {
	return 2*len(intersection(a.members, b.members)) >= len(a.members)
}

// mostLost is the evidence that a piece may lose by what is joined to it, in nats: what
// belongs to an operator speaks for one, what makes it fade are strangers. The timing is
// left out, which differs by more from one part of a campaign to another. More may be lost
// where what is joined speaks for an operator by itself, by a part of what a report needs:
// another batch of its accounts, registered some other way.
const (
	mostLost    = 1
	joinedShare = 0.5
)

// lasting is the evidence but for the timing, in nats.
func (j judgement) lasting() float64 { return j.total - j.byChannel["timing"] }

// grown judges the union of groups and gives it when it passes and says as much, or what
// it adds speaks for itself, else the piece as it was.
func grown(w *World, p piece, groups []*group, threshold float64) piece {
	was, _ := verdict(p.group, p.judgement)
	// a relay's templates are its customers', whose other users are not its accounts
	c := merged(w, groups, was != iolaus.Relay)
	if slices.Equal(c.Accounts, p.group.candidate.Accounts) {
		return p
	}
	g := at(w, &c, w.To)
	j := judge(g)
	if v, ok := verdictAt(g, j, threshold); !ok || v != was {
		return p
	}
	if j.lasting() < p.judgement.lasting()-mostLost {
		others := without(c.Accounts, p.group.candidate.Accounts)
		joined := w.candidateOf(others)
		if judge(at(w, &joined, w.To)).total < joinedShare*threshold {
			return p
		}
	}
	return piece{group: g, judgement: j, rates: p.rates}
}

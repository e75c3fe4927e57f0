package campaign

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Membership is an account and the probability that it belongs.
type Membership struct {
	Account     int32
	Probability float64
}

func accountsOf(members []Membership) []int32 {
	accounts := make([]int32, len(members))
	for i, m := range members {
		accounts[i] = m.Account
	}
	return accounts
}

func sortMembers(members []Membership) {
	slices.SortFunc(members, func(a, b Membership) int { return cmp.Compare(a.Account, b.Account) })
}

// tested lists the members whose traffic was looked at: all but those known by their
// company.
func (f *Finding) tested() []int32 {
	return slices.DeleteFunc(accountsOf(f.Members), func(a int32) bool { return f.shares[a] != nil })
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
	if q, measured := g.queue(); measured && q.llr > 0 {
		for _, m := range q.withOwnTopics() {
			strays[m] = true
		}
	}
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
		if p := logistic(logit); p >= minMembership {
			belong = append(belong, Membership{Account: a, Probability: p})
		}
	}
	return belong
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

package evaluate

import (
	"fmt"

	"github.com/iolaus-project/iolaus"
)

// judge holds a report beside the truth.
type judge struct {
	truth   *Truth
	groups  []group // the reported campaigns
	accused []bool  // by account: stands in an accusing campaign
	ringed  []bool  // by account: stands in a ring
}

// group is a reported campaign and whose accounts it holds.
type group struct {
	reported *iolaus.Campaign
	members  []int32 // accounts
	owner    int32   // the true campaign that it is a piece of; honest when false
	own      int64   // members of the owner
	parent   int     // the group around it, -1 = none
	accuses  bool
}

func newJudge(t *Truth, r *iolaus.Report) (*judge, error) {
	j := &judge{
		truth:   t,
		groups:  make([]group, len(r.Campaigns)),
		accused: make([]bool, len(t.accounts)),
		ringed:  make([]bool, len(t.accounts)),
	}
	byID := make(map[string]int, len(r.Campaigns))
	for i := range r.Campaigns {
		byID[r.Campaigns[i].ID] = i
	}
	for i := range r.Campaigns {
		c := &r.Campaigns[i]
		g := group{reported: c, parent: -1, accuses: c.Verdict != iolaus.RingOnly}
		if p, found := byID[c.Parent]; found && c.Parent != "" && p != i {
			g.parent = p
		}
		for _, m := range c.Accounts {
			account, found := t.index[m.Account]
			if !found || !t.accounts[account].active {
				return nil, fmt.Errorf("%w: account %q has no traffic in it", ErrOtherWorld, m.Account)
			}
			g.members = append(g.members, account)
			if g.accuses {
				j.accused[account] = true
			} else {
				j.ringed[account] = true
			}
		}
		g.owner, g.own = t.owner(g.members)
		j.groups[i] = g
	}
	return j, nil
}

// owner says of which true campaign a group is a piece: that of most of its
// accounts, unless more than half of all are honest. Of equals it takes the
// first by name.
func (t *Truth) owner(members []int32) (owner int32, own int64) {
	counts := map[int32]int64{}
	for _, m := range members {
		counts[t.accounts[m].campaign]++
	}
	if 2*counts[honest] > int64(len(members)) {
		return honest, 0
	}
	owner = honest
	for c, n := range counts {
		if c == honest {
			continue
		}
		if n > own || n == own && t.campaigns[c].name < t.campaigns[owner].name {
			owner, own = c, n
		}
	}
	return owner, own
}

// inner reports whether a group lies in a piece of its own true campaign.
func (j *judge) inner(g *group) bool {
	if g.parent < 0 {
		return false
	}
	p := &j.groups[g.parent]
	return p.accuses && p.owner == g.owner
}

// piecesOf gives the accusing groups that a true campaign owns.
func (j *judge) piecesOf(c int32) (pieces, inner []*group) {
	for i := range j.groups {
		g := &j.groups[i]
		switch {
		case !g.accuses || g.owner != c:
		case j.inner(g):
			inner = append(inner, g)
		default:
			pieces = append(pieces, g)
		}
	}
	return pieces, inner
}

// scores states of each accused account, once, the highest product of a
// campaign's confidence and its membership there. What holds is that it is of
// some campaign, so the bins sum to the precision of accounts.
func (j *judge) scores() Calibration {
	best := make([]float64, len(j.truth.accounts))
	for i := range j.groups {
		g := &j.groups[i]
		if !g.accuses {
			continue
		}
		for k, m := range g.members {
			if s := g.reported.Confidence * g.reported.Accounts[k].Membership; s > best[m] {
				best[m] = s
			}
		}
	}
	score := newScore()
	for i, accused := range j.accused {
		if accused {
			score.add(best[i], j.truth.accounts[i].campaign != honest)
		}
	}
	return score
}

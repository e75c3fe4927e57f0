package campaign

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Near finds out how an account that no finding names stands to the findings.
type Near struct {
	tally   *Tally
	account int32
	shared  []map[iolaus.Kind]iolaus.SharedValue // by finding: the value most of its own

	// the sightings of one value
	kind    iolaus.Kind
	value   iolaus.Hash
	holders []int32
}

// Near prepares to look at an account.
func (t *Tally) Near(account int32) *Near {
	n := &Near{tally: t, account: account}
	for range t.findings {
		n.shared = append(n.shared, map[iolaus.Kind]iolaus.SharedValue{})
	}
	return n
}

// See takes all sightings, those of one value in a row.
func (n *Near) See(kind iolaus.Kind, value iolaus.Hash, account int32) {
	if kind != n.kind || value != n.value {
		n.settle()
		n.kind, n.value, n.holders = kind, value, n.holders[:0]
	}
	n.holders = append(n.holders, account)
}

// Bounds of what an account has in common with a campaign, to be worth telling.
const (
	telling   = 0.2  // of the accounts that have a value, members of the campaign
	followed  = 0.05 // of the account's exchanges that follow the campaign's templates
	strayNats = 3    // that a tie must weigh more where the traffic is another; see memberships
)

// settle counts, of a value that the account has, the members of each finding that
// have it too.
func (n *Near) settle() {
	if !slices.Contains(n.holders, n.account) {
		return
	}
	all := len(n.holders)
	members := make([]int, len(n.shared))
	for _, a := range n.holders {
		for _, p := range n.tally.of[a] {
			members[p.finding]++
		}
	}
	for f, k := range members {
		if float64(k) < max(1, telling*float64(all)) {
			continue
		}
		was, known := n.shared[f][n.kind]
		if !known || int64(k)*was.Accounts > was.Members*int64(all) {
			n.shared[f][n.kind] = iolaus.SharedValue{Kind: n.kind, Members: int64(k), Accounts: int64(all)}
		}
	}
}

// maxKin is how many campaigns a standing lists.
const maxKin = 3

// Standing gives what was found, once all sightings have been seen. Campaigns must
// have been called before: it gave the ids.
func (n *Near) Standing(o Options) *iolaus.Standing {
	n.settle()
	n.holders = nil
	w := n.tally.world
	a := &w.Accounts[n.account]
	s := &iolaus.Standing{
		Account: a.Name, Exchanges: a.Exchanges, First: instant(a.First), Last: instant(a.Last),
		TieNeeded: rounded(w.Prior + logit(minMembership)), TieAlone: rounded(w.Prior + logit(minMembership) + strayNats),
		Tested: n.tested(o),
	}
	for f := range n.tally.findings {
		if k, some := n.kinship(f); some {
			s.Kin = append(s.Kin, k)
		}
	}
	slices.SortStableFunc(s.Kin, func(a, b iolaus.Kinship) int {
		return cmp.Or(cmp.Compare(b.Tie+b.Follows, a.Tie+a.Follows), cmp.Compare(len(b.Shared), len(a.Shared)))
	})
	s.Kin = s.Kin[:min(len(s.Kin), maxKin)]
	return s
}

// kinship says what the account has in common with a finding.
func (n *Near) kinship(f int) (k iolaus.Kinship, some bool) {
	w, finding := n.tally.world, &n.tally.findings[f]
	k.Campaign = n.tally.lines[f].id
	for _, v := range n.shared[f] {
		k.Shared = append(k.Shared, v)
	}
	slices.SortFunc(k.Shared, func(a, b iolaus.SharedValue) int {
		return cmp.Or(cmp.Compare(b.Members*a.Accounts, a.Members*b.Accounts), cmp.Compare(a.Kind, b.Kind))
	})
	w.eachLink(n.account, func(b int32, l *iolaus.Link) {
		for _, p := range n.tally.of[b] {
			if p.finding == f {
				k.Tie = max(k.Tie, rounded(l.LLR))
			}
		}
	})
	follows := int32(0)
	for _, u := range w.Uses[n.account] {
		if slices.Contains(finding.Families, u.Family) {
			follows = max(follows, u.Count)
		}
	}
	k.Follows = share(int64(follows), int64(w.Sampled[n.account]))
	return k, len(k.Shared) > 0 || k.Tie > 0 || k.Follows >= followed
}

// tested judges the groups that hold the account and gives the one that came
// nearest to a report. One more report than there are findings asks for the evidence
// that is stated; chosen together with others, it may ask for less.
func (n *Near) tested(o Options) *iolaus.Tested {
	w := n.tally.world
	groups, lone := Candidates(w), loneCandidates(w)
	candidates := slices.Concat(groups, lone)
	needed := math.Log(float64(len(reportable(w, groups))+len(lone)) / o.FDR / float64(len(n.tally.findings)+1))
	var best *iolaus.Tested
	nearest := math.Inf(-1)
	for i := range candidates {
		c := &candidates[i]
		if !slices.Contains(c.Accounts, n.account) {
			continue
		}
		g := at(w, c, w.To)
		j := judge(g)
		if j.total <= nearest {
			continue
		}
		nearest = j.total
		best = &iolaus.Tested{
			Accounts: int64(len(g.members)), Channels: j.described(testsOf(c.lone, false)), Needed: rounded(needed - g.weight()),
		}
		if v, ok := verdict(g, j); ok {
			best.Verdict = v
		}
	}
	return best
}

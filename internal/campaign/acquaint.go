package campaign

import (
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of who is known by the company it keeps.
const (
	minCompany  = 10    // accounts of a campaign, to tell what its accounts have in common
	minSharing  = 3     // of them with a value, for it to be theirs
	companyOdds = 5     // accounts that the traffic's own habits count as, beside a campaign's
	acquainted  = 0.999 // how probable it must be that an account belongs
	foreign     = -1    // nats of an aspect in which nothing speaks for it
)

// aspect numbers the kinds of value that depend on each other: of each, what speaks most
// for an account counts. Those before byClient tell of the operator.
type aspect uint8

const (
	byNetwork aspect = iota
	byHour
	byPerson
	byMail
	byClient
	byParams
	byTemplate
	aspects = int(byTemplate) + 1
)

// company is a campaign as what its accounts have in common tells it.
type company struct {
	finding *Finding
	odds    float64           // that an account is one of it, before anything is known of it; nats
	having  map[value]int32   // accounts of the campaign
	weight  map[value]float64 // nats
}

// acquaint adds to the campaigns the accounts, named in none, that belong by all that they
// have in common with many of the campaign's: a network that seven of its accounts and one
// other were registered from says little of two accounts, but much of the eighth.
//
// It is naive Bayes (Maron, Automatic Indexing, 1961) with the campaign's accounts and all
// others as the two classes: a value weighs by how much more of the campaign's accounts
// have it than of others, whose habits count as a few accounts more (a Dirichlet prior),
// and of each aspect the strongest counts, less what choosing among several gains. Some of
// it must tell of the operator: the users of one tool share its client, its parameters and
// a template. What a campaign is judged by it does not touch.
//
// It cannot see an account that has networks, cards and hours of its own. Honest
// look-alikes: who came by the operator's network in the hour in which it registered its
// accounts, with its client.
func (w *World) acquaint(findings []Finding) {
	if w.Seen == nil {
		return
	}
	named := make([]bool, len(w.Accounts))
	var companies []company
	for i := range findings {
		f := &findings[i]
		for _, m := range f.Members {
			named[m.Account] = true
		}
		if f.Verdict == iolaus.Distillation && f.Parent < 0 && len(f.Members) >= minCompany {
			companies = append(companies, company{
				finding: f, having: w.commonTo(f.Members),
				odds: math.Log(float64(len(f.Members)) / float64(len(w.Accounts))), // as many belong unseen as are named
			})
		}
	}
	if len(companies) == 0 {
		return
	}
	holders := w.weighCompanies(companies)
	var own []value
	for a := range w.Accounts {
		if named[a] {
			continue
		}
		own = w.seenWith(own[:0], int32(a))
		of := perAspect(own)
		own = slices.DeleteFunc(own, func(v value) bool { return holders[v] == 0 })
		best, most := -1, logit(acquainted)
		for c := range companies {
			if odds := companies[c].oddsOf(own, of); odds >= most {
				best, most = c, odds
			}
		}
		if best >= 0 {
			companies[best].admit(int32(a), own, most)
		}
	}
	for _, c := range companies {
		sortMembers(c.finding.Members)
	}
}

// seenWith appends what an account was seen with that tells of it.
func (w *World) seenWith(own []value, account int32) []value {
	for kind, hash := range w.Seen(account) {
		if _, ok := aspectOf(kind); ok {
			own = append(own, value{kind, hash})
		}
	}
	return own
}

// aspectOf gives the aspect of a kind of sighting; ok is false of what passes from one
// account to another, and of tasks, frames and tools, which go with the template.
func aspectOf(k iolaus.Kind) (a aspect, ok bool) {
	switch k {
	case iolaus.SignupNetwork, iolaus.Network, iolaus.Address:
		return byNetwork, true
	case iolaus.CreatedHour:
		return byHour, true
	case iolaus.Params:
		return byParams, true
	case iolaus.Family:
		return byTemplate, true
	case iolaus.EmailShape:
		return byMail, true
	case iolaus.TLSClient:
		return byClient, true
	}
	return byPerson, identifies(k)
}

// commonTo counts the members with each value, of those that several have.
func (w *World) commonTo(members []Membership) map[value]int32 {
	having := map[value]int32{}
	var own []value
	for _, m := range members {
		own = w.seenWith(own[:0], m.Account)
		for _, v := range own {
			having[v]++
		}
	}
	for v, n := range having {
		if n < minSharing {
			delete(having, v)
		}
	}
	return having
}

// perAspect counts values.
func perAspect(own []value) (n [aspects]int) {
	for _, v := range own {
		a, _ := aspectOf(v.kind)
		n[a]++
	}
	return n
}

// weighCompanies sets what the values of each weigh, and counts the accounts that have
// one of those.
func (w *World) weighCompanies(companies []company) (holders map[value]int32) {
	holders = map[value]int32{}
	for i := range companies {
		for v := range companies[i].having {
			holders[v] = 0
		}
	}
	var own []value
	for a := range w.Accounts {
		own = w.seenWith(own[:0], int32(a))
		for _, v := range own {
			if n, ok := holders[v]; ok {
				holders[v] = n + 1
			}
		}
	}
	for i := range companies {
		c := &companies[i]
		c.weight = make(map[value]float64, len(c.having))
		members := float64(len(c.finding.Members))
		others := float64(len(w.Accounts)) - members
		for v, n := range c.having {
			// one of the others at least: who is looked at counts as one
			outside := max(1, float64(holders[v]-n)) / max(1, others)
			inside := (float64(n) + companyOdds*outside) / (members + companyOdds)
			c.weight[v] = math.Log(inside / outside)
		}
	}
	return holders
}

// oddsOf is the logarithm of the odds that an account with these values, of so many in each
// aspect, belongs; minus infinity where hardly any of it tells of the operator.
func (c *company) oddsOf(own []value, of [aspects]int) float64 {
	var best [aspects]float64
	for i := range best {
		best[i] = math.Inf(-1)
	}
	for _, v := range own {
		a, _ := aspectOf(v.kind)
		if weight, ok := c.weight[v]; ok {
			best[a] = max(best[a], weight)
		}
	}
	odds, operator := c.odds, 0.0
	for i := range best {
		speaks := max(foreign, best[i]-math.Log(float64(max(1, of[i]))))
		odds += speaks
		if aspect(i) < byClient {
			operator += max(0, speaks)
		}
	}
	if operator < minTie {
		return math.Inf(-1)
	}
	return odds
}

// admit adds an account, with what it shares.
func (c *company) admit(account int32, own []value, odds float64) {
	f := c.finding
	shares := map[iolaus.Kind]int64{}
	for _, v := range own {
		if c.weight[v] > 0 {
			shares[v.kind] = max(shares[v.kind], int64(c.having[v]))
		}
	}
	if f.shares == nil {
		f.shares = map[int32]map[iolaus.Kind]int64{}
	}
	f.shares[account] = shares
	f.Members = append(f.Members, Membership{Account: account, Probability: logistic(odds)})
}

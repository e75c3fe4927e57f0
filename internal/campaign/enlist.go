package campaign

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of who is called up beside a group that was found.
const (
	enlistUsers = 5   // accounts of the group that a template needs, to call up others
	enlistShare = 0.3 // of a template's accounts in the group
	surely      = 0.97
)

// roll is who belongs to an operator that has been found, and through which
// templates.
type roll struct {
	probability map[int32]float64
	families    []int32
}

// enlist calls up the accounts that a found group's own templates and cards give
// away: those that follow a template which nearly only the group has, if only
// once, and those that share a means of payment, a device, a phone or a key with
// it.
//
// A template that the operator has from a public place has other users, who are
// to be spared. Their share is seen in the ties: of the accounts of one operator a
// certain part is tied to the rest by identity or network, of other users hardly
// any. Templates are taken in the order in which they belong to the group, and of
// each only the accounts that follow none before it, so that honest users of the
// second template are not vouched for by those who follow both.
func (g *group) enlist(members []Membership) roll {
	w := g.world
	r := roll{probability: map[int32]float64{}}
	for _, m := range members {
		r.probability[m.Account] = m.Probability
	}
	rate := 0.0 // at which accounts of this operator are tied
	for _, f := range w.giveaways(r.probability) {
		var fresh []int32
		for _, a := range w.everyUser(f) {
			if !r.follows(w, a) {
				fresh = append(fresh, a)
			}
		}
		tied := 0
		var untied []int32
		first := len(r.families) == 0
		for _, a := range fresh {
			if w.tiedTo(a, func(b int32) bool {
				_, belongs := r.probability[b]
				return belongs || first && slices.Contains(fresh, b)
			}) {
				tied++
				continue
			}
			untied = append(untied, a)
		}
		share := float64(tied) / float64(len(fresh)+1)
		if first {
			rate = share
		}
		if share == 0 || rate == 0 {
			continue
		}
		belong := math.Min(1, share/rate)
		ofUntied := belong
		if n := float64(len(untied)); n > 0 {
			ofUntied = math.Min(1, math.Max(0, float64(tied)*(1-rate)/rate/n))
		}
		r.families = append(r.families, f)
		for _, a := range fresh {
			p := belong
			if slices.Contains(untied, a) {
				p = math.Min(belong, ofUntied)
			}
			r.note(a, math.Min(p, surely))
		}
	}
	r.callByLinks(w)
	return r
}

// note keeps the higher of two probabilities of an account that is probable enough.
func (r *roll) note(a int32, p float64) {
	if p >= minMembership {
		r.probability[a] = math.Max(r.probability[a], p)
	}
}

// follows reports whether an account uses one of the templates taken so far.
func (r *roll) follows(w *World, a int32) bool {
	return slices.ContainsFunc(w.Uses[a], func(u Use) bool { return slices.Contains(r.families, u.Family) })
}

// giveaways lists the templates that speak for one operator, most telling first.
func (w *World) giveaways(inside map[int32]float64) []int32 {
	count := map[int32]int{}
	for a := range inside {
		for _, u := range w.Uses[a] {
			count[u.Family]++
		}
	}
	var families []int32
	worth := map[int32]float64{}
	for f, n := range count {
		share := float64(n) / float64(len(w.everyUser(f)))
		if n >= enlistUsers && share >= enlistShare {
			families = append(families, f)
			worth[f] = float64(n) * share * share
		}
	}
	slices.SortFunc(families, func(a, b int32) int { return cmp.Or(cmp.Compare(worth[b], worth[a]), cmp.Compare(a, b)) })
	return families
}

// everyUser lists the accounts that were seen with a template at all, ascending.
func (w *World) everyUser(f int32) []int32 {
	w.everyOnce.Do(func() {
		w.every = make([][]int32, w.Families.Len())
		w.eachUse(func(account int32, u Use) { w.every[u.Family] = append(w.every[u.Family], account) })
	})
	return w.every[f]
}

// tiedTo reports whether identity and network tie an account to one that others
// accepts.
func (w *World) tiedTo(a int32, others func(int32) bool) bool {
	found := false
	w.eachLink(a, func(b int32, l *iolaus.Link) {
		found = found || identityWeight(*l) >= minTie && others(b)
	})
	return found
}

// eachLink calls visit with every link of an account and its other end.
func (w *World) eachLink(a int32, visit func(b int32, l *iolaus.Link)) {
	w.linksOnce.Do(func() {
		w.linksOf = make([][]int32, len(w.Accounts))
		for i, l := range w.Links {
			w.linksOf[l.A] = append(w.linksOf[l.A], int32(i))
			w.linksOf[l.B] = append(w.linksOf[l.B], int32(i))
		}
	})
	for _, i := range w.linksOf[a] {
		l := &w.Links[i]
		visit(l.A+l.B-a, l)
	}
}

// callByLinks adds the accounts that share what identifies a person with an account
// of the operator. That one of all accounts belongs has the odds of the operator's
// size; a link must outweigh them.
func (r *roll) callByLinks(w *World) {
	odds := math.Log(float64(len(r.probability)+1) / float64(len(w.Accounts)+1))
	called := map[int32]float64{}
	for a := range r.probability {
		w.eachLink(a, func(b int32, l *iolaus.Link) {
			if _, in := r.probability[b]; in || !personal(l) {
				return
			}
			called[b] = math.Max(called[b], math.Min(surely, 1/(1+math.Exp(-l.LLR-odds))))
		})
	}
	for a, p := range called {
		r.note(a, p)
	}
}

// personal reports whether a link rests on something that one person has.
func personal(l *iolaus.Link) bool {
	return slices.ContainsFunc(l.Reasons, func(r iolaus.Reason) bool {
		switch r.Kind {
		case iolaus.Payment, iolaus.Phone, iolaus.Device, iolaus.Key:
			return true
		}
		return false
	})
}

// members lists who belongs, ascending.
func (r *roll) members() []Membership {
	members := make([]Membership, 0, len(r.probability))
	for a, p := range r.probability {
		members = append(members, Membership{Account: a, Probability: p})
	}
	slices.SortFunc(members, func(a, b Membership) int { return cmp.Compare(a.Account, b.Account) })
	return members
}

package campaign

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of who is called up beside a group that was found.
const (
	enlistUsers  = 5    // accounts of the group that a template needs, to call up others
	enlistShare  = 0.15 // of a template's accounts in the group, for the first one
	enlistMost   = 0.4  // the same, for those after it
	enlistTied   = 0.2  // of a template's accounts tied to the others, for the first one
	enlistAll    = 0.9  // of a template's accounts that belong, for a template that calls up nobody new
	enlistLoad   = 2    // times the load of the busiest tied accounts, above which one that is not tied is not fed by their dispatcher
	enlistFresh  = 0.1  // of those who follow it and none before it
	enlistUse    = 0.25 // of the median part of the work of tied accounts, for one that is not tied closely
	enlistClose  = 4.5  // nats of identity and network that tie an account closely
	surely       = 0.97
	enlistPassed = 3 // conversations that went to accounts of the group or came from them
	strangers    = 2 // accounts of others that are to be expected among those not tied that do an operator's work
)

// roll is who belongs to an operator that has been found, and through which
// templates.
type roll struct {
	probability map[int32]float64
	families    []int32
	covered     []int32 // templates that nobody else has, and that called up nobody new
	// apart are sets of accounts of the group that follow a template of their own and are
	// hardly tied to those who follow its others: each another operator's.
	apart [][]int32
}

// rollOf is the roll before anybody is called up.
func rollOf(members []Membership) roll {
	r := roll{probability: map[int32]float64{}}
	for _, m := range members {
		r.probability[m.Account] = m.Probability
	}
	return r
}

// only gives the roll without those who were called up, and without the templates that
// called them: some of the accounts that belonged before, and who is set apart.
func (r roll) only(before []int32) roll {
	kept := roll{probability: map[int32]float64{}, apart: r.apart}
	for _, a := range before {
		if p, belongs := r.probability[a]; belongs {
			kept.probability[a] = p
		}
	}
	return kept
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
func (g *group) enlist(ctx context.Context, members []Membership) (roll, error) {
	w := g.world
	r := rollOf(members)
	rate := 0.0 // at which accounts of this operator are tied
	looked := map[int32]bool{}
	for f, more := r.giveaway(w, looked); more; f, more = r.giveaway(w, looked) {
		looked[f] = true
		t := r.usersOf(w, f)
		if len(t.users) == 0 { // all of them were called up before
			if r.shareOf(w.everyUser(f)) >= enlistAll {
				r.covered = append(r.covered, f)
			}
			continue
		}
		first := len(r.families) == 0
		share := float64(len(t.tied)) / float64(len(t.users)+1)
		if first && share < enlistTied {
			break // ties say nothing about who belongs
		}
		if first {
			rate = share
		}
		if share < apartTied*rate {
			r.setApart(t, rate)
			continue
		}
		if !first && r.shareOf(t.users) < enlistFresh {
			continue
		}
		r.callUp(w, t, share, rate)
		r.families = append(r.families, f)
	}
	if err := r.partByHabits(ctx, w); err != nil {
		return roll{}, err
	}
	r.part(w)
	r.callByLinks(w)
	return r, nil
}

// template is who follows one and none that was taken before it.
type template struct {
	family int32
	users  []int32          // ascending
	tied   []int32          // those whom identity and network tie to the operator's, ascending
	untied []int32          // the others, ascending
	ours   func(int32) bool // whether an account is the operator's, for a tie to it to count
}

// usersOf gives the users of a template who follow none taken so far.
func (r *roll) usersOf(w *World, f int32) *template {
	t := &template{family: f}
	for _, a := range w.everyUser(f) {
		if !r.follows(w, a) {
			t.users = append(t.users, a)
		}
	}
	uses := among(t.users)
	t.ours = func(b int32) bool {
		if len(r.families) > 0 {
			return r.follows(w, b)
		}
		_, member := r.probability[b]
		return member || uses(b)
	}
	for _, a := range t.users {
		if w.tiedTo(a, t.ours) {
			t.tied = append(t.tied, a)
		} else {
			t.untied = append(t.untied, a)
		}
	}
	return t
}

// callUp notes how probable it is that each user of a template belongs, of whom share are
// tied, and of the operator's accounts rate are.
//
// Users who are not tied have to do the operator's work: as much of it as those who are,
// from the same queue. A few strangers may seem to. Who makes little use of the template
// may be tied by chance, and has to be tied closely.
func (r *roll) callUp(w *World, t *template, share, rate float64) {
	typical, busiest := w.typicalUse(t)
	slight := func(a int32) bool { return w.useShare(a, t.family) < enlistUse*typical }
	var loose []int32
	if strays, alike := w.fedAlike(t, rate); alike {
		for _, a := range without(t.untied, strays) {
			if !slight(a) && float64(w.Accounts[a].Exchanges) <= enlistLoad*busiest {
				loose = append(loose, a)
			}
		}
	}
	belong := math.Min(surely, share/rate)
	for _, a := range t.tied {
		if !slight(a) || w.tiedBy(a, enlistClose, t.ours) {
			r.note(a, belong)
		}
	}
	n := float64(len(loose))
	for _, a := range loose {
		r.note(a, math.Min(belong, n/(n+strangers)))
	}
}

func countOf(accounts []int32, habit func(int32) bool) (n int) {
	for _, a := range accounts {
		if habit(a) {
			n++
		}
	}
	return n
}

// note keeps the higher of two probabilities of an account that is probable enough.
func (r *roll) note(a int32, p float64) {
	if p >= minMembership {
		r.probability[a] = math.Max(r.probability[a], p)
	}
}

// fedAlike reports whether the users of a template who are not tied look fed from the
// same queue as those who are: with them the tasks say no more about the account than
// without. Where there are too few tasks to tell, most users must be tied. Strays are those
// who surely have topics of their own, and as many who seem to as strangers are to be
// expected, if the others look fed without them.
func (w *World) fedAlike(t *template, rate float64) (strays []int32, alike bool) {
	core, _ := w.doing(t.family, t.tied).queue()
	g := w.doing(t.family, t.users)
	all, measured := g.queue()
	if !measured {
		return nil, rate >= mostlyTied
	}
	own := map[int32]float64{} // nats against a queue
	untied := among(t.untied)
	for m, llr := range all.own {
		if a := g.members[m]; llr < 0 && untied(a) {
			own[a] = -llr
		}
	}
	seem := slices.SortedFunc(maps.Keys(own), func(a, b int32) int { return cmp.Or(cmp.Compare(own[b], own[a]), cmp.Compare(a, b)) })
	for n := range min(strangers, len(seem)) + 1 {
		for n < len(seem) && own[seem[n]] > surelyOwn {
			n++
		}
		strays = sortedSet(slices.Clone(seem[:n]))
		if n > 0 {
			if all, measured = w.doing(t.family, without(t.users, strays)).queue(); !measured {
				return nil, rate >= mostlyTied
			}
		}
		if all.llr >= math.Min(0, core.llr)-1 {
			return strays, true
		}
	}
	return nil, false
}

// mostlyTied is the part of an operator's accounts that are tied, for the others to be
// called up without a look at their tasks.
const mostlyTied = 0.5

// doing is the group of accounts by what they do by one template.
func (w *World) doing(f int32, accounts []int32) *group {
	return at(w, &Candidate{Accounts: accounts}, w.To).only(f)
}

// shareOf is the part of accounts that belong.
func (r *roll) shareOf(accounts []int32) float64 {
	n := 0
	for _, a := range accounts {
		if _, in := r.probability[a]; in {
			n++
		}
	}
	return float64(n) / float64(max(1, len(accounts)))
}

// follows reports whether an account uses one of the templates taken so far.
func (r *roll) follows(w *World, a int32) bool {
	return slices.ContainsFunc(w.Uses[a], func(u Use) bool { return slices.Contains(r.families, u.Family) })
}

// giveaway is the template, of those not looked at yet, that speaks most for one
// operator.
func (r *roll) giveaway(w *World, looked map[int32]bool) (best int32, found bool) {
	least := enlistShare
	if len(r.families) > 0 {
		least = enlistMost
	}
	most := 0.0
	for f, n := range r.uses(w) {
		share := float64(n) / float64(len(w.everyUser(f)))
		if looked[f] || n < enlistUsers || share < least {
			continue
		}
		if worth := float64(n) * share * share; worth > most || worth == most && f < best {
			best, most, found = f, worth, true
		}
	}
	return best, found
}

// uses counts the accounts that belong by the templates they follow.
func (r *roll) uses(w *World) map[int32]int { return w.followers(maps.Keys(r.probability)) }

// followers counts accounts by the templates they follow.
func (w *World) followers(accounts iter.Seq[int32]) map[int32]int {
	count := map[int32]int{}
	for a := range accounts {
		for _, u := range w.Uses[a] {
			count[u.Family]++
		}
	}
	return count
}

// useShare is the part of an account's exchanges that follow a template.
func (w *World) useShare(a, f int32) float64 {
	for _, u := range w.Uses[a] {
		if u.Family == f {
			return float64(u.Count) / float64(max(1, w.Sampled[a]))
		}
	}
	return 0
}

// typicalUse is the median part of the work that follows a template, among its
// tied accounts, and the exchanges of the busiest of them but the upper tenth.
func (w *World) typicalUse(t *template) (share, busiest float64) {
	var shares, counts []float64
	for _, a := range t.tied {
		shares = append(shares, w.useShare(a, t.family))
		counts = append(counts, float64(w.Accounts[a].Exchanges))
	}
	if len(shares) == 0 {
		return 0, 0
	}
	slices.Sort(shares)
	slices.Sort(counts)
	return shares[len(shares)/2], counts[len(counts)*9/10]
}

// tiedTo reports whether identity and network tie an account to one that others
// accepts.
func (w *World) tiedTo(a int32, others func(int32) bool) bool { return w.tiedBy(a, minTie, others) }

// tiedBy reports whether they do so by at least so many nats.
func (w *World) tiedBy(a int32, least float64, others func(int32) bool) (found bool) {
	w.eachLink(a, func(b int32, l *iolaus.Link) {
		found = found || identityWeight(*l) >= least && others(b)
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

// callByLinks adds the accounts that share with an account of the operator what
// identifies a person, or that pass conversations on to several of its accounts. That
// one of all accounts belongs has the odds of the operator's size; a link must outweigh
// them. What the accounts write does not count: who is not called up by a template was
// only seen with cover.
func (r *roll) callByLinks(w *World) {
	odds := math.Log(float64(len(r.probability)+1) / float64(len(w.Accounts)+1))
	apart := among(r.others())
	called, passed := map[int32]float64{}, map[int32]map[iolaus.Hash]bool{}
	for a := range r.probability {
		w.eachLink(a, func(b int32, l *iolaus.Link) {
			if _, in := r.probability[b]; in || apart(b) {
				return
			}
			if personal(l) {
				called[b] = math.Max(called[b], math.Min(surely, logistic(besideContent(*l)+odds)))
			}
			for _, r := range l.Reasons {
				if r.Kind == iolaus.Dialogue {
					if passed[b] == nil {
						passed[b] = map[iolaus.Hash]bool{}
					}
					passed[b][r.Value] = true
				}
			}
		})
	}
	for a, p := range called {
		r.note(a, p)
	}
	for a, conversations := range passed {
		if len(conversations) >= enlistPassed {
			r.note(a, surely)
		}
	}
}

// personal reports whether a link rests on something that one person has, or on a
// conversation that was passed on besides something else: one alone may have been pasted
// by a relay's customer.
func personal(l *iolaus.Link) bool {
	return slices.ContainsFunc(l.Reasons, func(r iolaus.Reason) bool {
		return identifies(r.Kind) || r.Kind == iolaus.Artefact || r.Kind == iolaus.Dialogue && identityWeight(*l) >= minBridge
	})
}

// identifies reports whether a value of a kind belongs to one person.
func identifies(k iolaus.Kind) bool {
	return k == iolaus.Payment || k == iolaus.Phone || k == iolaus.Device || k == iolaus.Key
}

// members lists who belongs, ascending.
func (r *roll) members() []Membership {
	members := make([]Membership, 0, len(r.probability))
	for a, p := range r.probability {
		members = append(members, Membership{Account: a, Probability: p})
	}
	sortMembers(members)
	return members
}

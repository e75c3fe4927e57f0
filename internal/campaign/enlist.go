package campaign

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
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
	apartUsers   = 20   // accounts of a template that may be another operator's
	apartSet     = 5    // accounts that hang together, of those that may be another operator's
	apartTied    = 0.6  // of the rate at which an operator's accounts are tied, below which it is
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
	if w.fedAlike(t, rate) {
		for _, a := range t.untied {
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

// setApart notes the users of a template who belong, if they are many and hardly tied to
// those who follow others of the group. Whether strangers who use it are says nothing of
// them.
func (r *roll) setApart(t *template, rate float64) {
	belongs := func(a int32) bool { _, in := r.probability[a]; return in }
	members := slices.DeleteFunc(slices.Clone(t.users), func(a int32) bool { return !belongs(a) })
	if len(members) >= apartUsers && float64(countOf(t.tied, belongs))/float64(len(members)) < apartTied*rate {
		r.apart = append(r.apart, members)
	}
}

// part moves to the other operators' accounts those that are tied to them and not to
// the operator's own that have no such tie.
func (r *roll) part(w *World) {
	if len(r.apart) == 0 {
		return
	}
	apart := among(r.others())
	torn := map[int32]bool{}
	for a := range r.probability {
		torn[a] = apart(a) || w.tiedTo(a, apart)
	}
	for i, set := range r.apart {
		other := among(set)
		for a := range r.probability {
			if !apart(a) && w.tiedTo(a, other) && !w.tiedTo(a, func(b int32) bool {
				_, belongs := r.probability[b]
				return belongs && !torn[b] && r.follows(w, b)
			}) {
				set = append(set, a)
			}
		}
		slices.Sort(set)
		r.apart[i] = set
	}
	for _, a := range r.others() {
		delete(r.probability, a)
	}
}

// others gives every account that is set apart, ascending.
func (r *roll) others() []int32 {
	others := slices.Concat(r.apart...)
	slices.Sort(others)
	return slices.Compact(others)
}

// Bounds of a template that tells two operators apart who share another.
const (
	usedByOne   = 0.5  // of the accounts of one, at least
	unusedByTwo = 0.05 // of the accounts of the other, at most
	tiedToOne   = 0.2  // of the accounts of the other, below which they may be another operator's
)

// partByHabits sets apart the accounts that identity and network tie together but not
// to the main set that they tie, where a template that the main one follows is
// foreign to them or the other way round, or where the ones pass conversations on and
// the others do not: two operators with the same published wording, each with more
// beside it. The pools of one operator have the same habits, or many of their accounts
// are tied. A set of twenty is looked at by itself, smaller ones together.
func (r *roll) partByHabits(ctx context.Context, w *World) error {
	sets, err := r.tiedSets(ctx, w)
	if err != nil || len(sets) == 0 {
		return err
	}
	main, inMain := sets[0], among(sets[0])
	var small []int32
	for _, set := range sets[1:] {
		switch tied := partOf(set, func(a int32) bool { return w.tiedTo(a, inMain) }); {
		case len(set) >= apartUsers && tied < tiedToOne:
			r.partFrom(w, main, set)
		case tied == 0:
			small = append(small, set...)
		}
	}
	if len(small) >= apartUsers {
		slices.Sort(small)
		r.partFrom(w, main, small)
	}
	return nil
}

// partFrom sets accounts apart from the main ones if their habits differ, and with them
// who is not tied to those and follows a template of theirs that is foreign to them.
func (r *roll) partFrom(w *World, main, accounts []int32) {
	differs := func(habit func(a int32) bool) (ours, theirs bool) {
		one, two := partOf(main, habit), partOf(accounts, habit)
		return one >= usedByOne && two <= unusedByTwo, two >= usedByOne && one <= unusedByTwo
	}
	ours, theirs := differs(w.passesOn)
	foreign := ours || theirs
	var templates []int32 // of theirs
	for f := range r.uses(w) {
		ours, theirs := differs(func(a int32) bool { return w.useShare(a, f) > 0 })
		if foreign = foreign || ours || theirs; theirs {
			templates = append(templates, f)
		}
	}
	if !foreign {
		return
	}
	inMain := among(main)
	for a := range r.probability {
		if slices.ContainsFunc(w.Uses[a], func(u Use) bool { return slices.Contains(templates, u.Family) }) && !w.tiedTo(a, inMain) {
			accounts = append(accounts, a)
		}
	}
	slices.Sort(accounts)
	r.apart = append(r.apart, slices.Compact(accounts))
}

// partOf is the part of accounts with a habit.
func partOf(accounts []int32, habit func(int32) bool) float64 {
	return float64(countOf(accounts, habit)) / float64(len(accounts))
}

func countOf(accounts []int32, habit func(int32) bool) (n int) {
	for _, a := range accounts {
		if habit(a) {
			n++
		}
	}
	return n
}

// passesOn reports whether conversations go from an account to others or come from them.
func (w *World) passesOn(a int32) (passes bool) {
	w.eachLink(a, func(_ int32, l *iolaus.Link) {
		passes = passes || slices.ContainsFunc(l.Reasons, func(r iolaus.Reason) bool { return r.Kind == iolaus.Dialogue })
	})
	return passes
}

// tieDensity is what a pair of accounts costs where sets are formed of ties, in nats: two
// operators that share an address or two are two sets.
const tieDensity = 0.005

// tiedSets gives the sets of five or more that identity and network tie together, of those
// who belong and are not set apart; first the one of which most accounts follow the
// templates taken.
func (r *roll) tiedSets(ctx context.Context, w *World) ([][]int32, error) {
	accounts := without(accountsOf(r.members()), r.others())
	c := Candidate{Accounts: accounts, Links: w.linksAmong(accounts)}
	community, err := leiden.Communities(ctx, leiden.NewGraph(len(accounts), c.ties()), leiden.Options{Resolution: tieDensity})
	if err != nil {
		return nil, err
	}
	sets := map[int32][]int32{}
	for i, c := range community {
		sets[c] = append(sets[c], accounts[i])
	}
	maps.DeleteFunc(sets, func(_ int32, set []int32) bool { return len(set) < apartSet })
	follow := func(set []int32) int { return countOf(set, func(a int32) bool { return r.follows(w, a) }) }
	return slices.SortedFunc(maps.Values(sets), func(a, b []int32) int {
		return cmp.Or(follow(b)-follow(a), len(b)-len(a), int(a[0]-b[0]))
	}), nil
}

// note keeps the higher of two probabilities of an account that is probable enough.
func (r *roll) note(a int32, p float64) {
	if p >= minMembership {
		r.probability[a] = math.Max(r.probability[a], p)
	}
}

// fedAlike reports whether the users of a template who are not tied look fed from the
// same queue as those who are: with them, the tasks say no more about the account than
// without. Where there are too few tasks to tell, most users must be tied.
func (w *World) fedAlike(t *template, rate float64) bool {
	all, measured := w.queueOf(t.family, t.users)
	if !measured {
		return rate >= mostlyTied
	}
	core, _ := w.queueOf(t.family, t.tied)
	return all >= math.Min(0, core)-1
}

// mostlyTied is the part of an operator's accounts that are tied, for the others to be
// called up without a look at their tasks.
const mostlyTied = 0.5

// queueOf is what the queue test says of what accounts do by one template, in nats.
func (w *World) queueOf(f int32, accounts []int32) (llr float64, measured bool) {
	c := Candidate{Accounts: accounts}
	for _, e := range oneQueue(at(w, &c, w.To).only(f)) {
		return e.LLR, true
	}
	return 0, false
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
				called[b] = math.Max(called[b], math.Min(surely, 1/(1+math.Exp(-besideContent(*l)-odds))))
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
	slices.SortFunc(members, func(a, b Membership) int { return cmp.Compare(a.Account, b.Account) })
	return members
}

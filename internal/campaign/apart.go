package campaign

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
)

// Bounds of who is set apart as another operator's.
const (
	apartUsers = 20  // accounts of a template that may be another operator's
	apartSet   = 5   // accounts that hang together, to be looked at with others that do
	apartTied  = 0.6 // of the rate at which an operator's accounts are tied, below which it is
)

// Bounds of a template that tells two operators apart who share another.
const (
	usedByOne   = 0.5  // of the accounts of one, at least
	unusedByTwo = 0.05 // of the accounts of the other, at most
	tiedToOne   = 0.2  // of the accounts of the other, below which they may be another operator's

	lackedByChance = 0.001 // that a few accounts of one lack what its others follow
)

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

// partByHabits sets apart the accounts that identity and network tie together but not
// to the main set that they tie, where a template that the main one follows is
// foreign to them or the other way round, or where the ones pass conversations on and
// the others do not: two operators with the same published wording, each with more
// beside it. The pools of one operator have the same habits, or many of their accounts
// are tied. A set of twenty is looked at by itself. Of fewer, a household or the students
// in one hall, it tells enough that they lack what the main set follows; else they are
// looked at together.
func (r *roll) partByHabits(ctx context.Context, w *World) error {
	sets, err := r.tiedSets(ctx, w)
	if err != nil || len(sets) == 0 {
		return err
	}
	main, inMain := sets[0], among(sets[0])
	followed := w.followers(slices.Values(main))
	var small []int32
	for _, set := range sets[1:] {
		switch tied := partOf(set, func(a int32) bool { return w.tiedTo(a, inMain) }); {
		case len(set) >= apartUsers && tied < tiedToOne:
			r.partFrom(w, main, set)
		case tied > 0:
		case w.lack(set, main, followed):
			r.apart = append(r.apart, set)
		case len(set) >= apartSet:
			small = append(small, set...)
		}
	}
	if len(small) >= apartUsers {
		slices.Sort(small)
		r.partFrom(w, main, small)
	}
	return nil
}

// lack reports whether none of a few accounts follows a template that the main ones follow,
// of whom it is known how many follow each, though that would happen by chance less than
// once in a thousand sets, by the part of the main accounts that follow it as by the part of
// their exchanges that do.
func (w *World) lack(accounts, main []int32, followed map[int32]int) bool {
	theirs := w.followers(slices.Values(accounts))
	exchanges, all := w.sampledOf(accounts), w.sampledOf(main)
	for f, n := range followed {
		users := float64(n+1) / float64(len(main)+2) // by Laplace's rule of succession
		if users < usedByOne || theirs[f] > 0 {
			continue
		}
		work := 0.0
		for _, a := range main {
			work += w.useShare(a, f) * float64(w.Sampled[a])
		}
		if max(math.Pow(1-users, float64(len(accounts))), math.Pow(1-work/all, exchanges)) < lackedByChance {
			return true
		}
	}
	return false
}

// sampledOf is how many exchanges of accounts were sampled.
func (w *World) sampledOf(accounts []int32) float64 {
	n := 0
	for _, a := range accounts {
		n += int(w.Sampled[a])
	}
	return float64(n)
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

// tiedSets gives the sets of two or more that identity and network tie together, of those
// who belong and are not set apart; first the one of which most accounts follow the
// templates taken.
func (r *roll) tiedSets(ctx context.Context, w *World) ([][]int32, error) {
	accounts := without(accountsOf(r.members()), r.others())
	c := w.candidateOf(accounts)
	community, err := leiden.Communities(ctx, leiden.NewGraph(len(accounts), c.ties()), leiden.Options{Resolution: tieDensity})
	if err != nil {
		return nil, err
	}
	sets := map[int32][]int32{}
	for i, c := range community {
		sets[c] = append(sets[c], accounts[i])
	}
	maps.DeleteFunc(sets, func(_ int32, set []int32) bool { return len(set) < 2 })
	follow := func(set []int32) int { return countOf(set, func(a int32) bool { return r.follows(w, a) }) }
	return slices.SortedFunc(maps.Values(sets), func(a, b []int32) int {
		return cmp.Or(follow(b)-follow(a), len(b)-len(a), int(a[0]-b[0]))
	}), nil
}

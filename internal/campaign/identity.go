package campaign

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// minTie is the weight in nats that shared identity and network must have for
// two accounts to count as tied without regard to what they write.
const minTie = 3

// How rare honest groups on a pool are, one in so many candidates: a hundredth of those in
// development worlds are on one, of networks nearly always, and none of several thousand is
// on one of persons.
const (
	lookAlikePool    = 100
	lookAlikePersons = 1000
	personValues     = 3 // cards, phones, devices and keys that tell a pool of persons
)

// sharedIdentity asks how many members hang together through a pool of cards, phones,
// devices, keys or networks, against accounts drawn at random. There is one piece of
// evidence per kind that ties; all count as one channel.
//
// What one organisation shares, a card or a network that nearly all have, speaks
// neither for an operator nor against one; see ties.
//
// It cannot see a ring in which every account has its own card and address, nor one
// behind a single card. Honest look-alikes: a company with offices and several cards; and
// users of one program who meet on networks by chance, so that a pool in which there are
// few cards, phones, devices and keys is worth less.
func sharedIdentity(g *group) []iolaus.Evidence {
	type holding struct {
		accounts map[int32]bool
		values   map[iolaus.Hash]bool
	}
	var kinds [iolaus.KindCount]holding
	for _, l := range g.links() {
		if identityWeight(l) < minTie {
			continue
		}
		for _, r := range l.Reasons {
			if group := r.Kind.Group(); group != iolaus.Identity && group != iolaus.Networks || r.Kind == iolaus.Artefact {
				continue
			}
			h := &kinds[r.Kind]
			if h.accounts == nil {
				h.accounts, h.values = map[int32]bool{}, map[iolaus.Hash]bool{}
			}
			h.accounts[l.A], h.accounts[l.B] = true, true
			h.values[r.Value] = true
		}
	}
	t := g.tiesOf()
	pool := t.pool(g.members)
	most := math.Log(lookAlikePool)
	if t.ofPersons() {
		most = math.Log(lookAlikePersons)
	}
	base := g.world.tiedByChance(len(g.members))
	llr := math.Max(0, binomialLLR(float64(len(pool)), float64(len(g.members)), base))
	var found []iolaus.Evidence
	for k := range kinds {
		h := kinds[k]
		if 5*len(h.accounts) < len(g.members) || len(h.accounts) < 3 {
			continue
		}
		share := float64(len(h.accounts)) / float64(len(g.members))
		speaks := 0.0
		if len(h.values) > 1 { // one is for all, as an organisation has
			inPool := 0
			for _, a := range pool {
				if h.accounts[a] {
					inPool++
				}
			}
			speaks = min(llr*float64(inPool)/float64(len(g.members)), most)
		}
		text := fmt.Sprintf("%.0f %% of the accounts share %s with others of the group that few outside it have.", 100*share, named(iolaus.Kind(k), 2))
		if speaks == 0 {
			text = fmt.Sprintf("%.0f %% of the accounts share %s, as those of one organisation do.", 100*share, named(iolaus.Kind(k), 2))
		}
		found = append(found, iolaus.Evidence{
			Kind:     "shared_" + iolaus.Kind(k).String(),
			Observed: fmt.Sprintf("%d of %d accounts on %d %s", len(h.accounts), len(g.members), len(h.values), named(iolaus.Kind(k), len(h.values))),
			Expected: fmt.Sprintf("%.1f of as many random accounts hang together, by values of any kind", base*float64(len(g.members))),
			LLR:      speaks,
			P:        toP(speaks),
			Text:     text,
		})
	}
	slices.SortStableFunc(found, func(a, b iolaus.Evidence) int { return cmp.Compare(b.LLR, a.LLR) })
	return found
}

// ofPersons reports whether the pool, of half the members or more, is one of what
// stands for a person: several cards, phones, devices or keys, and a third of the pool's
// members with others of it on one.
func (t *ties) ofPersons() bool {
	var pool, sharing []int32
	for m, pooled := range t.pooled {
		if pooled {
			pool = append(pool, int32(m))
		}
	}
	on := map[value][]int32{}
	for v, members := range t.on {
		if here := intersection(members, pool); identifies(v.kind) && len(here) > 1 {
			on[v] = here
			sharing = append(sharing, here...)
		}
	}
	return 2*len(pool) >= len(t.pooled) && 3*len(sortedSet(sharing)) >= len(pool) && distinct(on) >= personValues
}

// named is n values of a kind in words.
func named(k iolaus.Kind, n int) string {
	name := k.String()
	switch k {
	case iolaus.Payment:
		name = "payment method"
	case iolaus.Phone:
		name = "phone number"
	case iolaus.Email:
		name = "e-mail address"
	case iolaus.EmailShape:
		name = "shape of e-mail address"
	case iolaus.Key:
		name = "API key"
	case iolaus.SignupNetwork:
		name = "sign-up network"
	case iolaus.TLSClient:
		name = "TLS client"
	}
	switch {
	case n == 1:
		return name
	case k == iolaus.EmailShape:
		return "shapes of e-mail address"
	case strings.HasSuffix(name, "s"):
		return name + "es"
	}
	return name + "s"
}

// tiedByChance is the share of members that would be tied in a group of that
// many accounts drawn at random: each of the other members is a partner with the
// chance that any account is. At least one in two hundred.
func (w *World) tiedByChance(members int) float64 {
	w.tiesOnce.Do(func() {
		for _, l := range w.Links {
			if identityWeight(l) >= minTie {
				w.ties++
			}
		}
	})
	n := float64(max(1, len(w.Accounts)))
	partners := 2 * float64(w.ties) / n
	return math.Max(0.005, 1-math.Exp(-partners*float64(members)/n))
}

// identityWeight is what a link weighs without regard to what the accounts
// write, in nats. The TLS client does not count: it names a program, which the
// users of one public tool share, not an operator. Artefacts are a channel of
// their own.
func identityWeight(l iolaus.Link) float64 {
	weight := 0.0
	for _, r := range l.Reasons {
		g := r.Kind.Group()
		if g == iolaus.Identity && r.Kind != iolaus.Artefact || g == iolaus.Networks && r.Kind != iolaus.TLSClient {
			weight += r.LLR
		}
	}
	return weight
}

// besideContent is what a link weighs without regard to what the accounts write,
// clients and sign-up times included, in nats.
func besideContent(l iolaus.Link) float64 {
	weight := 0.0
	for _, r := range l.Reasons {
		if r.Kind.Group() != iolaus.Content {
			weight += r.LLR
		}
	}
	return weight
}

// sortedSet sorts values in place and drops repeats.
func sortedSet[T cmp.Ordered](values []T) []T {
	slices.Sort(values)
	return slices.Compact(values)
}

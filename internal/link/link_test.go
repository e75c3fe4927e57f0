package link_test

import (
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/link"
)

const accounts = 2000

// table builds a world of accounts with their own cards, of which the first
// ringSize share cards and networks, and half of everybody share one client.
func table(ringSize int, shuffle bool) *link.Table {
	var b link.Builder
	type sighting struct {
		kind    iolaus.Kind
		value   iolaus.Hash
		account int32
	}
	var all []sighting
	for a := range int32(accounts) {
		card, network := iolaus.Hash(1_000_000+a), iolaus.Hash(2_000_000+a)
		if int(a) < ringSize {
			card, network = iolaus.Hash(10+a/5), iolaus.Hash(500+a%7)
		}
		all = append(all, sighting{iolaus.Payment, card, a}, sighting{iolaus.Network, network, a})
		if a%2 == 0 {
			all = append(all, sighting{iolaus.TLSClient, 7, a})
		}
	}
	if shuffle {
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	for _, s := range all {
		b.Add(s.kind, s.value, s.account, iolaus.Millis(1000+s.account))
	}
	return b.Build(ownHolders())
}

func ownHolders() []int32 {
	holder := make([]int32, accounts)
	for a := range holder {
		holder[a] = int32(a)
	}
	return holder
}

func find(t *testing.T, table *link.Table) []iolaus.Link {
	t.Helper()
	links, err := link.Find(t.Context(), table, link.DefaultOptions(table))
	if err != nil {
		t.Fatal(err)
	}
	return links
}

func TestFindLinksOnlyWhoShareRareValues(t *testing.T) {
	links := find(t, table(30, false))
	if len(links) == 0 {
		t.Fatal("no links among accounts that share cards and networks")
	}
	for _, l := range links {
		if l.A >= 30 || l.B >= 30 {
			t.Errorf("accounts %d and %d are linked by %v", l.A, l.B, l.Reasons)
		}
		if want := iolaus.Millis(1000 + l.B); l.Since != want {
			t.Errorf("link %d-%d known since %d, want %d", l.A, l.B, l.Since, want)
		}
	}
}

func TestFindIsSilentAmongStrangers(t *testing.T) {
	if links := find(t, table(0, false)); len(links) != 0 {
		t.Errorf("%d links among strangers who share a popular client, want none", len(links))
	}
}

func TestFindIgnoresOrder(t *testing.T) {
	if diff := cmp.Diff(find(t, table(60, false)), find(t, table(60, true))); diff != "" {
		t.Errorf("links depend on the order of sightings:\n%s", diff)
	}
}

func TestFindIgnoresWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := find(t, table(60, true))
	runtime.GOMAXPROCS(8)
	if diff := cmp.Diff(alone, find(t, table(60, true))); diff != "" {
		t.Errorf("links depend on the number of workers:\n%s", diff)
	}
}

func TestFindKeepsTheStrongestWeakLinks(t *testing.T) {
	var b link.Builder
	for a := range int32(accounts) { // forty on each card, and pairs with one phone on one network
		b.Add(iolaus.Payment, iolaus.Hash(a%50), a, 1)
		b.Add(iolaus.Network, iolaus.Hash(a/2%37), a, 1)
		b.Add(iolaus.Phone, iolaus.Hash(a/2), a, 1)
	}
	table := b.Build(ownHolders())
	o := link.DefaultOptions(table)
	o.Floor, o.Weak = 0.5, accounts
	prior := link.Prior(table.Holders)
	split := func(o link.Options) (strong, weak []iolaus.Link) {
		links, err := link.Find(t.Context(), table, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links {
			if l.LLR >= prior {
				strong = append(strong, l)
			} else {
				weak = append(weak, l)
			}
		}
		return strong, weak
	}
	strong, weak := split(o)
	o.Weak = 1
	strongest, kept := split(o)
	if diff := cmp.Diff(strong, strongest); diff != "" {
		t.Errorf("links that outweigh the prior depend on the room for others:\n%s", diff)
	}
	if len(strong) == 0 || len(weak) <= accounts || len(kept) == 0 || len(kept) > accounts {
		t.Fatalf("%d of %d weak links kept, want some and at most one an account (%d)", len(kept), len(weak), accounts)
	}
	least := kept[0].LLR
	for _, l := range kept {
		least = min(least, l.LLR)
	}
	const level = 0.05 // nats: the prior divided by the levels, and a little
	for _, l := range weak {
		if l.LLR > least+level && !slices.ContainsFunc(kept, func(k iolaus.Link) bool { return k.A == l.A && k.B == l.B }) {
			t.Fatalf("link %d-%d of %.2f nats is dropped, one of %.2f is kept", l.A, l.B, l.LLR, least)
		}
	}
}

func TestFindMeetsThroughUnlikelyConjunctionsFirst(t *testing.T) {
	// everybody has one of ten cards, networks and templates, by chance; sixty
	// share a card and a network more, each of which 140 others have
	const ring, others = 60, 140
	var b link.Builder
	r := rand.New(rand.NewPCG(3, 4))
	for a := range int32(accounts) {
		card, network, family := a%10, a/10%10, r.IntN(10)
		if a < ring+others {
			card = 10
		}
		if a < ring || a >= accounts-others {
			network = 10
		}
		b.Add(iolaus.Payment, iolaus.Hash(card), a, 1)
		b.Add(iolaus.Network, iolaus.Hash(network), a, 1)
		b.Add(iolaus.Family, iolaus.Hash(family), a, 1)
	}
	table := b.Build(ownHolders())
	o := link.DefaultOptions(table)
	o.MaxHolders, o.Floor = 100, 0.1
	for _, test := range []struct{ room, inside, outside int }{{room: 3, inside: 300, outside: 3000}, {room: 1, inside: 300}, {room: 0}} {
		o.Conjunctions = test.room
		links, err := link.Find(t.Context(), table, o)
		if err != nil {
			t.Fatal(err)
		}
		inside := 0
		for _, l := range links {
			if l.B < ring {
				inside++
			}
		}
		outside := len(links) - inside
		if inside < test.inside || outside < test.outside || test.room == 0 && len(links) > 0 {
			t.Errorf("room for %d conjunctions an account: %d links in the ring and %d others, want at least %d and %d, none without room",
				test.room, inside, outside, test.inside, test.outside)
		}
	}
}

func TestFindCollapsesDeclaredOrgs(t *testing.T) {
	var b link.Builder
	holder := ownHolders()
	for a := range int32(50) { // one company: one card, one network, declared
		holder[a] = 0
		b.Add(iolaus.Payment, 1, a, 1)
		b.Add(iolaus.Network, 2, a, 1)
	}
	b.Add(iolaus.Payment, 1, 60, 1) // and one account that pays with its card
	b.Add(iolaus.Network, 2, 60, 1)
	links := find(t, b.Build(holder))
	for _, l := range links {
		if l.B != 60 {
			t.Errorf("colleagues %d and %d of one declared org are linked", l.A, l.B)
		}
		for _, r := range l.Reasons {
			if r.Holders != 2 {
				t.Errorf("%v counts %d holders, want 2: the org and the stranger", r.Kind, r.Holders)
			}
		}
	}
	if len(links) == 0 {
		t.Error("the outsider on the company's card and network is linked to nobody")
	}
}

func TestFindMeetsThroughConjunctions(t *testing.T) {
	// each of 600 accounts shares a popular card and a popular network; only
	// those with both stand out
	var b link.Builder
	for a := range int32(600) {
		b.Add(iolaus.Payment, 1, a, 1)
	}
	for a := range int32(600) {
		b.Add(iolaus.Network, 2, a+590, 1)
	}
	for _, l := range find(t, b.Build(ownHolders())) {
		if l.A < 590 || l.B >= 600 {
			t.Errorf("accounts %d and %d share one popular value only", l.A, l.B)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	var builder link.Builder
	r := rand.New(rand.NewPCG(1, 2))
	const n = 100_000
	holder := make([]int32, n)
	for a := range int32(n) {
		holder[a] = a
		for k := range 10 {
			builder.Add(iolaus.Kind(1+k), iolaus.Hash(r.IntN(n/4)), a, 1)
		}
	}
	t := builder.Build(holder)
	for b.Loop() {
		if _, err := link.Find(b.Context(), t, link.DefaultOptions(t)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestByAccount reads back what an account was seen with, less what only it has.
func TestByAccount(t *testing.T) {
	seen := table(40, true).ByAccount()
	for account, want := range map[int32]map[iolaus.Kind]iolaus.Hash{
		12:   {iolaus.Payment: 12, iolaus.Network: 505, iolaus.TLSClient: 7},
		13:   {iolaus.Payment: 12, iolaus.Network: 506},
		1000: {iolaus.TLSClient: 7},
		1001: {},
	} {
		if got := maps.Collect(seen(account)); !maps.Equal(got, want) {
			t.Errorf("account %d was seen with %v, want %v", account, got, want)
		}
	}
}

package campaign

import (
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

func found(v iolaus.Verdict, members, core []int32) Finding {
	f := Finding{Verdict: v, Parent: -1, core: core}
	for _, a := range members {
		f.Members = append(f.Members, Membership{a, 1})
	}
	return f
}

// TestKeepOnceLosesNobody has a second finding that claims two accounts of the first, and
// is too small without those it shares: it is dropped, and the first keeps them.
func TestKeepOnceLosesNobody(t *testing.T) {
	w := worldOf(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1)
	first := []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	all := w.keepOnce(nil, []Finding{found(iolaus.Distillation, first, first[:10])})
	all = w.keepOnce(all, []Finding{found(iolaus.Distillation, []int32{0, 1, 2, 10, 11}, []int32{1, 10, 11})})
	if len(all) != 1 || !slices.Equal(accountsOf(all[0].Members), first) {
		t.Errorf("%d findings, the first of %v; want one of all %d accounts", len(all), accountsOf(all[0].Members), len(first))
	}
}

// worldOf is a world in which account i follows the i-th template, and all follow one more.
func worldOf(templates ...int32) *World {
	w := &World{
		Accounts: make([]traffic.Account, len(templates)),
		Uses:     make([][]Use, len(templates)),
		Sampled:  make([]int32, len(templates)),
	}
	for a, f := range templates {
		w.Uses[a], w.Sampled[a] = []Use{{Family: f, Count: 3}, {Family: 9, Count: 3}}, 6
	}
	return w
}

// TestKeepOnceByHabit has two operators that call up each other's accounts, and a relay's
// inner campaign: each account comes to be named by the one whose template it follows,
// even where the other's verdict rested on it.
func TestKeepOnceByHabit(t *testing.T) {
	w := worldOf(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1)
	inner := found(iolaus.Distillation, []int32{0, 1, 8, 9}, []int32{0, 1, 8, 9})
	inner.Parent = 0
	all := w.keepOnce(nil, []Finding{found(iolaus.Relay, []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []int32{0, 1, 2, 3, 4, 5, 6, 8}), inner})
	all = w.keepOnce(all, []Finding{found(iolaus.Distillation, []int32{7, 8, 9, 10, 11, 12, 13}, []int32{7, 9, 10, 11, 12, 13})})
	if len(all) != 3 {
		t.Fatalf("%d findings, want 3", len(all))
	}
	for i, want := range [][]int32{{0, 1, 2, 3, 4, 5, 6, 7}, {0, 1}, {8, 9, 10, 11, 12, 13}} {
		if got := accountsOf(all[i].Members); !slices.Equal(got, want) {
			t.Errorf("finding %d names %v, want %v", i, got, want)
		}
	}
}

// TestKeepOnceGivesStraysBack has a finding half of whose accounts were taken in by one from
// before, and its verdict rested on them. Where they follow the template of the finding's
// other accounts they are its own; where all follow the same one it is the same campaign.
func TestKeepOnceGivesStraysBack(t *testing.T) {
	for _, test := range []struct {
		template int32 // of the finding's accounts; those from before follow template 0
		others   int   // accounts of the finding that were not taken in
		want     []int // accounts by finding
	}{
		{1, 30, []int{30, 60}},
		{0, 30, []int{60}},
		{1, apartUsers - 1, []int{60}}, // too few to tell by
	} {
		templates := make([]int32, 60+test.others)
		var accounts []int32
		for a := range templates {
			accounts = append(accounts, int32(a))
			if a >= 30 {
				templates[a] = test.template
			}
		}
		w := worldOf(templates...)
		all := w.keepOnce(nil, []Finding{found(iolaus.Relay, accounts[:60], accounts[:60])})
		all = w.keepOnce(all, []Finding{found(iolaus.Distillation, accounts[30:], accounts[30:])})
		var got []int
		for _, f := range all {
			got = append(got, len(f.Members))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("template %d, %d others: findings of %v accounts, want %v", test.template, test.others, got, test.want)
		}
	}
}

// TestRingStaysBesideAHarvest has a harvest of one account of a ring, which is no harvest
// of its own: the ring stays as it is.
func TestRingStaysBesideAHarvest(t *testing.T) {
	w := &World{Accounts: make([]traffic.Account, 13)}
	ring := []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	all := w.keepOnce(nil, []Finding{found(iolaus.RingOnly, ring, ring)})
	all = w.keepOnce(all, []Finding{found(iolaus.Harvest, ring[4:5], ring[4:5])})
	if len(all) != 1 || all[0].Verdict != iolaus.RingOnly || len(all[0].Members) != len(ring) {
		t.Errorf("%d findings, the first a %s of %d accounts; want the ring of %d", len(all), all[0].Verdict, len(all[0].Members), len(ring))
	}
}

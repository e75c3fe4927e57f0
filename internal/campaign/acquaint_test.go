package campaign

import (
	"iter"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// worldSeen is a world of accounts, and notes what one is seen with.
func worldSeen(accounts int32) (w *World, see func(account int32, kind iolaus.Kind, value iolaus.Hash)) {
	type sighting struct {
		kind  iolaus.Kind
		value iolaus.Hash
	}
	seen := make([][]sighting, accounts)
	w = &World{Accounts: make([]traffic.Account, accounts)}
	w.Seen = func(account int32) iter.Seq2[iolaus.Kind, iolaus.Hash] {
		return func(yield func(iolaus.Kind, iolaus.Hash) bool) {
			for _, s := range seen[account] {
				if !yield(s.kind, s.value) {
					return
				}
			}
		}
	}
	return w, func(account int32, kind iolaus.Kind, value iolaus.Hash) {
		seen[account] = append(seen[account], sighting{kind, value})
	}
}

// TestAcquaint has a campaign of 40 accounts among a thousand, on four networks and
// registered in four hours, and accounts beside it that share more or less with many of
// them: none is linked to one account.
func TestAcquaint(t *testing.T) {
	const (
		known    = 40
		accounts = 1_000
		akin     = 40 // has a network and an hour with ten of the campaign's each, and their client and parameters
		late     = 41 // as akin, with an hour of its own
		ringed   = 42 // as akin, and in a ring that is accused of nothing
		meets    = 43 // on a network of the campaign's, with a client that many have
		half     = 44 // as akin, by what two of the campaign's accounts have
		tool     = 45 // with their client, parameters and template, and nothing of an operator
	)
	w, see := worldSeen(accounts)
	has := func(account int32, network, hour, client, params iolaus.Hash) {
		see(account, iolaus.SignupNetwork, network)
		see(account, iolaus.CreatedHour, hour)
		see(account, iolaus.TLSClient, client)
		see(account, iolaus.Params, params)
	}
	var members []int32
	for a := range int32(accounts) {
		n := iolaus.Hash(a)
		switch {
		case a < known-2:
			members = append(members, a)
			has(a, 1+n%4, 11+n/4%4, 21, 31)
			see(a, iolaus.Family, 41)
		case a < known:
			members = append(members, a)
			has(a, 5, 15, 22, 32)
		case a == akin || a == ringed:
			has(a, 1, 12, 21, 31)
		case a == late:
			has(a, 1, 99, 21, 31)
		case a == meets:
			has(a, 2, 1_000+n%50, 500+n%9, 31)
		case a == half:
			has(a, 5, 15, 22, 32)
		case a == tool:
			has(a, 3_000, 1_000, 21, 31)
			see(a, iolaus.Family, 41)
		case n%100 == 0: // has the campaign's client and parameters
			has(a, 2_000+n%300, 1_000+n%40, 21, 31)
		default:
			has(a, 2_000+n%300, 1_000+n%50, 500+n%9, 100+n%50)
		}
	}
	findings := []Finding{
		found(iolaus.Distillation, members, members),
		found(iolaus.RingOnly, []int32{ringed, 50, 51, 52, 53, 54, 55, 56, 57, 58}, nil),
	}
	w.acquaint(findings)
	got := accountsOf(findings[0].Members)
	if want := append(slices.Clone(members), akin); !slices.Equal(got, want) {
		t.Fatalf("the campaign names %v, want %v", got, want)
	}
	if p := findings[0].Members[len(members)].Probability; p < acquainted || p > 1 {
		t.Errorf("it belongs with probability %v, want %v to 1", p, acquainted)
	}
	shares := findings[0].shares[akin]
	if shares[iolaus.SignupNetwork] != 10 || shares[iolaus.TLSClient] != known-2 || shares[iolaus.Payment] != 0 {
		t.Errorf("it shares %v, want its network with 10 and its client with %d", shares, known-2)
	}
	if got := findings[0].tested(); !slices.Equal(got, members) {
		t.Errorf("tested were %v, want %v", got, members)
	}
	if len(findings[1].Members) != 10 {
		t.Errorf("the ring has %d accounts, want the 10 that it had", len(findings[1].Members))
	}
}

// TestAcquaintNeedsMany has a campaign too small to tell what its accounts have in common.
func TestAcquaintNeedsMany(t *testing.T) {
	const accounts = 500
	w, see := worldSeen(accounts)
	for a := range int32(accounts) {
		group := iolaus.Hash(a)
		if a < 10 {
			group = 1_000
		}
		for _, k := range []iolaus.Kind{iolaus.SignupNetwork, iolaus.CreatedHour, iolaus.TLSClient, iolaus.Params, iolaus.Payment, iolaus.EmailShape} {
			see(a, k, group)
		}
	}
	for _, n := range []int32{8, 9} {
		members := make([]int32, n)
		for i := range members {
			members[i] = int32(i)
		}
		findings := []Finding{found(iolaus.Distillation, members, members)}
		w.acquaint(findings)
		if got := len(findings[0].Members); got != int(n) {
			t.Errorf("of %d accounts it grew to %d", n, got)
		}
	}
}

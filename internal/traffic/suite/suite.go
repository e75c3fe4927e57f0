// Package suite tests implementations of traffic.Store against the contract.
//
// It takes a function that opens an empty store and runs every requirement of
// the contract against it. A new implementation's own test is a call of Run.
package suite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// Open gives a new, empty store; the suite closes it.
type Open func(t *testing.T) traffic.Store

// Run checks a store against the contract.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"an empty store answers", testEmpty},
		{"traces come back as they were", testRoundTrip},
		{"a repeated batch changes nothing", testRepeatedBatch},
		{"the order and the cut of batches do not matter", testOrder},
		{"an exchange stored twice counts once", testDuplicates},
		{"sightings are of values that several share", testSightings},
		{"registrations join traffic", testAccounts},
		{"a limit draws the same fair share", testLimit},
		{"an error of the caller ends the call", testYieldError},
		{"a cancelled context ends the call", testCancelled},
		{"batches may be appended at once", testConcurrent},
		{"a batch id cannot name a file elsewhere", testBatchID},
		{"what reports named is remembered", testReported},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

// answers is everything a store says.
type answers struct {
	Summary   traffic.Summary
	Accounts  []traffic.Account
	Sightings []iolaus.Sighting
	Traces    []traffic.Trace
	Activity  []traffic.Activity
	Names     map[iolaus.Hash]string
}

func ask(t *testing.T, s traffic.Store) answers {
	t.Helper()
	ctx := t.Context()
	var a answers
	var err error
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a.Summary, err = s.Summary(ctx)
	check(err)
	check(s.Accounts(ctx, func(x *traffic.Account) error { a.Accounts = append(a.Accounts, *x); return nil }))
	check(s.Sightings(ctx, 0, func(x iolaus.Sighting) error { a.Sightings = append(a.Sightings, x); return nil }))
	check(s.Exchanges(ctx, nil, 0, func(x *traffic.Trace) error { a.Traces = append(a.Traces, *x); return nil }))
	check(s.Activity(ctx, nil, func(x *traffic.Activity) error { a.Activity = append(a.Activity, *x); return nil }))
	a.Names, err = s.Names(ctx, []iolaus.Hash{100, 101, 999})
	check(err)
	return a
}

// rows makes n exchanges of a few accounts.
func rows(n int) []traffic.Row {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]traffic.Row, n)
	for i := range out {
		x := &out[i]
		*x = traffic.Row{
			ID: iolaus.Hash(r.Uint64()), Time: 1_772_000_000_000 + iolaus.Millis(r.Int64N(3*24*3600*1000)),
			Account: iolaus.Hash(100 + r.Uint64N(7)), Model: iolaus.Hash(1 + r.Uint64N(2)), Pathway: 5,
			Network: iolaus.Hash(r.Uint64N(4)), Frame: iolaus.Hash(r.Uint64N(3)), Task: iolaus.Hash(r.Uint64()),
			OutputTokens: r.Int64N(1000), Refused: r.IntN(9) == 0, Root: r.IntN(2) == 0, Turns: uint16(r.IntN(5)),
			Words: uint32(r.IntN(500)), Script: iolaus.Latin, Instruction: iolaus.Hash(r.Uint64()),
			Address: iolaus.Hash(r.Uint64N(50)), Latency: r.Int64N(9999), Status: 200,
		}
		for k := range x.Phrases {
			x.Phrases[k] = r.Uint32()
		}
		for k := range x.Meaning {
			x.Meaning[k] = int8(r.IntN(255) - 127)
		}
		x.Capability[r.IntN(iolaus.CapabilityCount)] = 200
	}
	return out
}

func names() []traffic.Name {
	var all []traffic.Name
	for a := range 7 {
		all = append(all, traffic.Name{Hash: iolaus.Hash(100 + a), Text: fmt.Sprintf("acct_%d", 9-a)})
	}
	return all
}

func add(t *testing.T, s traffic.Store, id string, of []traffic.Row) {
	t.Helper()
	if err := s.Append(t.Context(), &traffic.Batch{ID: id, Rows: of, Names: names()}); err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, open Open) traffic.Store {
	t.Helper()
	s := open(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func testEmpty(t *testing.T, open Open) {
	a := ask(t, opened(t, open))
	if diff := cmp.Diff(answers{Names: map[iolaus.Hash]string{}}, a); diff != "" {
		t.Error(diff)
	}
}

func testRoundTrip(t *testing.T, open Open) {
	s := opened(t, open)
	want := rows(1)
	want[0].Root, want[0].Refused, want[0].Frame = true, true, 1<<63+5
	add(t, s, "ab", want)
	w := want[0]
	if diff := cmp.Diff([]traffic.Trace{{
		Account: w.Account, Time: w.Time, ID: w.ID, Task: w.Task, Model: w.Model, Pathway: w.Pathway, Frame: w.Frame, Network: w.Network, Latency: w.Latency,
		OutputTokens: w.OutputTokens, Refused: w.Refused, Root: w.Root, Script: w.Script,
		Phrases: w.Phrases, Meaning: w.Meaning, Instruction: w.Instruction, Capability: w.Capability,
	}}, ask(t, s).Traces); diff != "" {
		t.Error(diff)
	}
}

func testRepeatedBatch(t *testing.T, open Open) {
	s := opened(t, open)
	add(t, s, "01", rows(50))
	before := ask(t, s)
	add(t, s, "01", rows(50))
	if known, err := s.Has(t.Context(), "01"); !known || err != nil {
		t.Errorf("Has = %v, %v for a stored batch", known, err)
	}
	if known, err := s.Has(t.Context(), "02"); known || err != nil {
		t.Errorf("Has = %v, %v for a batch never seen", known, err)
	}
	if diff := cmp.Diff(before, ask(t, s)); diff != "" {
		t.Error(diff)
	}
}

func testOrder(t *testing.T, open Open) {
	all := rows(300)
	one, many := opened(t, open), opened(t, open)
	add(t, one, "aa", all)
	r := rand.New(rand.NewPCG(5, 6))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i := range 10 {
		add(t, many, fmt.Sprintf("b%d", 9-i), all[30*i:30*i+30])
	}
	if diff := cmp.Diff(ask(t, one), ask(t, many)); diff != "" {
		t.Error(diff)
	}
}

func testDuplicates(t *testing.T, open Open) {
	all := rows(100)
	once, twice := opened(t, open), opened(t, open)
	add(t, once, "aa", all)
	add(t, twice, "bb", append(append([]traffic.Row(nil), all[:60]...), all[10:20]...))
	add(t, twice, "cc", all[40:])
	a, b := ask(t, once), ask(t, twice)
	if b.Summary.Duplicates != 30 || a.Summary.Duplicates != 0 {
		t.Errorf("%d and %d duplicates, want 0 and 30", a.Summary.Duplicates, b.Summary.Duplicates)
	}
	b.Summary.Duplicates = 0
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

func testSightings(t *testing.T, open Open) {
	s := opened(t, open)
	add(t, s, "aa", []traffic.Row{
		{ID: 1, Time: 1000, Account: 100, Network: 7, Task: 50, Issued: []iolaus.Hash{77}},
		{ID: 2, Time: 3000, Account: 100, Network: 7, Task: 51},
		{ID: 3, Time: 2000, Account: 101, Network: 7, Task: 50, Replayed: []iolaus.Hash{77}},
		{ID: 4, Time: 2500, Account: 102, Network: 8, Task: 52, Frame: 9},
		// 103 begins a conversation and 104 goes on with it
		{ID: 5, Time: 4000, Account: 103, Conversation: 60},
		{ID: 6, Time: 5000, Account: 104, Conversation: 61, Continues: 60},
		// both say hello, and each goes on with its own
		{ID: 7, Time: 4000, Account: 103, Conversation: 70},
		{ID: 8, Time: 4000, Account: 104, Conversation: 70},
		{ID: 9, Time: 5000, Account: 104, Conversation: 71, Continues: 70},
		// 100 and 101 open alike, and 102 goes on: with whose is not known
		{ID: 11, Time: 4000, Account: 100, Conversation: 80},
		{ID: 12, Time: 4000, Account: 101, Conversation: 80},
		{ID: 13, Time: 5000, Account: 102, Conversation: 81, Continues: 80},
		// what 102 goes on with nobody sent
		{ID: 10, Time: 5000, Account: 102, Conversation: 72, Continues: 73},
	})
	want := []iolaus.Sighting{
		{Kind: iolaus.Network, Value: 7, Account: 100, Count: 2, First: 1000, Last: 3000},
		{Kind: iolaus.Network, Value: 7, Account: 101, Count: 1, First: 2000, Last: 2000},
		{Kind: iolaus.Task, Value: 50, Account: 100, Count: 1, First: 1000, Last: 1000},
		{Kind: iolaus.Task, Value: 50, Account: 101, Count: 1, First: 2000, Last: 2000},
		{Kind: iolaus.Artefact, Value: 77, Account: 100, Count: 1, First: 1000, Last: 1000},
		{Kind: iolaus.Artefact, Value: 77, Account: 101, Count: 1, First: 2000, Last: 2000},
		{Kind: iolaus.Dialogue, Value: 60, Account: 103, Count: 1, First: 4000, Last: 4000},
		{Kind: iolaus.Dialogue, Value: 60, Account: 104, Count: 1, First: 5000, Last: 5000},
	}
	if diff := cmp.Diff(want, ask(t, s).Sightings); diff != "" {
		t.Error(diff)
	}
	err := s.Sightings(t.Context(), 1, func(x iolaus.Sighting) error { return fmt.Errorf("%+v", x) })
	if err != nil {
		t.Errorf("a value with more holders than asked for: %v", err)
	}
}

func testAccounts(t *testing.T, open Open) {
	s := opened(t, open)
	put := func(accounts ...iolaus.Account) {
		t.Helper()
		if err := s.PutAccounts(t.Context(), accounts); err != nil {
			t.Fatal(err)
		}
	}
	newer := iolaus.Account{Account: "a", Org: "o", Created: 5, Payment: "card", Status: "banned", StatusChanged: 90}
	put(newer, iolaus.Account{Account: "b", Created: 7, Payment: "card"})
	put(iolaus.Account{Account: "a", Created: 5, Payment: "other", Status: "active", StatusChanged: 80}, iolaus.Account{Account: "never seen", Payment: "card"})
	a, b := registered("a"), registered("b")
	err := s.Append(t.Context(), &traffic.Batch{
		ID:    "aa",
		Rows:  []traffic.Row{{ID: 1, Time: 1000, Account: b}, {ID: 2, Time: 2000, Account: a, Org: 3}},
		Names: []traffic.Name{{Hash: a, Text: "a"}, {Hash: b, Text: "b"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := ask(t, s)
	if len(got.Accounts) != 2 || got.Accounts[0].Name != "a" || got.Accounts[1].Name != "b" {
		t.Fatalf("accounts %+v, want a and b", got.Accounts)
	}
	if diff := cmp.Diff(newer, got.Accounts[0].Facts); diff != "" {
		t.Errorf("the newer record must win:\n%s", diff)
	}
	if got.Accounts[0].Org != registered("o") || got.Accounts[1].Org != 0 {
		t.Errorf("orgs %x and %x, want the registered one and none", got.Accounts[0].Org, got.Accounts[1].Org)
	}
	want := []iolaus.Sighting{
		{Kind: iolaus.Payment, Value: registered("card"), Account: a, Count: 1, First: 5, Last: 5},
		{Kind: iolaus.Payment, Value: registered("card"), Account: b, Count: 1, First: 7, Last: 7},
	}
	var payments []iolaus.Sighting
	for _, x := range got.Sightings {
		if x.Kind == iolaus.Payment {
			payments = append(payments, x)
		}
	}
	if want[1].Account < want[0].Account {
		want[0], want[1] = want[1], want[0]
	}
	if diff := cmp.Diff(want, payments); diff != "" {
		t.Error(diff)
	}
}

// registered is how a store must hash a registration's values: as the
// signature hashes identifiers.
func registered(s string) iolaus.Hash { return iolaus.Hash(max(xxh3.HashString(s), 1)) }

func testLimit(t *testing.T, open Open) {
	s := opened(t, open)
	add(t, s, "aa", rows(7000))
	draw := func(limit int) (got []traffic.Trace) {
		err := s.Exchanges(t.Context(), []iolaus.Hash{100, 103}, limit, func(x *traffic.Trace) error {
			got = append(got, *x)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	small := draw(200)
	if len(small) < 300 || len(small) > 500 {
		t.Errorf("%d rows of two accounts at a limit of 200 each", len(small))
	}
	if diff := cmp.Diff(small, draw(200)); diff != "" {
		t.Error("two draws differ")
	}
	if all := draw(0); len(all) < 1800 {
		t.Errorf("%d rows without a limit, want about 2,000", len(all))
	}
}

func testYieldError(t *testing.T, open Open) {
	s := opened(t, open)
	add(t, s, "aa", rows(10))
	stop := errors.New("stop")
	calls := 0
	err := s.Exchanges(t.Context(), nil, 0, func(*traffic.Trace) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("error %v after %d calls, want the caller's after one", err, calls)
	}
	ask(t, s) // and the store still answers
}

func testCancelled(t *testing.T, open Open) {
	s := opened(t, open)
	add(t, s, "aa", rows(10))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Summary(ctx); err == nil {
		t.Error("no error from a cancelled summary")
	}
	if err := s.Append(ctx, &traffic.Batch{ID: "bb", Rows: rows(1)}); err == nil {
		t.Error("no error from a cancelled append")
	}
}

func testConcurrent(t *testing.T, open Open) {
	s := opened(t, open)
	all := rows(400)
	var done sync.WaitGroup
	for i := range 8 {
		done.Go(func() {
			batch := &traffic.Batch{ID: fmt.Sprintf("%02x", i/2), Rows: all[100*(i/2) : 100*(i/2)+100], Names: names()}
			if err := s.Append(t.Context(), batch); err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	if got := ask(t, s); got.Summary.Exchanges != 400 || got.Summary.Duplicates != 0 {
		t.Errorf("%+v, want 400 exchanges and no duplicate", got.Summary)
	}
}

func testBatchID(t *testing.T, open Open) {
	s := opened(t, open)
	for _, id := range []string{"", "../aa", "AA", "a b"} {
		if err := s.Append(t.Context(), &traffic.Batch{ID: id, Rows: rows(1)}); err == nil {
			t.Errorf("batch id %q was accepted", id)
		}
	}
}

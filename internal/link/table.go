package link

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Seen is one account of a value's holders and the moment it was first seen
// with it.
type Seen struct {
	Account int32
	First   iolaus.Millis
}

// Value is one attribute value and its place in the Table.
type Value struct {
	Kind iolaus.Kind
	Hash iolaus.Hash
	from int64
	to   int64
}

// Table holds every sighting, by value and by account. Accounts are dense
// numbers in the order of their names; Holder gives each account's independent
// holder, which accounts of one declared org share.
type Table struct {
	Holder  []int32
	Holders int // distinct holders

	values    []Value
	seen      []Seen
	ofAccount []int32 // value numbers by account, ascending
	accountAt []int64
}

// Builder collects sightings into a Table.
type Builder struct {
	rows []row
}

type row struct {
	hash    iolaus.Hash
	first   iolaus.Millis
	account int32
	kind    iolaus.Kind
}

// Add notes that account was seen with the value since first. An account may
// be added to one value more than once: the earliest counts.
func (b *Builder) Add(kind iolaus.Kind, value iolaus.Hash, account int32, first iolaus.Millis) {
	b.rows = append(b.rows, row{hash: value, first: first, account: account, kind: kind})
}

// Build makes the Table. The order of the additions does not matter.
func (b *Builder) Build(holder []int32) *Table {
	rows := b.rows
	b.rows = nil
	slices.SortFunc(rows, func(x, y row) int {
		return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.hash, y.hash),
			cmp.Compare(x.account, y.account), cmp.Compare(x.first, y.first))
	})
	t := &Table{Holder: holder, Holders: distinct(holder)}
	t.seen = make([]Seen, 0, len(rows))
	for i, r := range rows {
		if i > 0 && rows[i-1].kind == r.kind && rows[i-1].hash == r.hash {
			if rows[i-1].account == r.account {
				continue
			}
		} else {
			t.closeValue()
			t.values = append(t.values, Value{Kind: r.kind, Hash: r.hash, from: int64(len(t.seen))})
		}
		t.seen = append(t.seen, Seen{Account: r.account, First: r.first})
	}
	t.closeValue()
	t.index()
	return t
}

func (t *Table) closeValue() {
	if n := len(t.values); n > 0 {
		t.values[n-1].to = int64(len(t.seen))
	}
}

// index lists the values of each account.
func (t *Table) index() {
	t.accountAt = make([]int64, len(t.Holder)+1)
	for _, s := range t.seen {
		t.accountAt[s.Account+1]++
	}
	for i := 1; i < len(t.accountAt); i++ {
		t.accountAt[i] += t.accountAt[i-1]
	}
	t.ofAccount = make([]int32, len(t.seen))
	next := slices.Clone(t.accountAt)
	for v := range t.values {
		for _, s := range t.holders(int32(v)) {
			t.ofAccount[next[s.Account]] = int32(v)
			next[s.Account]++
		}
	}
}

func (t *Table) holders(v int32) []Seen {
	return t.seen[t.values[v].from:t.values[v].to]
}

// valuesOf lists the numbers of the values an account was seen with, ascending.
func (t *Table) valuesOf(account int32) []int32 {
	return t.ofAccount[t.accountAt[account]:t.accountAt[account+1]]
}

// since is when the account was first seen with value v.
func (t *Table) since(v, account int32) iolaus.Millis {
	of := t.holders(v)
	i, _ := slices.BinarySearchFunc(of, account, func(s Seen, a int32) int { return cmp.Compare(s.Account, a) })
	return of[i].First
}

func distinct(holder []int32) int {
	if len(holder) == 0 {
		return 0
	}
	return len(slices.Compact(slices.Sorted(slices.Values(holder))))
}

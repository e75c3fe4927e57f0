package link

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Table holds the sightings of values that at least two independent holders
// share, by value and by account: what only one has says nothing of a second.
// Accounts are dense numbers in the order of their names; Holder gives each
// account's independent holder, which accounts of one declared org share.
type Table struct {
	Holder  []int32
	Holders int // distinct holders

	values    []value         // by kind and hash, and one more where the last one ends
	account   []int32         // of each sighting, by value, ascending within
	ofAccount []int32         // value numbers, by account, ascending within
	first     []iolaus.Millis // since when, in the same order
	accountAt []int64
}

// value is one attribute value and where its sightings begin.
type value struct {
	hash iolaus.Hash
	from int64
	kind iolaus.Kind
}

// Builder collects sightings into a Table, in shards that sort one by one.
type Builder struct {
	shards [iolaus.KindCount << shardBits]shard
}

// shardBits is how many leading bits of a value's hash tell its shard among
// those of its kind.
const shardBits = 6

// shard is a list of rows in chunks, which are never copied to grow.
type shard struct {
	chunks [][]row
	rows   int
}

// Sizes of a chunk, in rows: each as long as all before it, within these bounds.
const (
	leastChunk = 1 << 6
	mostChunk  = 1 << 12
)

type row struct {
	hash    iolaus.Hash
	first   iolaus.Millis
	account int32
}

// Add notes that account was seen with the value since first. An account may
// be added to one value more than once: the earliest counts.
func (b *Builder) Add(kind iolaus.Kind, value iolaus.Hash, account int32, first iolaus.Millis) {
	s := &b.shards[int(kind)<<shardBits|int(value>>(64-shardBits))]
	last := len(s.chunks) - 1
	if last < 0 || len(s.chunks[last]) == cap(s.chunks[last]) {
		s.chunks = append(s.chunks, make([]row, 0, min(mostChunk, max(leastChunk, s.rows))))
		last++
	}
	s.chunks[last] = append(s.chunks[last], row{hash: value, first: first, account: account})
	s.rows++
}

// Build makes the Table and empties the Builder. The order of the additions
// does not matter.
func (b *Builder) Build(holder []int32) *Table {
	t := &Table{Holder: holder, Holders: distinct(holder)}
	rows, values := make([][]row, len(b.shards)), make([]int, len(b.shards))
	inParallel(len(b.shards), func() func(int) {
		var sieve sieve
		var all []row
		return func(i int) {
			all = sieve.repeated(all, &b.shards[i])
			b.shards[i] = shard{}
			rows[i], values[i] = shared(all, holder)
		}
	})
	valueAt, rowAt := make([]int, len(rows)+1), make([]int64, len(rows)+1)
	for i := range rows {
		valueAt[i+1], rowAt[i+1] = valueAt[i]+values[i], rowAt[i]+int64(len(rows[i]))
	}
	total := rowAt[len(rows)]
	t.values = make([]value, valueAt[len(rows)]+1)
	t.values[len(t.values)-1].from = total
	t.account = make([]int32, total)
	inParallel(len(rows), func() func(int) {
		return func(i int) {
			t.fill(iolaus.Kind(i>>shardBits), rows[i], t.values[valueAt[i]:valueAt[i+1]], rowAt[i])
		}
	})
	t.index(rows)
	return t
}

// sieve tells values that came more than once from most of the others: where many are one
// account's own, it leaves little to sort.
type sieve struct{ once, again []uint64 } // bits by the beginning of a value's hash

// bitsPerRow is the least size of a sieve: of what came once it lets a twelfth through at
// most.
const bitsPerRow = 12

// repeated puts the rows of a shard whose value may have come more than once in the place
// of to.
func (s *sieve) repeated(to []row, of *shard) []row {
	width := max(6, bits.Len(uint(bitsPerRow*of.rows)))
	s.once, s.again = zeroed(s.once, 1<<(width-6)), zeroed(s.again, 1<<(width-6))
	for _, c := range of.chunks {
		for i := range c {
			at := uint64(c[i].hash) << shardBits >> (64 - width)
			word, bit := at>>6, uint64(1)<<(at&63)
			s.again[word] |= s.once[word] & bit
			s.once[word] |= bit
		}
	}
	to = to[:0]
	for _, c := range of.chunks {
		for i := range c {
			at := uint64(c[i].hash) << shardBits >> (64 - width)
			if s.again[at>>6]>>(at&63)&1 == 1 {
				to = append(to, c[i])
			}
		}
	}
	return to
}

// zeroed gives n zeros, in the same memory where they fit.
func zeroed(words []uint64, n int) []uint64 {
	words = slices.Grow(words[:0], n)[:n]
	clear(words)
	return words
}

// shared sorts rows by value and account and gives the first of each value and
// account, of values that at least two holders share. It counts those values.
func shared(rows []row, holder []int32) ([]row, int) {
	slices.SortFunc(rows, func(x, y row) int {
		if x.hash != y.hash {
			return cmp.Compare(x.hash, y.hash)
		}
		return cmp.Or(cmp.Compare(x.account, y.account), cmp.Compare(x.first, y.first))
	})
	values, end := 0, 0
	for from := 0; from < len(rows); {
		first, start, several := rows[from], end, false
		last, to := int32(-1), from
		for ; to < len(rows) && rows[to].hash == first.hash; to++ {
			r := rows[to]
			if r.account == last {
				continue
			}
			last, several = r.account, several || holder[r.account] != holder[first.account]
			rows[end] = r
			end++
		}
		if from = to; several {
			values++
		} else {
			end = start
		}
	}
	return slices.Clone(rows[:end]), values
}

// fill notes the values and holders in sorted rows of one kind, at the place at.
func (t *Table) fill(kind iolaus.Kind, rows []row, values []value, at int64) {
	n := 0
	for i, r := range rows {
		if i == 0 || r.hash != rows[i-1].hash {
			values[n] = value{hash: r.hash, from: at + int64(i), kind: kind}
			n++
		}
		t.account[at+int64(i)] = r.account
	}
}

// index lists the values of each account, from the rows in the order of the
// values, which it empties.
func (t *Table) index(rows [][]row) {
	t.accountAt = starts(t.account, len(t.Holder))
	t.ofAccount, t.first = make([]int32, len(t.account)), make([]iolaus.Millis, len(t.account))
	next := slices.Clone(t.accountAt)
	v := int32(-1)
	for i := range rows {
		for j, r := range rows[i] {
			if j == 0 || r.hash != rows[i][j-1].hash {
				v++
			}
			t.ofAccount[next[r.account]], t.first[next[r.account]] = v, r.first
			next[r.account]++
		}
		rows[i] = nil
	}
}

// starts gives where the items of each of n accounts begin when they are sorted
// by account, and where the last end.
func starts(accounts []int32, n int) []int64 {
	at := make([]int64, n+1)
	for _, a := range accounts {
		at[a+1]++
	}
	for i := range n {
		at[i+1] += at[i]
	}
	return at
}

// len is the number of values.
func (t *Table) len() int { return len(t.values) - 1 }

// ByAccount gives what yields the values that an account was seen with, by kind and hash.
// It keeps a part of the Table alone.
func (t *Table) ByAccount() func(account int32) iter.Seq2[iolaus.Kind, iolaus.Hash] {
	part := Table{values: t.values, ofAccount: t.ofAccount, accountAt: t.accountAt}
	return func(account int32) iter.Seq2[iolaus.Kind, iolaus.Hash] {
		return func(yield func(iolaus.Kind, iolaus.Hash) bool) {
			for _, v := range part.valuesOf(account) {
				if x := &part.values[v]; !yield(x.kind, x.hash) {
					return
				}
			}
		}
	}
}

// holders lists the accounts that were seen with value v, ascending.
func (t *Table) holders(v int32) []int32 {
	return t.account[t.values[v].from:t.values[v+1].from]
}

// valuesOf lists the numbers of the values an account was seen with, ascending.
func (t *Table) valuesOf(account int32) []int32 {
	return t.ofAccount[t.accountAt[account]:t.accountAt[account+1]]
}

func distinct(holder []int32) int {
	if len(holder) == 0 {
		return 0
	}
	return len(slices.Compact(slices.Sorted(slices.Values(holder))))
}

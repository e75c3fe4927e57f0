package baseline

import (
	"cmp"
	"slices"
)

// action is an account acting on an object within an hour.
type action struct {
	object  uint64
	hour    int32
	account int32
}

// actions is a set of actions.
type actions struct {
	list    []action
	settled int // length when last made a set
}

// add appends; what was added twice goes when the list has doubled.
func (s *actions) add(a action) {
	s.list = append(s.list, a)
	if len(s.list) > 2*s.settled+1<<20 {
		s.settle()
	}
}

// settle sorts by hour, object and account, and removes repetitions.
func (s *actions) settle() {
	slices.SortFunc(s.list, func(x, y action) int {
		return cmp.Or(cmp.Compare(x.hour, y.hour), cmp.Compare(x.object, y.object), cmp.Compare(x.account, y.account))
	})
	s.list = slices.Compact(s.list)
	s.settled = len(s.list)
}

// cells is who acted on what in each hour: cell c holds the accounts from
// starts[c] to starts[c+1].
type cells struct {
	starts  []int32
	members []int32
	days    []int32 // of each cell, ascending
}

// cells groups the actions.
func (s *actions) cells() *cells {
	s.settle()
	c := &cells{members: make([]int32, len(s.list))}
	for i, a := range s.list {
		if i == 0 || a.object != s.list[i-1].object || a.hour != s.list[i-1].hour {
			c.starts = append(c.starts, int32(i))
			c.days = append(c.days, int32(floor(int64(a.hour), 24)))
		}
		c.members[i] = a.account
	}
	c.starts = append(c.starts, int32(len(s.list)))
	return c
}

func (c *cells) of(cell int32) []int32 { return c.members[c.starts[cell]:c.starts[cell+1]] }

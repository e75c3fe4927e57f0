package link

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// meetings are the blocks of accounts that are compared with each other: those
// who share a value that few have, or two values of different groups that each
// are too popular to bring anyone together alone. Each account of a block is
// compared with the next few, before and after it, in an order that depends on
// what they share: a number of pairs that is linear in the accounts and still
// connects the block.
type meetings struct {
	order  []int32 // accounts, block by block
	seats  []seat  // by account
	seatAt []int64
}

// seat is the place of an account in a block.
type seat struct {
	from  int32 // where the block begins
	size  int32
	place int32
}

// meet finds the blocks.
func (s *search) meet() meetings {
	parts := append(s.rare(), s.together()...)
	seats := 0
	for i := range parts {
		seats += len(parts[i].order)
	}
	m := meetings{order: make([]int32, 0, seats), seats: make([]seat, seats)}
	for i := range parts {
		m.order = append(m.order, parts[i].order...)
		parts[i].order = nil
	}
	m.seatAt = starts(m.order, len(s.Holder))
	next, from := slices.Clone(m.seatAt), int32(0)
	for _, p := range parts {
		for _, size := range p.sizes {
			for place, a := range m.order[from : from+size] {
				m.seats[next[a]] = seat{from: from, size: size, place: int32(place)}
				next[a]++
			}
			from += size
		}
	}
	return m
}

// seatsOf lists the places of an account.
func (m *meetings) seatsOf(a int32) []seat { return m.seats[m.seatAt[a]:m.seatAt[a+1]] }

// partners appends the accounts above a that it met. One that it met more than once comes
// as often.
func (s *search) partners(to []int32, a int32) []int32 {
	m := &s.meetings
	for _, seat := range m.seatsOf(a) {
		size := int(seat.size)
		block := m.order[seat.from:][:size]
		n := len(to)
		if size <= 2*s.Neighbours+1 { // all of them
			to = slices.Grow(to, size+1)[:n+size+1]
			for _, b := range block {
				to[n] = b
				n += above(b, a)
			}
			to = to[:n]
			continue
		}
		to = slices.Grow(to, 2*s.Neighbours+1)[:n+2*s.Neighbours+1]
		place := int(seat.place) - s.Neighbours
		if place < 0 {
			place += size
		}
		for range 2*s.Neighbours + 1 {
			to[n] = block[place]
			n += above(block[place], a)
			if place++; place == size {
				place = 0
			}
		}
		to = to[:n]
	}
	return to
}

// above is 1 where x is above y and 0 elsewhere, without a branch; neither is negative.
func above(x, y int32) int { return int(uint32(y-x) >> 31) }

// part is some of the blocks.
type part struct {
	order []int32
	sizes []int32
}

// placed is an account and what tells its place in a block.
type placed struct {
	key     uint64
	account int32
}

// add appends a block, in an order that key determines; where all are compared
// with all, any order will do. It returns memory to be used again.
func (p *part) add(block []int32, key uint64, neighbours int, memory []placed) []placed {
	p.sizes = append(p.sizes, int32(len(block)))
	if len(block) <= neighbours+1 {
		p.order = append(p.order, block...)
		return memory
	}
	memory = memory[:0]
	for _, a := range block {
		memory = append(memory, placed{splitmix.Mix(key ^ uint64(a)), a})
	}
	slices.SortFunc(memory, func(x, y placed) int {
		if x.key != y.key {
			return cmp.Compare(x.key, y.key)
		}
		return cmp.Compare(x.account, y.account)
	})
	for _, x := range memory {
		p.order = append(p.order, x.account)
	}
	return memory
}

// rare gives the blocks of those who share a value that few have.
func (s *search) rare() []part {
	parts := make([]part, (s.len()+valuesAtOnce-1)/valuesAtOnce)
	s.eachValue(func() func(int32) {
		var memory []placed
		return func(v int32) {
			if accounts := s.holders(v); s.known[v].weight > 0 && len(accounts) <= s.MaxHolders {
				memory = parts[v/valuesAtOnce].add(accounts, uint64(s.values[v].hash), s.Neighbours, memory)
			}
		}
	})
	return parts
}

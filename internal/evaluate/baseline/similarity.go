package baseline

import (
	"slices"

	"github.com/iolaus-project/iolaus"
)

// similar gives a bond for every two of n accounts that were similar enough at
// the end of some day, by the actions until then. It compares account by
// account, so that memory grows with accounts and actions, never with pairs.
func (s *actions) similar(n int, least closeness) []bond {
	c := s.cells()
	visits := make([][]int32, n)
	for cell := range int32(len(c.days)) {
		members := c.of(cell)
		if len(members) > maxCell {
			continue
		}
		for _, a := range members {
			visits[a] = append(visits[a], cell)
		}
	}
	p := pairing{cells: c, visits: visits, closeness: least, common: make([]int32, n), bonded: make([]bool, n)}
	for a := range int32(n) {
		p.compare(a)
	}
	return p.bonds
}

// closeness is what two accounts need to be joined.
type closeness struct {
	jaccard float64 // similarity of their actions, 0 to 1
	actions int     // in common
}

// pairing compares one account after the other with all that share cells.
type pairing struct {
	*cells
	closeness
	visits  [][]int32 // cells by account, in order of time
	common  []int32   // by account, cells shared with the present one
	bonded  []bool    // by account, with the present one
	touched []int32   // accounts with common > 0
	today   []int32   // accounts whose common grew on the present day
	bonds   []bond
}

// compare finds the bonds of an account with those of smaller number.
func (p *pairing) compare(a int32) {
	own := p.visits[a]
	for i, cell := range own {
		for _, b := range p.of(cell) {
			if b >= a {
				break // ascending
			}
			if p.common[b] == 0 {
				p.touched = append(p.touched, b)
			}
			p.common[b]++
			if int(p.common[b]) >= p.actions && !p.bonded[b] {
				p.today = append(p.today, b)
			}
		}
		if i+1 == len(own) || p.days[own[i+1]] != p.days[cell] {
			p.endDay(a, i+1, p.days[cell])
		}
	}
	for _, b := range p.touched {
		p.common[b], p.bonded[b] = 0, false
	}
	p.touched = p.touched[:0]
}

// endDay bonds those who are similar enough to account a, which has used so
// many of its cells by the end of the day.
func (p *pairing) endDay(a int32, used int, day int32) {
	for _, b := range p.today {
		if p.bonded[b] {
			continue
		}
		other := p.until(b, day)
		common := int(p.common[b])
		if float64(common) >= p.jaccard*float64(used+other-common) {
			p.bonded[b] = true
			last := iolaus.Millis(int64(day)+1)*millisDay - 1
			p.bonds = append(p.bonds, bond{b, a, last})
		}
	}
	p.today = p.today[:0]
}

// until counts the cells of an account up to the end of a day.
func (p *pairing) until(account, day int32) int {
	list := p.visits[account]
	n, _ := slices.BinarySearchFunc(list, day, func(cell, day int32) int {
		if p.days[cell] <= day {
			return -1
		}
		return 1
	})
	return n
}

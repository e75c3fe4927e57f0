package link

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// hubs are the values that count and are too popular to bring anyone together
// alone.
type hubs struct {
	values []int32 // of each hub, ascending
	groups []iolaus.Group
	of     []int32 // hubs by account, ascending
	at     []int64
	places [][]int32 // of each hub, by holder: where of goes on with another group's
}

func (s *search) hubs() *hubs {
	h := &hubs{at: make([]int64, len(s.Holder)+1)}
	number := make([]int32, s.len()) // 1 + the hub that a value is, or 0
	total := 0
	for v := range int32(s.len()) {
		if n := len(s.holders(v)); s.known[v].weight > 0 && n > s.MaxHolders {
			h.values = append(h.values, v)
			h.groups = append(h.groups, s.known[v].group)
			h.places = append(h.places, make([]int32, 0, n))
			number[v], total = int32(len(h.values)), total+n
		}
	}
	h.of = make([]int32, 0, total)
	for a := range s.Holder {
		for _, v := range s.valuesOf(int32(a)) {
			if x := number[v] - 1; x >= 0 {
				h.of = append(h.of, x)
			}
		}
		h.at[a+1] = int64(len(h.of))
		end := int32(len(h.of))
		for i := end - 1; i >= int32(h.at[a]); i-- {
			x := h.of[i]
			if i+1 < end && h.groups[h.of[i+1]] != h.groups[x] {
				end = i + 1
			}
			h.places[x] = append(h.places[x], end)
		}
	}
	return h
}

// after lists the hubs after x of its i-th holder, which is account a, but for those of
// its own group that follow it: an account may have thousands of one kind.
func (h *hubs) after(x int32, i int, a int32) []int32 { return h.of[h.places[x][i]:h.at[a+1]] }

// conjunction is two hubs of different groups that few enough accounts have both.
type conjunction struct {
	x, y  int32 // x < y
	count int32 // accounts
	lift  float32
}

// together gives the blocks of those who share two popular values.
func (s *search) together() []part {
	h := s.hubs()
	var all []conjunction
	for _, found := range s.conjunctions(h) {
		all = append(all, found...)
	}
	return s.gather(h, s.unlikely(all))
}

// conjunctions counts the accounts with both of two hubs, by the first.
func (s *search) conjunctions(h *hubs) [][]conjunction {
	found := make([][]conjunction, len(h.values))
	inParallel(len(found), func() func(int) {
		counts := make([]int32, len(h.values))
		var seen []int32
		return func(x int) {
			seen = seen[:0]
			holders := s.holders(h.values[x])
			for i, a := range holders {
				for _, y := range h.after(int32(x), i, a) {
					if h.groups[y] == h.groups[x] {
						continue
					}
					if counts[y] == 0 {
						seen = append(seen, y)
					}
					counts[y]++
				}
			}
			slices.Sort(seen)
			for _, y := range seen {
				n := counts[y]
				counts[y] = 0
				if n < 2 || int(n) > 4*s.MaxHolders {
					continue
				}
				chance := float64(len(holders)) * float64(len(s.holders(h.values[y]))) / float64(len(s.Holder))
				found[x] = append(found[x], conjunction{int32(x), y, n, float32(float64(n) / chance)})
			}
		}
	})
	return found
}

// unlikely keeps the conjunctions that exceed chance by the largest factor, as
// many as s.Conjunctions has room for, ordered by x and y.
func (s *search) unlikely(all []conjunction) []conjunction {
	room := s.Conjunctions * len(s.Holder)
	total := 0
	for _, c := range all {
		total += int(c.count)
	}
	if total <= room {
		return all
	}
	slices.SortFunc(all, func(c, d conjunction) int {
		return cmp.Or(cmp.Compare(d.lift, c.lift), cmp.Compare(c.x, d.x), cmp.Compare(c.y, d.y))
	})
	kept := 0
	for kept < len(all) && room >= int(all[kept].count) {
		room -= int(all[kept].count)
		kept++
	}
	all = slices.Clone(all[:kept])
	slices.SortFunc(all, func(c, d conjunction) int {
		return cmp.Or(cmp.Compare(c.x, d.x), cmp.Compare(c.y, d.y))
	})
	return all
}

// gather makes a block of the accounts of each conjunction.
func (s *search) gather(h *hubs, all []conjunction) []part {
	var runs [][]conjunction // with one x each
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].x == all[from].x {
			to++
		}
		runs, from = append(runs, all[from:to]), to
	}
	parts := make([]part, len(runs))
	inParallel(len(runs), func() func(int) {
		place := make([]int32, len(h.values)) // of the next account in the block of that y, plus 1
		var accounts []int32
		var memory []placed
		return func(i int) {
			total := int32(0)
			for _, c := range runs[i] {
				place[c.y], total = total+1, total+c.count
			}
			accounts = slices.Grow(accounts[:0], int(total))[:total]
			x := runs[i][0].x
			for j, a := range s.holders(h.values[x]) {
				for _, y := range h.after(x, j, a) {
					if at := place[y]; at > 0 {
						accounts[at-1] = a
						place[y]++
					}
				}
			}
			from := int32(0)
			for _, c := range runs[i] {
				place[c.y] = 0
				key := splitmix.Mix(uint64(s.values[h.values[x]].hash) ^ splitmix.Mix(uint64(s.values[h.values[c.y]].hash)))
				memory = parts[i].add(accounts[from:from+c.count], key, s.Neighbours, memory)
				from += c.count
			}
		}
	})
	return parts
}

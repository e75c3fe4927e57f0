package leiden

import (
	"context"
	"math"
)

// enough ends the iterations: at the first that gains no more than one part in
// so many of the quality. What later ones add is far below the difference
// between two seeds.
const enough = 1 << 13

// A component of largeNodes or more does not fit the processor's cache. Its
// first iteration visits no more than hastyVisits nodes per node: the next one
// gets on faster, with its nodes sorted by community.
const (
	largeNodes  = 1 << 14
	hastyVisits = 2
)

// search divides the component in levels[0] from one seed, and gives the
// quality of s.partition.
func (s *scratch) search(ctx context.Context, g *Graph, members []int32, o *Options, key uint64) (int64, error) {
	s.partition = resize(s.partition, len(members))
	for v := range s.partition {
		s.partition[v] = int32(v)
	}
	large := len(members) >= largeNodes
	quality := int64(0) // lone nodes have none
	for i := 0; o.MaxIterations == 0 || i < o.MaxIterations; i++ {
		if large && i > 0 {
			s.sortMembers(members)
			s.load(g, members, o)
		}
		gain, err := s.iterate(ctx, mix(key, uint64(i)), large && i == 0 && o.MaxIterations != 1)
		if err != nil {
			return 0, err
		}
		quality += gain
		if gain <= quality/enough {
			break
		}
	}
	return quality, nil
}

// load reads the component into levels[0], its nodes in the order of members.
func (s *scratch) load(g *Graph, members []int32, o *Options) {
	for at, v := range members {
		s.rank[v] = int32(at)
	}
	s.levels[0].extract(g, members, s.labels, s.rank, s.shift)
	s.weigh(o)
}

// weigh sets gamma for the component in levels[0] and shifts its weights to the
// same units: a small resolution needs finer ones than the graph's, as far as
// the sum of the weights leaves room.
func (s *scratch) weigh(o *Options) {
	s.gamma = 0
	if o.ComparedOnly {
		return
	}
	l, total := &s.levels[0], 0.0
	for _, w := range l.weights {
		total += math.Abs(float64(w))
	}
	resolution, scale := o.Resolution*weightUnits, 24
	for scale > 0 && math.Ldexp(max(total, resolution), scale) > 1<<56 {
		scale--
	}
	s.gamma = uint64(math.Round(math.Ldexp(resolution, scale)))
	for i := range l.weights {
		l.weights[i] <<= scale
	}
}

// sortMembers puts the members of each community side by side, so that the next
// iteration finds what it needs in the cache. levels[0] no longer fits then.
func (s *scratch) sortMembers(members []int32) {
	count := compact(s.partition, &s.names)
	s.nodes, s.starts = grouped(s.partition, count, s.nodes, s.starts)
	s.order = append(s.order[:0], members...)
	for c := range count {
		for at := s.starts[c]; at < s.starts[c+1]; at++ {
			members[at] = s.order[s.nodes[at]]
			s.names[at] = int32(c)
		}
	}
	s.partition, s.names = s.names, s.partition
}

// iterate improves the partition by moving nodes, then ever larger groups of
// nodes, and gives the gain in quality. In haste it leaves some of that to the
// next iteration.
func (s *scratch) iterate(ctx context.Context, key uint64, hasty bool) (int64, error) {
	s.place = resize(s.place, len(s.partition))
	for v := range s.place {
		s.place[v] = int32(v)
	}
	s.communities[0] = append(s.communities[0][:0], s.partition...)
	gained := int64(0)
	for depth := 0; ; depth++ {
		l, community := &s.levels[slot(depth)], s.communities[slot(depth)]
		visits := math.MaxInt
		if hasty {
			visits = hastyVisits * l.nodes()
		}
		gain, err := s.move(ctx, l, community, mix(key, uint64(2*depth)), visits)
		if err != nil {
			return 0, err
		}
		gained += gain
		count := compact(community, &s.names)
		if count == l.nodes() {
			for v, at := range s.place {
				s.partition[v] = community[at]
			}
			return gained, nil
		}
		s.deepen(depth, count, mix(key, uint64(2*depth+1)))
	}
}

// deepen contracts the level at depth into the next one, refined where that
// makes groups at all, and places the next level's nodes in the communities
// of what they hold.
func (s *scratch) deepen(depth, communityCount int, key uint64) {
	l, community := &s.levels[slot(depth)], s.communities[slot(depth)]
	s.groups = resize(s.groups, l.nodes())
	count := s.refine(l, community, s.groups, communityCount, key)
	if count == l.nodes() {
		copy(s.groups, community)
		count = communityCount
	}
	s.levels[slot(depth+1)].contract(l, s.groups, count, s)
	next := resize(s.communities[slot(depth+1)], count)
	for v, c := range s.groups {
		next[c] = community[v]
	}
	s.communities[slot(depth+1)] = next
	for v, at := range s.place {
		s.place[v] = s.groups[at]
	}
}

// slot says where in scratch the level at a depth is kept.
func slot(depth int) int {
	if depth == 0 {
		return 0
	}
	return 1 + depth%2
}

package leiden

import "math/bits"

// refine divides each community into well connected groups: it starts from
// single nodes and merges a lone node into a group inside its community that it
// gains much by. Communities are numbered below count. It fills groups and
// returns how many there are.
func (s *scratch) refine(l *level, community, groups []int32, count int, key uint64) int {
	s.beginRefine(l, community, groups)
	s.nodes, s.starts = grouped(community, count, s.nodes, s.starts)
	for c := range count {
		// What happens in one community does not touch another, so the order
		// has to be random only within each; visiting it as a whole is faster.
		members := s.nodes[s.starts[c]:s.starts[c+1]]
		s.order = resize(s.order, len(members))
		shuffle(s.order, mix(key, uint64(c)))
		for _, at := range s.order {
			s.join(l, community, groups, members[at], mix(key, uint64(count)+uint64(members[at])))
		}
	}
	return compact(groups, &s.names)
}

// join merges v into a group of its community if v is alone and well connected.
func (s *scratch) join(l *level, community, groups []int32, v int32, key uint64) {
	size := l.sizes[v]
	if groups[v] != v || s.groupSizes[v] != size || !s.wellConnected(v, community[v]) {
		return
	}
	to := s.drawGroup(l, community, groups, v, key)
	if to == v {
		return
	}
	groups[v] = to
	s.groupSizes[to] += size
	s.groupSizes[v] = 0
	s.cuts[to] += s.cuts[v] - 2*s.sums.of(to)
}

// beginRefine puts every node into a group of its own, numbered as the node,
// and sums what joins it to the rest of its community.
func (s *scratch) beginRefine(l *level, community, groups []int32) {
	n := l.nodes()
	s.communitySizes = resize(s.communitySizes, n)
	clear(s.communitySizes)
	s.cuts = resize(s.cuts, n)
	s.groupSizes = append(s.groupSizes[:0], l.sizes...)
	for v, c := range community {
		s.communitySizes[c] += l.sizes[v]
		groups[v] = int32(v)
		cut := int64(0)
		targets, weights := l.row(int32(v))
		for i, u := range targets {
			if community[u] == c {
				cut += weights[i]
			}
		}
		s.cuts[v] = cut
	}
}

// wellConnected reports whether a group is tied to the rest of its community
// by no less than the penalty between the two.
func (s *scratch) wellConnected(group, community int32) bool {
	size := s.groupSizes[group]
	return s.cuts[group] >= s.penalty(size, s.communitySizes[community]-size)
}

// drawGroup gives a group for the lone node v to join, or v if none is a gain.
// Chance multiplies every gain by 1 to 2 before the largest is taken: always
// taking the best ends in poorer partitions, drawing more freely in more
// iterations. It leaves the weights between v and the groups in s.sums.
func (s *scratch) drawGroup(l *level, community, groups []int32, v int32, key uint64) int32 {
	own := community[v]
	s.sums.begin()
	targets, weights := l.row(v)
	for i, u := range targets {
		if community[u] == own {
			s.sums.add(groups[u], weights[i])
		}
	}
	to, top := v, uint64(0)
	for _, c := range s.sums.touched {
		gain := s.sums.cells[c].sum - s.penalty(l.sizes[v], s.groupSizes[c])
		if gain <= 0 || !s.wellConnected(c, own) {
			continue
		}
		extra, _ := bits.Mul64(uint64(gain), mix(key, uint64(c)))
		if score := uint64(gain) + extra; score > top {
			to, top = c, score
		}
	}
	return to
}

// compact renumbers labels 0, 1, 2 … by first appearance and counts them.
// Labels must lie below their number.
func compact(labels []int32, names *[]int32) int {
	*names = resize(*names, len(labels))
	renamed := *names
	for i := range renamed {
		renamed[i] = -1
	}
	count := int32(0)
	for i, c := range labels {
		if renamed[c] < 0 {
			renamed[c] = count
			count++
		}
		labels[i] = renamed[c]
	}
	return int(count)
}

package leiden

import "math/bits"

// level is the graph at one depth of contraction: its nodes stand for groups of
// nodes of the component, its edges carry effective weights.
type level struct {
	offsets []int
	targets []int32
	weights []int64
	sizes   []int32 // how many nodes of the component each node stands for
}

func (l *level) nodes() int { return len(l.sizes) }

// row gives the neighbours of v and the weights of the edges to them.
func (l *level) row(v int32) ([]int32, []int64) {
	from, to := l.offsets[v], l.offsets[v+1]
	return l.targets[from:to], l.weights[from:to]
}

// reset empties the level, keeping its memory.
func (l *level) reset(nodes int) {
	l.offsets = resize(l.offsets, nodes+1)[:1]
	l.offsets[0] = 0
	l.targets = l.targets[:0]
	l.weights = l.weights[:0]
	l.sizes = resize(l.sizes, nodes)
}

// reserve makes room for that many ends of edges; an edge has two.
func (l *level) reserve(ends int) {
	l.targets, l.weights = resize(l.targets, ends)[:0], resize(l.weights, ends)[:0]
}

// crossing counts the ends of edges between groups.
func crossing(l *level, groups []int32) int {
	ends := 0
	for v, c := range groups {
		for _, u := range l.targets[l.offsets[v]:l.offsets[v+1]] {
			if groups[u] != c {
				ends++
			}
		}
	}
	return ends
}

// extract makes l the part of g that members name, which must ascend. rank
// holds the index of each member; edges that leave the component are dropped.
// Weights become weight − shift.
func (l *level) extract(g *Graph, members, labels, rank []int32, shift int64) {
	l.reset(len(members))
	ends := 0
	for _, v := range members {
		ends += g.offsets[v+1] - g.offsets[v]
	}
	l.reserve(ends)
	for at, v := range members {
		l.sizes[at] = 1
		for i := g.offsets[v]; i < g.offsets[v+1]; i++ {
			if u := g.targets[i]; labels[u] == labels[v] {
				l.targets = append(l.targets, rank[u])
				l.weights = append(l.weights, g.weights[i]-shift)
			}
		}
		l.offsets = append(l.offsets, len(l.targets))
	}
}

// contract makes l the graph whose nodes are the given count groups of from.
func (l *level) contract(from *level, groups []int32, count int, s *scratch) {
	s.nodes, s.starts = grouped(groups, count, s.nodes, s.starts)
	l.reset(count)
	l.reserve(crossing(from, groups))
	for c := range count {
		size := int32(0)
		s.sums.begin()
		for _, v := range s.nodes[s.starts[c]:s.starts[c+1]] {
			size += from.sizes[v]
			targets, weights := from.row(v)
			for i, u := range targets {
				if d := groups[u]; int(d) != c {
					s.sums.add(d, weights[i])
				}
			}
		}
		l.sizes[c] = size
		for _, d := range s.sums.touched {
			l.targets = append(l.targets, d)
			l.weights = append(l.weights, s.sums.cells[d].sum)
		}
		l.offsets = append(l.offsets, len(l.targets))
	}
}

// penaltyLimit exceeds any sum of weights, so a penalty held to it still forbids.
const penaltyLimit = 1 << 62

// penalty is what joining groups of a and b nodes costs.
func (s *scratch) penalty(a, b int32) int64 {
	hi, lo := bits.Mul64(s.gamma, uint64(a)*uint64(b))
	if hi != 0 || lo > penaltyLimit {
		return penaltyLimit
	}
	return int64(lo)
}

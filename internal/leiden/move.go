package leiden

import "context"

// checkEvery is how many nodes are visited between looks at the context.
const checkEvery = 1 << 12

// move is the fast local moving phase, ended early after that many visits. It
// changes community in place and gives the gain in quality; every move gains.
func (s *scratch) move(ctx context.Context, l *level, community []int32, key uint64, visits int) (int64, error) {
	s.begin(l, community)
	s.order = resize(s.order, l.nodes())
	shuffle(s.order, key)
	queue := ring{slots: s.order, length: l.nodes()}
	gained := int64(0)
	for ; queue.length > 0 && visits > 0; visits-- {
		if visits%checkEvery == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		v := queue.take()
		s.queued[v] = false
		to, gain := s.best(l, community, v)
		if gain == 0 {
			continue
		}
		gained += gain
		s.put(l, community, v, to)
		targets, weights := l.row(v)
		for i, u := range targets {
			// A neighbour that v has joined is only better off, unless v repels it.
			if !s.queued[u] && (community[u] != to || weights[i] < 0) {
				s.queued[u] = true
				queue.put(u)
			}
		}
	}
	return gained, nil
}

// begin counts the communities' nodes, finds the empty ones, and marks all
// nodes as queued.
func (s *scratch) begin(l *level, community []int32) {
	n := l.nodes()
	s.communitySizes = resize(s.communitySizes, n)
	clear(s.communitySizes)
	s.queued = resize(s.queued, n)
	for v, c := range community {
		s.communitySizes[c] += l.sizes[v]
		s.queued[v] = true
	}
	s.empty = s.empty[:0]
	for c, size := range s.communitySizes {
		if size == 0 {
			s.empty = append(s.empty, int32(c))
		}
	}
}

// best finds the community that v gains most by moving to, which may be an
// empty one; the gain is zero if there is none. Ties go to the community that
// v's neighbours name first.
func (s *scratch) best(l *level, community []int32, v int32) (to int32, gain int64) {
	s.sums.begin()
	targets, weights := l.row(v)
	for i, u := range targets {
		s.sums.add(community[u], weights[i])
	}
	own, size := community[v], l.sizes[v]
	rest := s.communitySizes[own] - size
	stay := s.sums.of(own) - s.penalty(size, rest)
	to, top := own, stay
	if stay < 0 && rest > 0 {
		to, top = s.empty[len(s.empty)-1], 0
	}
	for _, c := range s.sums.touched {
		if sum := s.sums.cells[c].sum; sum > top && c != own {
			if value := sum - s.penalty(size, s.communitySizes[c]); value > top {
				to, top = c, value
			}
		}
	}
	return to, top - stay
}

// put moves v to another community and keeps the sizes and the empty ones.
func (s *scratch) put(l *level, community []int32, v, to int32) {
	own := community[v]
	if s.communitySizes[to] == 0 {
		s.empty = s.empty[:len(s.empty)-1]
	}
	s.communitySizes[to] += l.sizes[v]
	s.communitySizes[own] -= l.sizes[v]
	if s.communitySizes[own] == 0 {
		s.empty = append(s.empty, own)
	}
	community[v] = to
}

// ring is a queue in a circle of slots. It never overflows here: a node is in
// it at most once.
type ring struct {
	slots        []int32
	head, length int
}

func (r *ring) take() int32 {
	v := r.slots[r.head]
	r.length--
	if r.head++; r.head == len(r.slots) {
		r.head = 0
	}
	return v
}

func (r *ring) put(v int32) {
	at := r.head + r.length
	if at >= len(r.slots) {
		at -= len(r.slots)
	}
	r.slots[at] = v
	r.length++
}

package leiden

// sums adds up weights by key and forgets them all at once.
type sums struct {
	cells   []cell  // one per key
	touched []int32 // keys added to since begin, in that order
	now     uint64
}

type cell struct {
	sum   int64
	stamp uint64 // the value of now that sum belongs to
}

func (s *sums) begin() {
	s.now++
	s.touched = s.touched[:0]
}

func (s *sums) add(key int32, weight int64) {
	c := &s.cells[key]
	if c.stamp == s.now {
		c.sum += weight
		return
	}
	*c = cell{weight, s.now}
	s.touched = append(s.touched, key)
}

func (s *sums) of(key int32) int64 {
	if c := &s.cells[key]; c.stamp == s.now {
		return c.sum
	}
	return 0
}

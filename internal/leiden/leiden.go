package leiden

import "context"

// A small component, if above exactNodes, is divided up to mostAttempts times,
// for attemptedNodes nodes in all, and the best result is kept.
const (
	mostAttempts   = 8
	attemptedNodes = 1 << 10
)

// Communities partitions g so that Quality, or ComparedQuality with
// ComparedOnly, is as large as local search makes it. It returns a community
// number per node, numbered by smallest member. The members of a community are
// connected by edges of positive weight (above Resolution with ComparedOnly).
//
// The same graph and options always give the same answer, and a component of
// such edges is divided the same way whatever else the graph holds. It returns
// the context's error once that is cancelled.
func Communities(ctx context.Context, g *Graph, o Options) ([]int32, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	shift := int64(0)
	if o.ComparedOnly {
		shift = units(o.Resolution)
	}
	labels, count := components(g, shift)
	nodes, starts := grouped(labels, count, nil, nil)
	s := &scratch{labels: labels, rank: make([]int32, len(nodes)), shift: shift}
	result := make([]int32, len(nodes))
	for c := range count {
		first, members := starts[c], nodes[starts[c]:starts[c+1]]
		partition, err := s.divide(ctx, g, members, &o)
		if err != nil {
			return nil, err
		}
		for at, v := range members {
			result[v] = int32(first) + partition[at]
		}
	}
	compact(result, &s.names)
	return result, nil
}

// scratch is the memory of a run, used again for every component, iteration
// and depth.
type scratch struct {
	labels         []int32    // by node of the graph: its component
	rank           []int32    // by node of the graph: its place among its component's members
	shift          int64      // what effective weights lack
	gamma          uint64     // penalty per pair, in the units of the component's weights
	levels         [3]level   // the component, then by turns the level and its contraction
	communities    [3][]int32 // of each node of the level
	groups         []int32    // the refined group of each node of the level
	place          []int32    // the node of the current level that holds each node of the component
	partition      []int32
	kept           []int32 // the best partition of all attempts
	parts          []int32
	communitySizes []int32
	groupSizes     []int32
	cuts           []int64 // by group: weight to the rest of its community
	sums           sums
	exact          exact
	order          []int32
	queued         []bool
	empty          []int32 // numbers of communities without members
	names          []int32
	nodes          []int32
	starts         []int
}

// divide partitions the component of g that has the given members, and may
// change their order; the result, in the order they then have, is valid until
// the next call.
func (s *scratch) divide(ctx context.Context, g *Graph, members []int32, o *Options) ([]int32, error) {
	n := len(members)
	s.parts = resize(s.parts, n)
	s.parts[0] = 0
	if err := ctx.Err(); err != nil || n == 1 {
		return s.parts, err
	}
	s.sums.cells = resize(s.sums.cells, n)
	s.load(g, members, o)
	if err := s.attempt(ctx, g, members, o); err != nil {
		return nil, err
	}
	split(&s.levels[0], s.kept, s.parts, s.order)
	return s.parts, nil
}

// attempt puts the best partition it finds into s.kept. A small component may
// get stuck and costs little to try again, so it is divided from several seeds.
func (s *scratch) attempt(ctx context.Context, g *Graph, members []int32, o *Options) error {
	n := len(members)
	if n <= exactNodes {
		s.kept = resize(s.kept, n)
		s.exact.divide(&s.levels[0], s.gamma, s.kept)
		return nil
	}
	top := int64(-1)
	for i := range max(1, min(mostAttempts, attemptedNodes/n)) {
		quality, err := s.search(ctx, g, members, o, mix(o.Seed, uint64(i)))
		if err != nil {
			return err
		}
		if quality > top {
			top = quality
			s.kept = append(s.kept[:0], s.partition...)
		}
	}
	return nil
}

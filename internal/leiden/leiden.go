package leiden

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Options say what to maximise and how hard to try.
type Options struct {
	// Resolution is the weight that a pair must exceed, on average, to be worth
	// holding together. It is negative only with ComparedOnly.
	Resolution float64
	// Seed determines the order in which nodes are visited.
	Seed uint64
	// MaxIterations bounds the iterations; 0 means until one gains next to
	// nothing, which takes three or four.
	MaxIterations int
	// ComparedOnly charges Resolution for each edge inside a community instead
	// of each pair: a pair without an edge was not compared and costs nothing.
	ComparedOnly bool
}

// enough ends the iterations: at the first that gains no more than one part in
// so many of the quality. What later ones add is far below the difference
// between two seeds.
const enough = 1 << 13

// On a component of hastyNodes or more, which the processor's cache does not
// hold, the first iteration visits no more than hastyVisits nodes per node: the
// next one gets on faster, with its nodes sorted by community.
const (
	hastyNodes  = 1 << 14
	hastyVisits = 2
)

var (
	errResolution = errors.New("resolution is not a finite number that the model allows")
	errIterations = errors.New("number of iterations is negative")
)

func (o *Options) validate() error {
	r := o.Resolution
	if math.IsNaN(r) || math.IsInf(r, 0) || math.Abs(r) > weightLimit || r < 0 && !o.ComparedOnly {
		return fmt.Errorf("find communities at resolution %v: %w", r, errResolution)
	}
	if o.MaxIterations < 0 {
		return fmt.Errorf("find communities in %d iterations: %w", o.MaxIterations, errIterations)
	}
	return nil
}

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
	s := newScratch()
	s.labels, s.rank, s.shift = labels, make([]int32, len(nodes)), shift
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
	labels         []int32 // by node of the graph: its component
	rank           []int32 // by node of the graph: its place among its component's members
	shift          int64   // what effective weights lack
	gamma          uint64  // penalty per pair, in the units of the component's weights
	levels         []level
	communities    [][]int32 // by depth: the community of each node of the level
	groups         []int32   // the refined group of each node of the level
	place          []int32   // the node of the current level that holds each node of the component
	partition      []int32
	parts          []int32
	communitySizes []int32
	groupSizes     []int32
	cuts           []int64 // by group: weight to the rest of its community
	sums           sums
	order          []int32
	queued         []bool
	empty          []int32 // numbers of communities without members
	names          []int32
	nodes          []int32
	starts         []int
}

func newScratch() *scratch {
	return &scratch{levels: make([]level, 1), communities: make([][]int32, 1)}
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
	for scale > 0 && math.Ldexp(max(total, resolution), scale) > 1<<61 {
		scale--
	}
	s.gamma = uint64(math.Round(math.Ldexp(resolution, scale)))
	for i := range l.weights {
		l.weights[i] <<= scale
	}
}

// divide partitions the component of g that has the given members, and puts the
// members in an order of its own; the result, in that order, is valid until the
// next call.
func (s *scratch) divide(ctx context.Context, g *Graph, members []int32, o *Options) ([]int32, error) {
	n := len(members)
	s.partition = resize(s.partition, n)
	for v := range s.partition {
		s.partition[v] = int32(v)
	}
	if err := ctx.Err(); err != nil || n == 1 {
		return s.partition, err
	}
	s.sums.cells = resize(s.sums.cells, n)
	quality := int64(0) // lone nodes have none
	for i := 0; o.MaxIterations == 0 || i < o.MaxIterations; i++ {
		if i > 0 {
			s.sortMembers(members)
		}
		s.load(g, members, o)
		gain, err := s.iterate(ctx, mix(o.Seed, uint64(i)), i == 0 && n >= hastyNodes && o.MaxIterations != 1)
		if err != nil {
			return nil, err
		}
		quality += gain
		if gain <= quality/enough {
			break
		}
	}
	s.parts = resize(s.parts, n)
	split(&s.levels[0], s.partition, s.parts, s.order)
	return s.parts, nil
}

// load reads the component into levels[0], its nodes in the order of members.
func (s *scratch) load(g *Graph, members []int32, o *Options) {
	for at, v := range members {
		s.rank[v] = int32(at)
	}
	s.levels[0].extract(g, members, s.labels, s.rank, s.shift)
	s.weigh(o)
}

// sortMembers puts the members of each community side by side: on a large
// graph the next iteration then finds what it needs in the cache.
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
		l, community := &s.levels[depth], s.communities[depth]
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
	if len(s.levels) == depth+1 {
		s.levels = append(s.levels, level{})
		s.communities = append(s.communities, nil)
	}
	l, community := &s.levels[depth], s.communities[depth]
	s.groups = resize(s.groups, l.nodes())
	count := s.refine(l, community, s.groups, communityCount, key)
	if count == l.nodes() {
		copy(s.groups, community)
		count = communityCount
	}
	s.levels[depth+1].contract(l, s.groups, count, s)
	next := resize(s.communities[depth+1], count)
	for v, c := range s.groups {
		next[c] = community[v]
	}
	s.communities[depth+1] = next
	for v, at := range s.place {
		s.place[v] = s.groups[at]
	}
}

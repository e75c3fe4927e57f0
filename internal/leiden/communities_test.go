package leiden_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iolaus-project/iolaus/internal/leiden"
)

func communities(t testing.TB, g *leiden.Graph, o leiden.Options) []int32 {
	t.Helper()
	partition, err := leiden.Communities(context.Background(), g, o)
	if err != nil {
		t.Fatal(err)
	}
	return partition
}

// cliques gives count cliques of size nodes each, with edges of weight 1.
func cliques(count, size int) []leiden.Edge {
	var edges []leiden.Edge
	for c := range count {
		for a := range size {
			for b := range a {
				edges = append(edges, leiden.Edge{A: int32(c*size + a), B: int32(c*size + b), Weight: 1})
			}
		}
	}
	return edges
}

// ringOfCliques joins neighbouring cliques by one edge.
func ringOfCliques(count, size int) []leiden.Edge {
	edges := cliques(count, size)
	for c := range count {
		next := (c + 1) % count
		edges = append(edges, leiden.Edge{A: int32(c * size), B: int32(next*size + 1), Weight: 1})
	}
	return edges
}

// inBlocks gives the partition into blocks of nodes in number order.
func inBlocks(count, size int) []int32 {
	p := planted{Nodes: count * size, Block: size}
	return p.blocks()
}

func TestCommunitiesOfSmallGraphs(t *testing.T) {
	type edges = []leiden.Edge
	pairsOnly := func(resolution float64) leiden.Options {
		return leiden.Options{Resolution: resolution, ComparedOnly: true}
	}
	bridge := leiden.Edge{A: 4, B: 5, Weight: 1}
	tests := []struct {
		name    string
		nodes   int
		edges   edges
		options leiden.Options
		want    []int32
	}{
		{"no nodes", 0, nil, leiden.Options{Resolution: 1}, []int32{}},
		{"one node", 1, nil, leiden.Options{Resolution: 1}, []int32{0}},
		{"self loop", 1, edges{{0, 0, 5}}, leiden.Options{Resolution: 1}, []int32{0}},
		{"no edges", 3, nil, leiden.Options{Resolution: 0.1}, []int32{0, 1, 2}},
		{"edge above the resolution", 2, edges{{0, 1, 2}}, leiden.Options{Resolution: 1}, []int32{0, 0}},
		{"edge below the resolution", 2, edges{{0, 1, 1}}, leiden.Options{Resolution: 2}, []int32{0, 1}},
		{"edge at the resolution", 2, edges{{0, 1, 1}}, leiden.Options{Resolution: 1}, []int32{0, 1}},
		{"parallel edges add", 2, edges{{0, 1, 1}, {1, 0, 1}}, leiden.Options{Resolution: 1.5}, []int32{0, 0}},
		{"parallel edges are one comparison", 2, edges{{0, 1, 1}, {1, 0, 1}}, pairsOnly(1.5), []int32{0, 0}},
		{"infinite weight", 3, edges{{0, 1, math.Inf(1)}, {1, 2, math.Inf(-1)}}, leiden.Options{}, []int32{0, 0, 1}},
		{"resolution too small for the weights' units", 3, edges{{0, 1, 1}, {1, 2, 1}}, leiden.Options{Resolution: 1e-9}, []int32{0, 0, 0}},
		{"two cliques and a bridge", 10, append(cliques(2, 5), bridge), leiden.Options{Resolution: 0.3}, inBlocks(2, 5)},
		{"two cliques, resolution near zero", 10, append(cliques(2, 5), bridge), leiden.Options{Resolution: 0.01}, inBlocks(1, 10)},
		{"ring of cliques", 30 * 5, ringOfCliques(30, 5), leiden.Options{Resolution: 0.2}, inBlocks(30, 5)},
		{"large ring of cliques, no resolution limit", 2000 * 6, ringOfCliques(2000, 6), leiden.Options{Resolution: 0.2}, inBlocks(2000, 6)},
		{"path costs pairs never compared", 4, edges{{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}, leiden.Options{Resolution: 0.8}, []int32{0, 0, 1, 1}},
		{"path with only compared pairs", 4, edges{{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}, pairsOnly(0.8), []int32{0, 0, 0, 0}},
		{"weak comparison is not paid for", 3, edges{{0, 1, 3}, {1, 2, 3}, {0, 2, 0}}, pairsOnly(1), []int32{0, 0, 0}},
		{"comparison of weight zero counts", 3, edges{{0, 1, 3}, {1, 2, 1.5}, {0, 2, 0}}, pairsOnly(1), []int32{0, 0, 1}},
		{"negative edge parts", 2, edges{{0, 1, -1}}, leiden.Options{}, []int32{0, 1}},
		{"negative edge parts two cliques", 10, append(cliques(2, 5), bridge, leiden.Edge{A: 0, B: 9, Weight: -3}), pairsOnly(0), inBlocks(2, 5)},
		{"negative edge is outweighed", 3, edges{{0, 1, 2}, {1, 2, 2}, {0, 2, -1}}, leiden.Options{}, []int32{0, 0, 0}},
		{"node repelled by all sides stays alone", 5, edges{{0, 1, 4}, {2, 3, 4}, {4, 0, 1}, {4, 1, -2}, {4, 2, 1}, {4, 3, -2}}, leiden.Options{}, []int32{0, 0, 1, 1, 2}},
		{"negative resolution, compared pairs", 3, edges{{0, 1, -0.5}, {1, 2, -2}}, pairsOnly(-1), []int32{0, 0, 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := leiden.NewGraph(test.nodes, test.edges)
			if diff := cmp.Diff(test.want, communities(t, g, test.options)); diff != "" {
				t.Errorf("communities (-want +got):\n%s", diff)
			}
		})
	}
}

// TestKarateClub holds the club of Zachary (1977) to the best quality that
// fifty seeded runs of leidenalg found at each resolution.
func TestKarateClub(t *testing.T) {
	g := leiden.NewGraph(34, karateClub())
	if g.Nodes() != 34 || g.Edges() != 78 {
		t.Fatalf("club of %d nodes and %d edges", g.Nodes(), g.Edges())
	}
	best := map[float64]float64{0.05: 54.4, 0.1: 43.1, 0.15: 36.35, 0.2: 30.6, 0.3: 22.1, 0.5: 14}
	for resolution, want := range best {
		top := 0.0
		for seed := range uint64(10) {
			p := communities(t, g, leiden.Options{Resolution: resolution, Seed: seed})
			q := leiden.Quality(g, p, resolution)
			top = max(top, q)
			if q < 0.95*want {
				t.Errorf("resolution %v, seed %d: quality %v, want nearly %v", resolution, seed, q, want)
			}
		}
		if top < want-1e-9 {
			t.Errorf("resolution %v: best quality of ten seeds is %v, want %v", resolution, top, want)
		}
	}
}

func TestRecoversPlantedPartition(t *testing.T) {
	tests := []planted{
		{Name: "small blocks", Nodes: 2000, Edges: 16000, Block: 20, Inside: 850, Heaviest: 1, Resolution: 0.1},
		{Name: "large blocks", Nodes: 2000, Edges: 40000, Block: 200, Inside: 800, Heaviest: 1, Resolution: 0.02},
		{Name: "half noise", Nodes: 5000, Edges: 100000, Block: 50, Inside: 500, Heaviest: 1, Resolution: 0.05},
		{Name: "beyond the cache", Nodes: 30000, Edges: 300000, Block: 100, Inside: 800, Heaviest: 1, Resolution: 0.03},
	}
	for _, p := range tests {
		t.Run(p.Name, func(t *testing.T) {
			for seed := range uint64(5) {
				p.Seed = seed
				got := communities(t, leiden.NewGraph(p.Nodes, p.generate()), p.options(seed))
				if ari := adjustedRand(got, p.blocks()); ari < 0.99 {
					t.Errorf("seed %d: adjusted Rand index %.4f, want 0.99", seed, ari)
				}
			}
		})
	}
}

func TestSameWhateverOrderOfEdgesAndProcessors(t *testing.T) {
	p := planted{Seed: 3, Nodes: 3000, Edges: 20000, Block: 30, Inside: 600, Heaviest: 3, Negative: 100, Resolution: 0.1}
	edges := p.generate()
	want := communities(t, leiden.NewGraph(p.Nodes, edges), p.options(7))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	r := stream(5)
	for processors := range 4 {
		runtime.GOMAXPROCS(1 + processors)
		for i := range edges {
			j := r.below(i + 1)
			edges[i], edges[j] = edges[j], edges[i]
			edges[i].A, edges[i].B = edges[i].B, edges[i].A
		}
		if diff := cmp.Diff(want, communities(t, leiden.NewGraph(p.Nodes, edges), p.options(7))); diff != "" {
			t.Fatalf("shuffled edges change the communities (-want +got):\n%s", diff)
		}
	}
}

func TestQualityUnderRelabelling(t *testing.T) {
	p := planted{Seed: 9, Nodes: 2000, Edges: 16000, Block: 40, Inside: 700, Heaviest: 1, Resolution: 0.05}
	edges := p.generate()
	g := leiden.NewGraph(p.Nodes, edges)
	partition := communities(t, g, p.options(1))
	moved := make([]leiden.Edge, len(edges))
	name := func(v int32) int32 { return (v*7 + 13) % int32(p.Nodes) }
	renamed := make([]int32, p.Nodes)
	for i, e := range edges {
		moved[i] = leiden.Edge{A: name(e.A), B: name(e.B), Weight: e.Weight}
	}
	for v, c := range partition {
		renamed[name(int32(v))] = c
	}
	h := leiden.NewGraph(p.Nodes, moved)
	was, is := leiden.Quality(g, partition, p.Resolution), leiden.Quality(h, renamed, p.Resolution)
	if was != is {
		t.Errorf("the same partition has quality %v, relabelled %v", was, is)
	}
	again := leiden.Quality(h, communities(t, h, p.options(1)), p.Resolution)
	if math.Abs(again/was-1) > 0.01 {
		t.Errorf("quality %v after relabelling, %v before", again, was)
	}
}

func TestComponentsDoNotInfluenceEachOther(t *testing.T) {
	p := planted{Seed: 4, Nodes: 600, Edges: 2500, Block: 30, Inside: 600, Heaviest: 2, Resolution: 0.1}
	edges := p.generate()
	alone := communities(t, leiden.NewGraph(p.Nodes, edges), p.options(2))
	// The same graph behind another one, tied to it by a negative edge.
	const before = 500
	other := planted{Seed: 8, Nodes: before, Edges: 1500, Block: 50, Inside: 500, Heaviest: 5}
	both := append(other.generate(), leiden.Edge{A: 3, B: before + 3, Weight: -1})
	for _, e := range edges {
		both = append(both, leiden.Edge{A: e.A + before, B: e.B + before, Weight: e.Weight})
	}
	got := communities(t, leiden.NewGraph(before+p.Nodes, both), p.options(2))
	first := got[before]
	for v := range alone {
		got[before+v] -= first
	}
	if diff := cmp.Diff(alone, got[before:]); diff != "" {
		t.Errorf("another component changes the communities (-alone +beside):\n%s", diff)
	}
}

func TestRejectsOptions(t *testing.T) {
	g := leiden.NewGraph(2, []leiden.Edge{{A: 0, B: 1, Weight: 1}})
	for name, o := range map[string]leiden.Options{
		"negative resolution":   {Resolution: -1},
		"resolution NaN":        {Resolution: math.NaN()},
		"infinite resolution":   {Resolution: math.Inf(1), ComparedOnly: true},
		"negative iterations":   {MaxIterations: -1},
		"resolution off limits": {Resolution: 1e12},
	} {
		if _, err := leiden.Communities(context.Background(), g, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestIterationLimit(t *testing.T) {
	p := planted{Seed: 1, Nodes: 20000, Edges: 160000, Block: 40, Inside: 600, Heaviest: 1, Resolution: 0.05}
	g := leiden.NewGraph(p.Nodes, p.generate())
	last := 0.0
	for limit := 1; limit <= 3; limit++ {
		o := p.options(1)
		o.MaxIterations = limit
		partition := communities(t, g, o)
		checkConnected(t, g, partition, p.options(1))
		q := quality(g, partition, o)
		if q < 0.95*last {
			t.Errorf("quality falls from %v to %v with %d iterations", last, q, limit)
		}
		last = q
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := leiden.NewGraph(4, cliques(1, 4))
	if _, err := leiden.Communities(ctx, g, leiden.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// TestCancelledMidway cancels at the n-th look at the context, for every n.
func TestCancelledMidway(t *testing.T) {
	p := planted{Seed: 1, Nodes: 20000, Edges: 60000, Block: 40, Inside: 900, Heaviest: 1, Resolution: 0.1}
	g := leiden.NewGraph(p.Nodes, p.generate())
	for looks := 0; looks < 1<<12; looks = 2*looks + 1 {
		ctx := &countdown{Context: context.Background(), left: looks}
		_, err := leiden.Communities(ctx, g, p.options(1))
		if ctx.left > 0 {
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v after %d looks, want %v", err, looks, context.Canceled)
		}
	}
}

// countdown is a context that is cancelled once it was asked left times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

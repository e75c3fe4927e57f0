package leiden_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iolaus-project/iolaus/internal/leiden"
)

// checkConnected fails if a community is not held together by edges of
// positive effective weight, or if communities are not numbered by smallest
// member.
func checkConnected(t *testing.T, g *leiden.Graph, partition []int32, o leiden.Options) {
	t.Helper()
	above := 0.0
	if o.ComparedOnly {
		above = o.Resolution
	}
	var holding []leiden.Edge
	for _, e := range leiden.EdgesOf(g) {
		if partition[e.A] == partition[e.B] && e.Weight > above {
			holding = append(holding, e)
		}
	}
	parts := leiden.Components(leiden.NewGraph(g.Nodes(), holding))
	if diff := cmp.Diff(parts, partition); diff != "" {
		t.Fatalf("communities are not connected or not numbered in order (-connected parts +communities):\n%s", diff)
	}
}

func TestCommunitiesAreConnected(t *testing.T) {
	r := stream(11)
	for range 300 {
		nodes := 2 + r.below(200)
		p := planted{
			Seed: uint64(r.below(1 << 30)), Nodes: nodes, Edges: r.below(6 * nodes), Block: 1 + r.below(nodes),
			Inside: r.below(1001), Heaviest: 1 + r.below(4), Negative: r.below(600),
			Resolution: float64(r.below(100)) / 100, ComparedOnly: r.below(2) == 0,
		}
		g := leiden.NewGraph(p.Nodes, p.generate())
		for limit := range 3 {
			o := p.options(p.Seed)
			o.MaxIterations = limit
			checkConnected(t, g, communities(t, g, o), o)
		}
	}
}

// optimum tries every partition.
func optimum(g *leiden.Graph, o leiden.Options) float64 {
	best := 0.0
	partition := make([]int32, g.Nodes())
	var try func(v int, used int32)
	try = func(v int, used int32) {
		if v == len(partition) {
			best = max(best, quality(g, partition, o))
			return
		}
		for c := range used + 1 {
			partition[v] = c
			try(v+1, max(used, c+1))
		}
	}
	try(0, 0)
	return best
}

// smallGraph reads a graph of up to seven nodes: resolution, options, nodes,
// then one byte per pair of nodes, 0 for no edge.
func smallGraph(data []byte) (*leiden.Graph, leiden.Options) {
	at := func(i int) int {
		if i < len(data) {
			return int(data[i])
		}
		return 0
	}
	o := leiden.Options{
		Resolution:   float64(at(0)) / 16,
		ComparedOnly: at(1)%2 == 1,
		Seed:         uint64(at(1) / 2),
	}
	nodes, next := 1+at(2)%7, 3
	var edges []leiden.Edge
	for a := range nodes {
		for b := range a {
			if w := at(next); w != 0 {
				edges = append(edges, leiden.Edge{A: int32(a), B: int32(b), Weight: float64(int8(w)) / 8})
			}
			next++
		}
	}
	return leiden.NewGraph(nodes, edges), o
}

func TestSmallGraphsNearOptimum(t *testing.T) {
	const graphs = 3000
	r := stream(17)
	hit, worst := 0, 1.0
	for range graphs {
		data := make([]byte, 3+21)
		for i := range data {
			if data[i] = byte(r.below(256)); i > 2 && r.below(3) == 0 {
				data[i] = 0
			}
		}
		data[0] %= 80
		g, o := smallGraph(data)
		best, got := optimum(g, o), quality(g, communities(t, g, o), o)
		if got >= best-1e-9 {
			hit++
			continue
		}
		worst = min(worst, got/best)
	}
	t.Logf("optimum in %d of %d graphs, worst ratio %.3f", hit, graphs, worst)
}

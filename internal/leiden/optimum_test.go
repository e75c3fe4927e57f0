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

// smallGraph reads a graph of up to nine nodes: resolution, options, nodes,
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
	nodes, next := 1+at(2)%9, 3
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

// FuzzSmallGraphs compares with the best of all partitions. Up to eight nodes
// that is reached; with nine, where the search begins, nearly.
func FuzzSmallGraphs(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x0c\x01\x06abcdefghijklmnopqrstuvwxyz"))
	f.Add([]byte{13, 0, 3, 8, 0, 8, 0, 0, 8})                    // a path of four
	f.Add([]byte{0, 3, 4, 16, 248, 248, 16, 0, 8, 240, 8, 240})  // attraction and repulsion
	f.Add([]byte{16, 5, 6, 24, 0, 16, 24, 24, 16, 128, 24, 127}) // weights at the resolution
	f.Fuzz(func(t *testing.T, data []byte) {
		g, o := smallGraph(data)
		partition := communities(t, g, o)
		checkConnected(t, g, partition, o)
		best, got := optimum(g, o), quality(g, partition, o)
		if g.Nodes() <= 8 && got < best-1e-9 || got < 0.5*best || got > best+1e-9 {
			t.Errorf("quality %v of %v, the best is %v", got, partition, best)
		}
	})
}

// TestNearOptimumBeyondExactSearch runs the search on the smallest components
// that are not divided exactly.
func TestNearOptimumBeyondExactSearch(t *testing.T) {
	const graphs, wantBest, wantMean = 300, 0.93, 0.99
	r := stream(17)
	best, sum := 0, 0.0
	for range graphs {
		data := make([]byte, 3+36)
		for i := range data {
			if data[i] = byte(r.below(256)); i > 2 && r.below(3) == 0 {
				data[i] = 0
			}
		}
		data[0] %= 80
		data[2] = 8
		g, o := smallGraph(data)
		top, got := optimum(g, o), quality(g, communities(t, g, o), o)
		if got >= top-1e-9 {
			best++
		}
		if top > 0 {
			got /= top
		} else {
			got = 1
		}
		sum += got
	}
	t.Logf("best partition of %d of %d graphs, mean ratio %.4f", best, graphs, sum/graphs)
	if float64(best) < wantBest*graphs || sum/graphs < wantMean {
		t.Errorf("want the best of %v, and a mean ratio of %v", wantBest*graphs, wantMean)
	}
}

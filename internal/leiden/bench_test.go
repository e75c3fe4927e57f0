package leiden_test

import (
	"fmt"
	"testing"

	"github.com/iolaus-project/iolaus/internal/leiden"
)

// benchmarkSizes are blocks of 100 nodes, ten edges a node, three in ten of
// them noise that is lighter than the rest.
func benchmarkSizes() []planted {
	sizes := []planted{}
	all := []int{10_000, 100_000, 1_000_000}
	if testing.Short() {
		all = all[:1]
	}
	for _, nodes := range all {
		sizes = append(sizes, planted{
			Name: fmt.Sprintf("nodes=%d", nodes), Seed: 1, Nodes: nodes, Edges: 10 * nodes,
			Block: 100, Inside: 700, Heaviest: 2, Resolution: 0.05,
		})
	}
	return sizes
}

// scattered renumbers the nodes so that blocks do not lie side by side, and
// gives their blocks. Edges between blocks lose weight.
func scattered(p *planted) ([]leiden.Edge, []int32) {
	const stride = 70001 // prime to every size
	edges, blocks := p.generate(), make([]int32, p.Nodes)
	name := func(v int32) int32 { return int32(int(v) * stride % p.Nodes) }
	for v, c := range p.blocks() {
		blocks[name(int32(v))] = c
	}
	for i := range edges {
		e := &edges[i]
		e.A, e.B = name(e.A), name(e.B)
		if blocks[e.A] != blocks[e.B] {
			e.Weight *= 0.4
		}
	}
	return edges, blocks
}

func BenchmarkNewGraph(b *testing.B) {
	for _, p := range benchmarkSizes() {
		b.Run(p.Name, func(b *testing.B) {
			edges, _ := scattered(&p)
			b.ReportAllocs()
			for b.Loop() {
				leiden.NewGraph(p.Nodes, edges)
			}
		})
	}
}

func BenchmarkCommunities(b *testing.B) {
	for _, p := range benchmarkSizes() {
		for _, compared := range []bool{false, true} {
			if p.ComparedOnly = compared; compared {
				p.Resolution = 0.5
			}
			b.Run(fmt.Sprintf("%s/compared=%t", p.Name, compared), func(b *testing.B) {
				edges, blocks := scattered(&p)
				g := leiden.NewGraph(p.Nodes, edges)
				var found []int32
				b.ReportAllocs()
				for b.Loop() {
					found = communities(b, g, p.options(1))
				}
				if !compared { // where one noisy edge may join two blocks at no loss
					b.ReportMetric(adjustedRand(found, blocks), "ari")
				}
			})
		}
	}
}

// BenchmarkManyComponents divides what a scan mostly sees: groups of a few
// accounts each.
func BenchmarkManyComponents(b *testing.B) {
	for _, size := range []int{3, 8, 30} {
		p := planted{
			Seed: 1, Nodes: 100_000 / size * size, Edges: 250_000,
			Block: size, Inside: 1000, Heaviest: 2, Resolution: 0.4,
		}
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			g := leiden.NewGraph(p.Nodes, p.generate())
			b.ReportAllocs()
			for b.Loop() {
				communities(b, g, p.options(1))
			}
		})
	}
}

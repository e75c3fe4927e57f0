package leiden_test

import (
	"fmt"
	"testing"

	"github.com/iolaus-project/iolaus/internal/leiden"
)

// benchmarkSizes are blocks of 100 nodes, ten edges a node, three in ten of
// them noise.
func benchmarkSizes() []planted {
	sizes := []planted{}
	for _, nodes := range []int{10_000, 100_000, 1_000_000} {
		sizes = append(sizes, planted{
			Name: fmt.Sprintf("nodes=%d", nodes), Seed: 1, Nodes: nodes, Edges: 10 * nodes,
			Block: 100, Inside: 700, Heaviest: 2, Resolution: 0.05,
		})
	}
	return sizes
}

func BenchmarkNewGraph(b *testing.B) {
	for _, p := range benchmarkSizes() {
		b.Run(p.Name, func(b *testing.B) {
			edges := p.generate()
			for b.Loop() {
				leiden.NewGraph(p.Nodes, edges)
			}
			b.ReportAllocs()
		})
	}
}

func BenchmarkCommunities(b *testing.B) {
	for _, p := range benchmarkSizes() {
		for _, compared := range []bool{false, true} {
			p := p
			if p.ComparedOnly = compared; compared {
				p.Resolution = 0.4
			}
			b.Run(fmt.Sprintf("%s/compared=%t", p.Name, compared), func(b *testing.B) {
				g := leiden.NewGraph(p.Nodes, p.generate())
				var found []int32
				for b.Loop() {
					found = communities(b, g, p.options(1))
				}
				b.ReportAllocs()
				b.ReportMetric(adjustedRand(found, p.blocks()), "ari")
			})
		}
	}
}

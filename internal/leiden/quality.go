package leiden

// Quality gives the constant Potts quality of a partition: the weight of the
// edges inside communities, less resolution for every pair of nodes that share
// one. Community numbers may be any from 0 to the number of nodes less one.
func Quality(g *Graph, partition []int32, resolution float64) float64 {
	weight, _ := inside(g, partition)
	sizes := make([]int64, g.Nodes())
	for _, c := range partition {
		sizes[c]++
	}
	pairs := int64(0)
	for _, n := range sizes {
		pairs += n * (n - 1) / 2
	}
	return float64(weight)/weightUnits - resolution*float64(pairs)
}

// ComparedQuality gives the quality that Options.ComparedOnly maximises: the
// weight of the edges inside communities, less resolution for each such edge.
func ComparedQuality(g *Graph, partition []int32, resolution float64) float64 {
	weight, edges := inside(g, partition)
	return float64(weight)/weightUnits - resolution*float64(edges)
}

// inside sums and counts the edges that join members of one community.
func inside(g *Graph, partition []int32) (weight, edges int64) {
	for v := range g.Nodes() {
		for i := g.offsets[v]; i < g.offsets[v+1]; i++ {
			u := g.targets[i]
			if int(u) > v && partition[u] == partition[v] {
				weight += g.weights[i]
				edges++
			}
		}
	}
	return weight, edges
}

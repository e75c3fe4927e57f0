package leiden

// EdgesOf lists a graph's edges.
func EdgesOf(g *Graph) []Edge {
	var edges []Edge
	for v := range g.Nodes() {
		for i := g.offsets[v]; i < g.offsets[v+1]; i++ {
			if u := g.targets[i]; int(u) > v {
				edges = append(edges, Edge{int32(v), u, float64(g.weights[i]) / weightUnits})
			}
		}
	}
	return edges
}

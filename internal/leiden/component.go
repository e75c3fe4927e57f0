package leiden

import "math"

// Components gives the connected component of each node, numbered by smallest
// member. Every edge connects, whatever its weight.
func Components(g *Graph) []int32 {
	labels, _ := components(g, math.MinInt64)
	return labels
}

// components labels the parts that edges heavier than above connect, numbered
// by smallest member, and counts them.
func components(g *Graph, above int64) ([]int32, int) {
	labels := make([]int32, g.Nodes())
	for v := range labels {
		labels[v] = -1
	}
	count := int32(0)
	var open []int32
	for start := range labels {
		if labels[start] >= 0 {
			continue
		}
		labels[start] = count
		open = append(open[:0], int32(start))
		for len(open) > 0 {
			v := open[len(open)-1]
			open = open[:len(open)-1]
			for i := g.offsets[v]; i < g.offsets[v+1]; i++ {
				if u := g.targets[i]; labels[u] < 0 && g.weights[i] > above {
					labels[u] = count
					open = append(open, u)
				}
			}
		}
		count++
	}
	return labels, int(count)
}

// grouped lists the nodes label by label, ascending within each: those of label
// c are nodes[starts[c]:starts[c+1]].
func grouped(labels []int32, count int, nodes []int32, starts []int) ([]int32, []int) {
	nodes, starts = resize(nodes, len(labels)), resize(starts, count+1)
	clear(starts)
	for _, c := range labels {
		starts[c]++
	}
	sum := 0
	for c := range starts {
		sum, starts[c] = sum+starts[c], sum
	}
	for v, c := range labels {
		nodes[starts[c]] = int32(v)
		starts[c]++
	}
	copy(starts[1:], starts[:count]) // each start has moved on to its end
	starts[0] = 0
	return nodes, starts
}

// split divides each community into the parts that positive edges inside it
// connect. The quality cannot fall: what it cuts weighs zero or less.
func split(l *level, community, parts []int32, open []int32) {
	for v := range parts {
		parts[v] = -1
	}
	count := int32(0)
	for start := range parts {
		if parts[start] >= 0 {
			continue
		}
		parts[start] = count
		open = append(open[:0], int32(start))
		for len(open) > 0 {
			v := open[len(open)-1]
			open = open[:len(open)-1]
			targets, weights := l.row(v)
			for i, u := range targets {
				if parts[u] < 0 && community[u] == community[v] && weights[i] > 0 {
					parts[u] = count
					open = append(open, u)
				}
			}
		}
		count++
	}
}

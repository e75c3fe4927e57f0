package leiden

import (
	"fmt"
	"math"
)

// weightUnits is how many integer units make up a weight of one.
const weightUnits = 1 << 20

// weightLimit bounds the magnitude of one weight, so that more than eight
// million edges at the limit still sum without overflow.
const weightLimit = 1 << 20

// Edge joins two nodes. Its weight may be negative.
type Edge struct {
	A, B   int32
	Weight float64
}

// Graph is an undirected weighted graph in compressed sparse rows. Its nodes
// are numbered from 0. It never changes, so goroutines may share it.
type Graph struct {
	offsets []int   // row of node v: offsets[v] to offsets[v+1]
	targets []int32 // ascending within a row, each neighbour once
	weights []int64 // in 1/weightUnits
}

// NewGraph builds a graph of n nodes. Parallel edges add up to one edge, self
// loops are ignored, and the order of the edges does not matter. An edge of
// weight zero is kept: with ComparedOnly it still stands for a comparison.
// Weights are rounded to 2^-20 and held to ±2^20, infinities included.
//
// It panics if an edge names a node outside 0..n-1 or weighs NaN.
func NewGraph(n int, edges []Edge) *Graph {
	if n < 0 || n > math.MaxInt32 || len(edges) > math.MaxInt32 {
		panic(fmt.Sprintf("leiden: graph of %d nodes and %d edges is out of range", n, len(edges)))
	}
	g := &Graph{offsets: rowOffsets(n, edges)}
	incident := incidentEdges(g.offsets, edges)
	g.targets = make([]int32, len(incident))
	g.weights = make([]int64, len(incident))
	// Writing row u's number into its neighbours' rows, u ascending, leaves
	// every row sorted.
	next := append([]int(nil), g.offsets[:n]...)
	for u := range n {
		for _, i := range incident[g.offsets[u]:g.offsets[u+1]] {
			e := &edges[i]
			v := e.A ^ e.B ^ int32(u)
			g.targets[next[v]] = int32(u)
			g.weights[next[v]] = units(e.Weight)
			next[v]++
		}
	}
	g.mergeParallel()
	return g
}

// Nodes gives the number of nodes.
func (g *Graph) Nodes() int { return len(g.offsets) - 1 }

// Edges gives the number of edges, parallel ones counted once.
func (g *Graph) Edges() int { return len(g.targets) / 2 }

func rowOffsets(n int, edges []Edge) []int {
	offsets := make([]int, n+1)
	for i := range edges {
		e := &edges[i]
		if e.A < 0 || e.B < 0 || int(e.A) >= n || int(e.B) >= n || math.IsNaN(e.Weight) {
			panic(fmt.Sprintf("leiden: edge %d (%d, %d, %v) does not fit a graph of %d nodes", i, e.A, e.B, e.Weight, n))
		}
		if e.A != e.B {
			offsets[e.A+1]++
			offsets[e.B+1]++
		}
	}
	for v := range n {
		offsets[v+1] += offsets[v]
	}
	return offsets
}

// incidentEdges lists, row by row, the indices of each node's edges.
func incidentEdges(offsets []int, edges []Edge) []int32 {
	incident := make([]int32, offsets[len(offsets)-1])
	next := append([]int(nil), offsets[:len(offsets)-1]...)
	for i := range edges {
		e := &edges[i]
		if e.A == e.B {
			continue
		}
		incident[next[e.A]] = int32(i)
		next[e.A]++
		incident[next[e.B]] = int32(i)
		next[e.B]++
	}
	return incident
}

// mergeParallel adds up neighbours that a row names more than once.
func (g *Graph) mergeParallel() {
	end, from := 0, 0
	for v := range g.Nodes() {
		first, to := end, g.offsets[v+1]
		for i := from; i < to; i++ {
			if end > first && g.targets[end-1] == g.targets[i] {
				g.weights[end-1] += g.weights[i]
				continue
			}
			g.targets[end], g.weights[end] = g.targets[i], g.weights[i]
			end++
		}
		g.offsets[v+1], from = end, to
	}
	g.targets, g.weights = g.targets[:end], g.weights[:end]
}

// units rounds a weight to integer units, within the limit.
func units(weight float64) int64 {
	return int64(math.Round(max(-weightLimit, min(weightLimit, weight)) * weightUnits))
}

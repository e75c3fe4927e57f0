package leiden_test

import "github.com/iolaus-project/iolaus/internal/leiden"

// planted describes a generated graph: blocks of nodes in number order, and
// edges that stay inside their block with probability Inside in a thousand.
type planted struct {
	Name         string  `json:"name"`
	Seed         uint64  `json:"seed"`
	Nodes        int     `json:"nodes"`
	Edges        int     `json:"edges"`
	Block        int     `json:"block"`
	Inside       int     `json:"inside"`
	Heaviest     int     `json:"heaviest"`
	Negative     int     `json:"negative"` // edges in a thousand whose weight is negated
	Resolution   float64 `json:"resolution"`
	ComparedOnly bool    `json:"compared_only"`
}

// generate draws the edges as testdata/reference.py does, number for number.
func (p *planted) generate() []leiden.Edge {
	r := stream(p.Seed)
	edges := make([]leiden.Edge, 0, p.Edges)
	for range p.Edges {
		a := r.below(p.Nodes)
		b := 0
		if r.below(1000) < p.Inside {
			b = min(a-a%p.Block+r.below(p.Block), p.Nodes-1)
		} else {
			b = r.below(p.Nodes)
		}
		w := float64(1+r.below(p.Heaviest*1024)) / 1024
		if r.below(1000) < p.Negative {
			w = -w
		}
		if a != b {
			edges = append(edges, leiden.Edge{A: int32(a), B: int32(b), Weight: w})
		}
	}
	return edges
}

// blocks gives the partition that was planted.
func (p *planted) blocks() []int32 {
	labels := make([]int32, p.Nodes)
	for v := range labels {
		labels[v] = int32(v / p.Block)
	}
	return labels
}

func (p *planted) options(seed uint64) leiden.Options {
	return leiden.Options{Resolution: p.Resolution, Seed: seed, ComparedOnly: p.ComparedOnly}
}

// stream is SplitMix64.
type stream uint64

func (s *stream) below(n int) int {
	*s += 0x9e3779b97f4a7c15
	x := uint64(*s)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n))
}

// quality is what the options maximise.
func quality(g *leiden.Graph, partition []int32, o leiden.Options) float64 {
	if o.ComparedOnly {
		return leiden.ComparedQuality(g, partition, o.Resolution)
	}
	return leiden.Quality(g, partition, o.Resolution)
}

// adjustedRand compares two partitions: 1 when they agree, about 0 when they
// are unrelated (Hubert, Arabie 1985).
func adjustedRand(a, b []int32) float64 {
	both, left, right := map[[2]int32]float64{}, map[int32]float64{}, map[int32]float64{}
	for v := range a {
		both[[2]int32{a[v], b[v]}]++
		left[a[v]]++
		right[b[v]]++
	}
	sum, sumLeft, sumRight := pairs(both), pairs(left), pairs(right)
	n := float64(len(a))
	expected := sumLeft * sumRight / (n * (n - 1) / 2)
	return (sum - expected) / ((sumLeft+sumRight)/2 - expected)
}

func pairs[K comparable](counts map[K]float64) float64 {
	sum := 0.0
	for _, n := range counts {
		sum += n * (n - 1) / 2
	}
	return sum
}

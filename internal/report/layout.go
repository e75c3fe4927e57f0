package report

import "math"

// point is a place in the drawing of a graph.
type point struct{ x, y float64 }

const (
	layoutRounds = 220
	gravity      = 4    // pull to the middle; less lets pieces drift apart and shrink
	spring       = 0.25 // pull along edges; more packs what is tied
)

// layout places n nodes so that tied ones lie together: springs along edges,
// repulsion between all, a pull to the middle, ever smaller steps
// (Fruchterman and Reingold 1991). It starts from a fixed spiral and uses no
// chance, so equal graphs are drawn equally. Products are rounded before they
// are added, lest a processor that fuses the two comes to other places.
func layout(n int, edges []pair) []point {
	at := spiral(n)
	force := make([]point, n)
	ideal := 0.9 / math.Sqrt(float64(max(n, 1)))
	for round := range layoutRounds {
		clear(force)
		repel(at, force, ideal)
		attract(at, force, edges, ideal)
		step := 0.12 * float64(layoutRounds-round) / layoutRounds
		for i := range at {
			force[i].x -= float64(at[i].x * gravity * ideal)
			force[i].y -= float64(at[i].y * gravity * ideal)
			length := math.Sqrt(float64(force[i].x*force[i].x) + float64(force[i].y*force[i].y))
			if length > step {
				force[i].x, force[i].y = force[i].x/length*step, force[i].y/length*step
			}
			at[i].x += force[i].x
			at[i].y += force[i].y
		}
	}
	stretch(at)
	return at
}

// spiral is the start: points along a sunflower's spiral, on a coarse grid so
// that every processor starts from the same.
func spiral(n int) []point {
	const golden = 2.399963229728653
	at := make([]point, n)
	for i := range at {
		r := math.Sqrt((float64(i) + 0.5) / float64(n))
		angle := float64(i) * golden
		at[i] = point{math.Round(r*math.Cos(angle)*4096) / 4096, math.Round(r*math.Sin(angle)*4096) / 4096}
	}
	return at
}

func repel(at, force []point, ideal float64) {
	square := ideal * ideal
	for i := range at {
		for j := i + 1; j < len(at); j++ {
			dx, dy := at[i].x-at[j].x, at[i].y-at[j].y
			d := max(float64(dx*dx)+float64(dy*dy), 1e-6)
			fx, fy := float64(dx*square)/d, float64(dy*square)/d
			force[i].x += fx
			force[i].y += fy
			force[j].x -= fx
			force[j].y -= fy
		}
	}
}

func attract(at, force []point, edges []pair, ideal float64) {
	for _, e := range edges {
		dx, dy := at[e.a].x-at[e.b].x, at[e.a].y-at[e.b].y
		pull := math.Sqrt(float64(dx*dx)+float64(dy*dy)) / ideal * spring
		fx, fy := float64(dx*pull), float64(dy*pull)
		force[e.a].x -= fx
		force[e.a].y -= fy
		force[e.b].x += fx
		force[e.b].y += fy
	}
}

// stretch fits the places into the drawing.
func stretch(at []point) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, p := range at {
		low.x, low.y = min(low.x, p.x), min(low.y, p.y)
		high.x, high.y = max(high.x, p.x), max(high.y, p.y)
	}
	wide, tall := max(high.x-low.x, 1e-9), max(high.y-low.y, 1e-9)
	for i, p := range at {
		at[i].x = graphMargin + (p.x-low.x)/wide*(graphWidth-2*graphMargin)
		at[i].y = graphMargin + (p.y-low.y)/tall*(graphHeight-2*graphMargin)
	}
}

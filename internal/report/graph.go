package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

const (
	nodesDrawn   = 300
	nodeSeeds    = 20 // of them, taken for their exchanges; the others for their ties
	graphWidth   = 800
	graphHeight  = 460
	graphMargin  = 18
	leastRadius  = 2.5
	greatestNode = 11.0
)

// graph is the drawing of a campaign's accounts and the links between them.
type graph struct {
	Title, Description string
	Width, Height      int
	Edges, Successions string // path data
	Nodes              []node
	Drawn, Total       string
	Partial            bool
	Ties               string
	HasSuccessors      bool
}

type node struct {
	X, Y, R   coord
	Diamond   string // path data, for successors
	Tip       string
	Successor bool
}

// newGraph draws the accounts of a campaign, or the part of them that can be
// told apart; nil when there are fewer than two or nothing ties them.
func newGraph(c *iolaus.Campaign) *graph {
	if len(c.Accounts) < 2 {
		return nil
	}
	neighbours := ties(c)
	chosen := choose(c, neighbours)
	edges := within(chosen, neighbours)
	heritage := successions(c, chosen)
	if len(edges) == 0 && len(heritage) == 0 {
		return nil
	}
	places := layout(len(chosen), append(slices.Clone(edges), heritage...))
	g := &graph{
		Title: "Accounts and their strongest ties", Width: graphWidth, Height: graphHeight,
		Edges: strokes(places, edges), Successions: strokes(places, heritage),
		Drawn: count(int64(len(chosen))), Total: count(int64(len(c.Accounts))), Partial: len(chosen) < len(c.Accounts),
		Ties: counted(int64(len(edges)), "tie"), HasSuccessors: len(heritage) > 0,
	}
	g.nodes(c, chosen, places)
	g.Description = fmt.Sprintf("%s of %s accounts with %s between them; larger marks stand for more exchanges.", g.Drawn, g.Total, g.Ties)
	return g
}

// ties gives, for each account, those it is tied to from either side, in
// ascending order. Ties to accounts that do not exist are passed over.
func ties(c *iolaus.Campaign) [][]int {
	neighbours := make([][]int, len(c.Accounts))
	for a := range c.Accounts {
		for _, b := range c.Accounts[a].Ties {
			if b >= 0 && b < len(c.Accounts) && b != a {
				neighbours[a] = append(neighbours[a], b)
				neighbours[b] = append(neighbours[b], a)
			}
		}
	}
	for a := range neighbours {
		slices.Sort(neighbours[a])
		neighbours[a] = slices.Compact(neighbours[a])
	}
	return neighbours
}

// choose gives the accounts to draw: the busiest, then breadth first those that
// they are tied to, then the next busiest.
func choose(c *iolaus.Campaign, neighbours [][]int) []int {
	order := byExchanges(c)
	if len(order) <= nodesDrawn {
		return order
	}
	taken := make([]bool, len(order))
	var chosen []int
	take := func(a int) {
		if !taken[a] && len(chosen) < nodesDrawn {
			taken[a] = true
			chosen = append(chosen, a)
		}
	}
	for _, a := range order[:nodeSeeds] {
		take(a)
	}
	for i := 0; i < len(chosen) && len(chosen) < nodesDrawn; i++ {
		for _, b := range neighbours[chosen[i]] {
			take(b)
		}
	}
	for _, a := range order {
		take(a)
	}
	return chosen
}

// pair is an edge between two drawn accounts, by their places in the choice.
type pair struct{ a, b int }

// within gives the ties between chosen accounts, each once.
func within(chosen []int, neighbours [][]int) []pair {
	at := places(chosen)
	var edges []pair
	for i, a := range chosen {
		for _, b := range neighbours[a] {
			if j, ok := at[b]; ok && i < j {
				edges = append(edges, pair{i, j})
			}
		}
	}
	return edges
}

// successions gives who took over from whom among the chosen.
func successions(c *iolaus.Campaign, chosen []int) []pair {
	byName := make(map[string]int, len(chosen))
	for i, a := range chosen {
		byName[c.Accounts[a].Account] = i
	}
	var edges []pair
	for i, a := range chosen {
		if j, ok := byName[c.Accounts[a].SuccessorOf]; ok && j != i {
			edges = append(edges, pair{j, i})
		}
	}
	return edges
}

func places(chosen []int) map[int]int {
	at := make(map[int]int, len(chosen))
	for i, a := range chosen {
		at[a] = i
	}
	return at
}

// strokes writes edges as the data of one path.
func strokes(at []point, edges []pair) string {
	var d strings.Builder
	for _, e := range edges {
		fmt.Fprintf(&d, "M%s %sL%s %s", coord(at[e.a].x), coord(at[e.a].y), coord(at[e.b].x), coord(at[e.b].y))
	}
	return d.String()
}

// nodes sizes the marks by the root of the exchanges, so that areas compare,
// and draws small ones over large ones.
func (g *graph) nodes(c *iolaus.Campaign, chosen []int, at []point) {
	most := 1.0
	for _, a := range chosen {
		most = max(most, float64(c.Accounts[a].Exchanges))
	}
	greatest := greatestNode - 6*min(1, float64(len(chosen))/nodesDrawn)
	for i, a := range chosen {
		m := &c.Accounts[a]
		r := max(leastRadius, greatest*math.Sqrt(max(0, float64(m.Exchanges))/most))
		n := node{
			X: coord(at[i].x), Y: coord(at[i].y), R: coord(r),
			Successor: m.Role == "successor" || m.SuccessorOf != "",
			Tip: fmt.Sprintf("%s, %s, %s", truncate(nameOr(m.Account, unnamed), 60),
				counted(m.Exchanges, "exchange"), truncate(role(m), 72)),
		}
		if n.Successor {
			s := r * 1.25
			n.Diamond = fmt.Sprintf("M%s %sL%s %sL%s %sL%s %sZ", n.X, coord(at[i].y-s), coord(at[i].x+s), n.Y,
				n.X, coord(at[i].y+s), coord(at[i].x-s), n.Y)
			g.HasSuccessors = true
		}
		g.Nodes = append(g.Nodes, n)
	}
	slices.SortStableFunc(g.Nodes, func(a, b node) int { return cmp.Compare(b.R, a.R) })
}

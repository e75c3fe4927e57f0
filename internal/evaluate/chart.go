package evaluate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// chart is a drawing of 100 by 100 units, y downwards, and its words. It is
// empty when there is nothing to draw. Labels are no part of the drawing, which
// is stretched to the page.
type chart struct {
	ID         string // for references in the page
	Name, Says string // Says is what a reader who cannot see it is told
	X, Y       string // what the axes measure
	XTicks     []label
	Path       string // SVG path data of the curve
	Dots       []dot
	Diagonal   bool
	Marks      []coord // vertical lines
	Labels     []label // beside the curve
	Over       *label  // above the drawing, of the marks
	Headroom   bool    // above the drawing
	Counts     []column
	Most       string // what the highest column counts
	Figures    *tableView
}

// dot is a point with its interval.
type dot struct {
	X, Y, Low, High coord
	Title           string
}

// label is a text at a place; Align says on which side of it the text stands.
type label struct {
	X, Y  coord
	Text  string
	Align string
}

// column is one of the counts under a drawing.
type column struct {
	X, Y, W, H coord
	Title      string
}

func (c chart) Empty() bool { return c.Path == "" && len(c.Dots) == 0 }

// coord is a place in a drawing. It is always a number, on the drawing or just
// off it.
type coord float64

func (c coord) String() string {
	x := float64(c)
	if math.IsNaN(x) {
		x = 0
	}
	return strconv.FormatFloat(math.Round(min(max(x, -100), 200)*100)/100, 'f', -1, 64)
}

// across and up place a share from 0 to 1 on the axes.
func across(share float64) coord { return coord(100 * share) }

func up(share float64) coord { return coord(100 - 100*share) }

// shares are the ticks of an axis from 0 to 1.
func shares() []label {
	return []label{{X: 0, Text: "0", Align: "right"}, {X: 50, Text: "0.5", Align: "middle"}, {X: 100, Text: "1", Align: "left"}}
}

// move draws a line to a point, or begins there.
func move(path *strings.Builder, x, y coord) {
	command := "L"
	if path.Len() == 0 {
		command = "M"
	}
	fmt.Fprintf(path, "%s%s %s", command, x, y)
}

// reliability draws stated probabilities against how often they came true.
func reliability(name, nothing string, of Calibration) chart {
	c := chart{Name: name, X: "stated", Y: "came true", XTicks: shares(), Diagonal: true}
	if of.Statements() == 0 {
		c.Says = nothing
		return c
	}
	most := int64(0)
	for _, bin := range of.Bins {
		most = max(most, bin.True.Of)
	}
	for _, bin := range of.Bins {
		if bin.True.Of == 0 {
			continue
		}
		low, high := bin.True.Interval()
		title := fmt.Sprintf("stated %s on average: %s came true, %s %s", number3(bin.Stated()), counts(bin.True), rate(bin.True), interval(bin.True))
		c.Dots = append(c.Dots, dot{across(bin.Stated()), up(bin.True.Rate()), up(low), up(high), title})
		h := coord(max(4, 100*float64(bin.True.Of)/float64(most))) // seen, however few
		c.Counts = append(c.Counts, column{across(bin.Stated()) - 1, 100 - h, 2, h, title})
	}
	c.Most = strconv.FormatInt(most, 10)
	c.Says = fmt.Sprintf("Brier score %s over %d statements (0 is perfect, 0.25 a coin's). On the dashed line, what is stated comes true as often.",
		number3(of.Brier()), of.Statements())
	c.Figures = binFigures(of)
	return c
}

// threshold draws what a bar on the score would do to accounts found and to
// precision. The bins' lower ends are the bars, the highest first.
func threshold(e *Evaluation) chart {
	c := chart{Name: "What a higher threshold would do", X: "accounts found", Y: "precision", XTicks: shares(), Headroom: true}
	if e.Accounts.Recall.Of == 0 || e.Score.Statements() == 0 {
		c.Says = "Nobody was accused."
		if e.Accounts.Recall.Of == 0 {
			c.Says = "The world has no campaign to find."
		}
		return c
	}
	figures := newGrid("", ">threshold", ">accused", ">found", ">95 %", ">precision", ">95 %", ">honest flagged")
	var kept Share
	var path strings.Builder
	var bars []string // of the dots
	for i := len(e.Score.Bins) - 1; i >= 0; i-- {
		bin := e.Score.Bins[i]
		if bin.True.Of == 0 {
			continue
		}
		kept = kept.plus(bin.True)
		found, flagged := Share{kept.Part, e.Accounts.Recall.Of}, Share{kept.Of - kept.Part, e.Honest.Flagged.Of}
		low, high := kept.Interval()
		bar := strconv.FormatFloat(bin.From, 'g', -1, 64)
		d := dot{across(found.Rate()), up(kept.Rate()), up(low), up(high), ""}
		d.Title = fmt.Sprintf("from %s on: %s found, precision %s %s, honest flagged %s", bar, rate(found), rate(kept), interval(kept), counts(flagged))
		c.Dots = append(c.Dots, d)
		bars = append(bars, bar)
		move(&path, d.X, d.Y)
		figures.add(bar, strconv.FormatInt(kept.Of, 10), rate(found), interval(found), rate(kept), interval(kept), counts(flagged))
	}
	for i := len(bars) - 1; i >= 0; i-- { // the report's own first: labels give way to earlier ones
		c.label(c.Dots[i], "≥ "+bars[i])
	}
	c.Path = path.String()
	c.Says = "Each point is a threshold on an account's score, its campaign's confidence times its membership. The rightmost is the report itself; nothing is known beyond it."
	c.Figures = new(newView(figures))
	return c
}

// label names a dot where there is room for it.
func (c *chart) label(d dot, text string) {
	for _, other := range c.Labels {
		if math.Abs(float64(other.X-d.X)) < 22 && math.Abs(float64(other.Y-d.Y)) < 12 {
			return
		}
	}
	c.Labels = append(c.Labels, label{d.X, d.Y, text, side(d.X, 80)})
}

// side is the side of a place on which there is room for a text: the right one
// up to a limit.
func side(x, limit coord) string {
	if x > limit {
		return "left"
	}
	return "right"
}

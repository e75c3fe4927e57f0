package evaluate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// chart is a drawing of 100 by 100 units, y downwards, and its words. It is
// empty when there is nothing to draw.
type chart struct {
	Name, Says string // Says is what a reader who cannot see it is told
	X, Y       string // what the axes measure
	XEnd       string // at the right end of the x axis
	Path       string // SVG path data of the curve
	Dots       []dot
	Diagonal   bool
	Marks      []float64 // x of vertical lines
}

// dot is a point with its interval.
type dot struct {
	X, Y, Low, High float64
	Title           string
}

func (c chart) Empty() bool { return c.Path == "" && len(c.Dots) == 0 }

// reliability draws stated probabilities against how often they came true.
func reliability(name, what string, of Calibration) chart {
	c := chart{Name: name + " (" + what + ")", X: "stated", Y: "came true", XEnd: "1", Diagonal: true}
	for _, bin := range of.Bins {
		if bin.True.Of == 0 {
			continue
		}
		low, high := bin.True.Interval()
		c.Dots = append(c.Dots, dot{
			X: 100 * bin.Stated(), Y: 100 - 100*bin.True.Rate(), Low: 100 - 100*low, High: 100 - 100*high,
			Title: fmt.Sprintf("stated %s on average: %s came true %s", number3(bin.Stated()), counts(bin.True), interval(bin.True)),
		})
	}
	c.Says = fmt.Sprintf("Brier score %s over %d statements.", number3(of.Brier()), of.Statements())
	return c
}

// threshold draws what a higher bar on membership would do: accounts found to
// the right, precision upwards. The bins' lower ends are the bars.
func threshold(e *Evaluation) chart {
	c := chart{Name: "What a higher bar on membership would do", X: "found", Y: "precision", XEnd: "1"}
	var kept Share
	var path strings.Builder
	for i := len(e.Membership.Bins) - 1; i >= 0; i-- {
		bin := e.Membership.Bins[i]
		if bin.True.Of == 0 || e.Accounts.Recall.Of == 0 {
			continue
		}
		kept = kept.plus(bin.True)
		found := Share{min(kept.Part, e.Accounts.Recall.Of), e.Accounts.Recall.Of} // an account may stand in several campaigns
		low, high := kept.Interval()
		c.Dots = append(c.Dots, dot{
			X: 100 * found.Rate(), Y: 100 - 100*kept.Rate(), Low: 100 - 100*low, High: 100 - 100*high,
			Title: fmt.Sprintf("from %g on: %s found, precision %s %s", bin.From, rate(found), rate(kept), interval(kept)),
		})
		move(&path, c.Dots[len(c.Dots)-1].X, c.Dots[len(c.Dots)-1].Y)
	}
	c.Path = path.String()
	c.Says = "Each point is a threshold; the report itself is the rightmost."
	return c
}

// exposure draws what a campaign had taken by each hour.
func exposure(of *Campaign) chart {
	c := chart{Name: plain(of.Name), X: "hours", Y: "taken"}
	total := int64(0)
	for _, n := range of.ByHour {
		total += n
	}
	if total == 0 {
		c.Says = "Nothing was distilled."
		return c
	}
	hours := float64(len(of.ByHour))
	var path strings.Builder
	move(&path, 0, 100)
	taken := int64(0)
	for hour, n := range of.ByHour {
		taken += n
		move(&path, 100*float64(hour+1)/hours, 100-100*float64(taken)/float64(total))
	}
	c.Path, c.XEnd = path.String(), strconv.Itoa(len(of.ByHour))+" h"
	for _, h := range of.Hours {
		c.Marks = append(c.Marks, min(100, 100*h/hours))
	}
	c.Says = fmt.Sprintf("%s of %d distilled exchanges were taken before detection, %s", rate(of.Exposure), of.Exposure.Of, when(of))
	return c
}

func when(of *Campaign) string {
	if len(of.Hours) == 0 {
		return "which never came."
	}
	return "after " + hours(of.Hours) + " hours."
}

// move draws a line to a point, or begins there.
func move(path *strings.Builder, x, y float64) {
	command := "L"
	if path.Len() == 0 {
		command = "M"
	}
	fmt.Fprintf(path, "%s%.4g %.4g", command, math.Max(0, x), math.Max(0, y))
}

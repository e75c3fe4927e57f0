package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iolaus-project/iolaus"
)

// coord is a place or length in a drawing, written with one decimal.
type coord float64

// String writes the coordinate. One far off the drawing stays off it, in fewer
// digits.
func (c coord) String() string {
	x := min(max(finite(float64(c)), -9999), 9999)
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

const (
	timelineSteps = 120  // bars at most
	chartWidth    = 1000 // units of the drawing, which is stretched to the page
	chartHeight   = 100
)

// timeline is the drawing of a campaign's exchanges over time. Positions of
// labels are per cent of the width, since labels are not stretched.
type timeline struct {
	Title, Description string
	Bars               []timelineBar
	Active             string // outline of the accounts active
	MostActive         string
	Step               string
	YTicks             []tick
	XTicks             []tick
	First, Detected    *tick
	Events             []eventMark
	EventRows          int
}

type timelineBar struct {
	X, Y, W, H coord
	Before     bool // of detection
	Tip        string
}

// tick is a label at a place; Align says on which side of it the text stands.
type tick struct {
	At    coord
	Label string
	Align string
	Minor bool // left out where there is little room
}

type eventMark struct {
	At     coord
	Row    int
	Number int
	Tip    string
}

func newTimeline(c *iolaus.Campaign) *timeline {
	b := bin(c, timelineSteps)
	if len(b.exchanges) == 0 {
		return nil
	}
	axis := newAxis(b, c)
	top := niceCeiling(float64(max(1, b.most())))
	t := &timeline{
		Title: "Exchanges over time",
		Step:  spanOf(b.step),
		YTicks: []tick{
			{At: 0, Label: compact(top)},
			{At: 50, Label: compact(top / 2)},
		},
		XTicks: axis.ticks(),
	}
	t.bars(b, axis, c.DetectedAt, top)
	t.active(b, axis)
	t.First = axis.mark(c.FirstSeen, "first seen")
	t.Detected = axis.mark(c.DetectedAt, "detected "+c.DetectedAt.UTC().Format("2 Jan 15:04"))
	t.events(c, axis)
	t.Description = describe(b, c)
	return t
}

// describe says in words what the drawing shows.
func describe(b bins, c *iolaus.Campaign) string {
	peak := slices.Index(b.exchanges, b.most())
	s := fmt.Sprintf("Bars of %s from %s to %s; the highest, %s, begins %s.", spanOf(b.step), moment(b.start(0)),
		moment(b.start(len(b.exchanges))), counted(b.most(), "exchange"), moment(b.start(peak)))
	if share, ok := takenBefore(c); ok {
		s += fmt.Sprintf(" Detected %s, after %s of the exchanges.", moment(c.DetectedAt), percent(share))
	}
	return s
}

func (t *timeline) bars(b bins, axis axis, detected time.Time, top float64) {
	width := chartWidth * float64(b.step) / axis.length()
	space := min(width*0.18, 2)
	for i, n := range b.exchanges {
		if n <= 0 {
			continue
		}
		h := max(float64(n)/top*chartHeight, 0.6)
		start := b.start(i)
		t.Bars = append(t.Bars, timelineBar{
			X: coord(axis.at(start) * chartWidth / 100), W: coord(width - space),
			Y: coord(chartHeight - h), H: coord(h),
			Before: !detected.IsZero() && start.Before(detected),
			Tip:    fmt.Sprintf("%s: %s, %s", start.Format("2 Jan 15:04"), counted(n, "exchange"), counted(b.accounts[i], "account")),
		})
	}
}

// active draws how many accounts were active as one closed outline.
func (t *timeline) active(b bins, axis axis) {
	most := max(1, slices.Max(b.accounts))
	if slices.Max(b.accounts) <= 0 {
		return
	}
	var d strings.Builder
	fmt.Fprintf(&d, "M%s 100", coord(axis.at(b.start(0))*chartWidth/100))
	for i, n := range b.accounts {
		y := coord(100 - 100*float64(max(n, 0))/float64(most))
		fmt.Fprintf(&d, "L%s %sL%s %s", coord(axis.at(b.start(i))*chartWidth/100), y, coord(axis.at(b.start(i+1))*chartWidth/100), y)
	}
	fmt.Fprintf(&d, "L%s 100Z", coord(axis.at(b.start(len(b.accounts)))*chartWidth/100))
	t.Active, t.MostActive = d.String(), count(most)
}

// events marks the campaign's events by number, in rows where they would cover
// each other.
func (t *timeline) events(c *iolaus.Campaign, axis axis) {
	const room = 4 // per cent that a mark takes on a narrow page
	var ends []float64
	for i, e := range eventsInOrder(c) {
		at, ok := axis.place(e.Time)
		if !ok {
			continue
		}
		row := slices.IndexFunc(ends, func(end float64) bool { return end <= at })
		if row < 0 {
			if len(ends) == 6 {
				continue
			}
			row = len(ends)
			ends = append(ends, 0)
		}
		ends[row] = at + room
		t.Events = append(t.Events, eventMark{coord(at), row, i + 1, inWords(string(e.Kind))})
	}
	t.EventRows = len(ends)
}

// eventsInOrder gives the events that the page shows, by time.
func eventsInOrder(c *iolaus.Campaign) []iolaus.Event {
	events := slices.Clone(c.Events)
	slices.SortStableFunc(events, func(a, b iolaus.Event) int { return a.Time.Compare(b.Time) })
	return events[:min(len(events), eventRows)]
}

// axis maps time to per cent of the width.
type axis struct{ from, to int64 }

// newAxis spans the timeline, and the moment of detection when it comes soon
// after.
func newAxis(b bins, c *iolaus.Campaign) axis {
	a := axis{b.from, b.end()}
	if d := c.DetectedAt.Unix(); d > a.to && d-a.to < (a.to-a.from)/4 {
		a.to = d
	}
	return a
}

func (a axis) length() float64 { return float64(max(1, a.to-a.from)) }

func (a axis) at(t time.Time) float64 { return 100 * float64(t.Unix()-a.from) / a.length() }

// place is where t lies, if it lies on the axis at all.
func (a axis) place(t time.Time) (float64, bool) {
	if t.IsZero() || t.Unix() < a.from || t.Unix() > a.to {
		return 0, false
	}
	return a.at(t), true
}

// mark labels a moment, when it lies on the axis.
func (a axis) mark(t time.Time, label string) *tick {
	at, ok := a.place(t)
	if !ok {
		return nil
	}
	m := tick{At: coord(at), Label: label, Align: "right"}
	if at > 60 {
		m.Align = "left"
	}
	return &m
}

// tickSteps are the distances between dates on the axis that read well.
var tickSteps = []int64{
	3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400, 14 * 86400, 28 * 86400, 91 * 86400, 365 * 86400,
}

// ticks gives at most nine dates along the axis.
func (a axis) ticks() []tick {
	step := int64(math.Ceil(a.length() / 8))
	if i, _ := slices.BinarySearch(tickSteps, step); i < len(tickSteps) {
		step = tickSteps[i]
	}
	form := "2 Jan"
	if a.to-a.from > 300*86400 {
		form = "Jan 2006"
	}
	var ticks []tick
	for i, t := 0, (a.from+step-1)/step*step; t <= a.to; i, t = i+1, t+step {
		at := time.Unix(t, 0).UTC()
		label := at.Format(form)
		if step < 86400 && t%86400 != 0 {
			label = at.Format("15:04")
		}
		tk := tick{At: coord(a.at(at)), Label: label, Minor: i%2 == 1}
		tk.Align = cmp.Or(edge(float64(tk.At)), "middle")
		ticks = append(ticks, tk)
	}
	return ticks
}

// edge turns labels at the ends of the axis inwards.
func edge(at float64) string {
	switch {
	case at < 3:
		return "right"
	case at > 97:
		return "left"
	}
	return ""
}

// niceCeiling is the least of 1, 2, 4, 5, 6, 8 and 10 times a power of ten that
// is not below x, and at least 2.
func niceCeiling(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 4, 5, 6, 8, 10} {
		if m*unit >= x {
			return max(2, m*unit)
		}
	}
	return max(2, 10*unit)
}

// compact writes a large number briefly, such as 1.5 M.
func compact(x float64) string {
	switch {
	case x >= 1e6:
		return strconv.FormatFloat(x/1e6, 'f', -1, 64) + nbsp + "M"
	case x >= 1e4:
		return strconv.FormatFloat(x/1e3, 'f', -1, 64) + nbsp + "k"
	}
	return count(int64(x))
}

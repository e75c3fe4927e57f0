package evaluate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// tableView is a table of the page: the grid of the terminal's table, and bars
// beside the rows where it has any.
type tableView struct {
	Name, Note string
	Titles     []heading
	Rows       []rowView
	Bars       bool
}

type heading struct {
	Name    string
	Numbers bool
}

type rowView struct {
	Name  string // the first cell, which is what the row is about
	Cells []entry
	Bar   *rateBar
}

type entry struct {
	Text    string
	Numbers bool
}

// rateBar is a rate with its interval, on an axis from 0 to 1 on which the
// square root is drawn: rates of honest accounts are small.
type rateBar struct {
	Rate, Low, Width coord
	Title            string
}

// newView gives a grid for the page. What its name says in brackets is a note.
func newView(g *grid) tableView {
	name, note, _ := strings.Cut(g.name, " (")
	v := tableView{Name: name, Note: capital(strings.TrimSuffix(note, ")"))}
	for _, title := range g.titles {
		name, numbers := titleOf(title)
		v.Titles = append(v.Titles, heading{name, numbers})
	}
	for _, row := range g.rows {
		r := rowView{Name: row[0]}
		for i, text := range row[1:] {
			r.Cells = append(r.Cells, entry{text, v.Titles[i+1].Numbers})
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// tables gives the tables of an evaluation that hold something, populations
// with the worst first.
func tables(e *Evaluation) []tableView {
	worst := *e
	worst.Populations = slices.Clone(e.Populations)
	slices.SortStableFunc(worst.Populations, func(a, b Population) int {
		if by := compareRates(b.Flagged, a.Flagged); by != 0 {
			return by
		}
		return int(b.Flagged.Of - a.Flagged.Of) // the surer first
	})
	var all []tableView
	for _, g := range []*grid{e.campaignGrid(), e.exposureGrid()} {
		if len(g.rows) > 0 {
			all = append(all, newView(g))
		}
	}
	if len(worst.Populations) == 0 {
		return all
	}
	v := newView(worst.honestGrid())
	v.Bars, v.Note = true, "The worst first. The bar is the rate in its interval, on a square-root scale from 0 to 1."
	for i, p := range append(worst.Populations, e.Honest) {
		v.Rows[i].Bar = newRateBar(p.Flagged)
	}
	return append(all, v)
}

func newRateBar(s Share) *rateBar {
	if s.Of == 0 {
		return nil
	}
	low, high := s.Interval()
	from, to := across(math.Sqrt(low)), across(math.Sqrt(high))
	return &rateBar{across(math.Sqrt(s.Rate())), from, to - from, counts(s) + ", " + interval4(s)}
}

// binFigures lists the bins that hold something.
func binFigures(c Calibration) *tableView {
	g := newGrid("", "stated from", ">statements", ">mean stated", ">came true", ">95 %")
	for _, bin := range c.Bins {
		if bin.True.Of > 0 {
			g.add(fmt.Sprintf("%g to %g", bin.From, bin.To), strconv.FormatInt(bin.True.Of, 10),
				number3(bin.Stated()), rate(bin.True), interval(bin.True))
		}
	}
	return new(newView(g))
}

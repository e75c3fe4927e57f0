package evaluate

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
)

// The page. It refers to nothing outside itself.
//
//go:embed page.html
var pageSource string

// HTML writes the evaluations, pooled, as one page with curves that fetches
// nothing, and what other methods did on the same worlds, if any were run.
func HTML(w io.Writer, worlds []World, rivals []Rival) error {
	t, err := template.New("page").Parse(pageSource)
	if err != nil {
		return fmt.Errorf("parse page: %w", err)
	}
	e := Sum(evaluations(worlds))
	if e == nil {
		return nil
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newPage(e, rivals)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// page is what the template is filled with.
type page struct {
	Worlds      string
	Tiles       []tile
	Reliability []chart
	Threshold   chart
	Exposure    []chart
	Tables      []tableView
}

// tile is one number of the summary.
type tile struct{ Number, Label, Note string }

// tableView is a table; a title that begins with > is of a column of numbers.
type tableView struct {
	Name   string
	Titles []column
	Rows   [][]entry
}

type column struct {
	Name    string
	Numbers bool
}

type entry struct {
	Text    string
	Numbers bool
}

func newPage(e *Evaluation, rivals []Rival) *page {
	p := &page{
		Worlds: fmt.Sprintf("%s, %d exchanges, %d accounts of campaigns and %d honest ones with traffic. In brackets: Wilson intervals at 95 %%.",
			counted(e.Worlds, "world"), e.Exchanges.Of, e.Accounts.Recall.Of, e.Honest.Flagged.Of),
		Tiles:     tiles(e),
		Threshold: threshold(e),
	}
	for _, c := range []struct {
		name, what string
		of         Calibration
	}{
		{"Confidence", "of campaigns: it is not false", e.Confidence},
		{"Membership", "of accounts: it is of the campaign", e.Membership},
	} {
		p.Reliability = append(p.Reliability, reliability(c.name, c.what, c.of))
	}
	for i := range e.Campaigns {
		p.Exposure = append(p.Exposure, exposure(&e.Campaigns[i]))
	}
	worst := slices.Clone(e.Populations)
	slices.SortStableFunc(worst, func(a, b Population) int { return compareRates(b.Flagged, a.Flagged) })
	sorted := *e
	sorted.Populations = worst
	grids := []*grid{sorted.campaignGrid(), sorted.exposureGrid(), sorted.honestGrid()}
	if len(rivals) > 0 {
		grids = append([]*grid{versusGrid(rivals)}, grids...)
	}
	for _, g := range grids {
		if len(g.rows) > 0 {
			p.Tables = append(p.Tables, g.view())
		}
	}
	return p
}

func tiles(e *Evaluation) []tile {
	return []tile{
		{rate(e.Accounts.Recall), "of campaign accounts found", interval(e.Accounts.Recall)},
		{rate(e.Accounts.Precision), "of accused accounts are of campaigns", interval(e.Accounts.Precision)},
		{counts(e.Detected()), "campaigns found", decimals(e.PiecesEach(), 1) + " pieces each"},
		{e.Honest.Flagged.OneIn(), "honest accounts flagged", interval4(e.Honest.Flagged)},
		{counts(e.Discoveries.False), "false campaigns", "limit " + strconv.FormatFloat(e.Discoveries.Limit, 'g', -1, 64)},
		{rate(e.Exposure()), "of distilled exchanges taken before detection", counts(e.Exposure())},
	}
}

// view gives the table for the page.
func (g *grid) view() tableView {
	v := tableView{Name: g.name}
	for _, title := range g.titles {
		name, numbers := titleOf(title)
		v.Titles = append(v.Titles, column{name, numbers})
	}
	for _, row := range g.rows {
		var cells []entry
		for i, text := range row {
			cells = append(cells, entry{text, v.Titles[i].Numbers})
		}
		v.Rows = append(v.Rows, cells)
	}
	return v
}

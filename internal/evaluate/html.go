package evaluate

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
)

// The page and its style. They refer to nothing outside themselves.
var (
	//go:embed page.html
	pageSource string
	//go:embed chart.html
	chartSource string
	//go:embed style.css
	styleSource string
)

// HTML writes the evaluations as one page with curves that fetches nothing: of
// one world that one, of several all of them pooled and then the worst by
// itself, and what other methods did on the same worlds, if any were run.
func HTML(w io.Writer, worlds []World, rivals []Rival) error {
	t, err := template.New("page").Parse(pageSource)
	if err == nil {
		_, err = t.New("chart").Parse(chartSource)
	}
	if err != nil {
		return fmt.Errorf("parse page: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newPage(worlds, rivals)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// page is what the template is filled with.
type page struct {
	Style  template.CSS
	Parts  []part
	Rivals *tableView
}

// part is one evaluation.
type part struct {
	Anchor, Name, Lead string
	Tiles              []tile
	Confidence         []chart // and what else is about stated probabilities
	Exposure           []chart
	Hidden             int // campaigns whose exposure is not drawn
	Tables             []tableView
}

// tile is one number of the summary.
type tile struct{ Number, Label, Note string }

// exposuresDrawn bounds the page; its tables hold every campaign.
const exposuresDrawn = 60

func newPage(worlds []World, rivals []Rival) *page {
	p := &page{Style: template.CSS(styleSource)} //nolint:gosec // embedded, not from outside
	if len(rivals) > 0 {
		p.Rivals = new(newView(versusGrid(rivals)))
	}
	all := evaluations(worlds)
	switch len(all) {
	case 0:
		return p
	case 1:
		p.Parts = []part{newPart("world", worldName(worlds[0]), all[0])}
		return p
	}
	worst := worlds[Worst(all)]
	p.Parts = []part{
		newPart("pooled", counted(len(all), "world")+", pooled", Sum(all)),
		newPart("worst", "The worst world: "+worldName(worst), worst.Evaluation),
	}
	return p
}

func worldName(w World) string {
	if w.Truth == "" && w.Report == "" {
		return "One world"
	}
	return plain(w.Truth) + ", " + plain(w.Report)
}

func newPart(anchor, name string, e *Evaluation) part {
	p := part{Anchor: anchor, Name: name, Lead: lead(e), Tiles: tiles(e), Tables: tables(e)}
	p.Confidence = []chart{
		reliability("Confidence: the campaign is not false", "No campaign was accused.", e.Confidence),
		reliability("Membership: the account is of the campaign", "Nobody was accused.", e.Membership),
		threshold(e),
	}
	for i := range e.Campaigns[:min(len(e.Campaigns), exposuresDrawn)] {
		p.Exposure = append(p.Exposure, exposure(&e.Campaigns[i]))
	}
	p.Hidden = len(e.Campaigns) - len(p.Exposure)
	number := 0
	for _, charts := range [][]chart{p.Confidence, p.Exposure} {
		for i := range charts {
			number++
			charts[i].ID = anchor + "-" + strconv.Itoa(number)
		}
	}
	return p
}

func lead(e *Evaluation) string {
	text := fmt.Sprintf("%d exchanges, %d accounts of campaigns and %d honest ones with traffic.", e.Exchanges.Of, e.Accounts.Recall.Of, e.Honest.Flagged.Of)
	if e.Exchanges.Part != e.Exchanges.Of {
		text += fmt.Sprintf(" Reported from %d exchanges alone.", e.Exchanges.Part)
	}
	return text + " In brackets: Wilson intervals at 95\u00a0%."
}

func tiles(e *Evaluation) []tile {
	pieces := "in no piece"
	if e.Detected().Part > 0 {
		pieces = decimals(e.PiecesEach(), 1) + " pieces each; " + rate(e.Purity()) + " pure"
	}
	return []tile{
		{rate(e.Accounts.Recall), "of campaign accounts found", spread(e.Accounts.Recall, interval)},
		{rate(e.Accounts.Precision), "of accused accounts are of campaigns", spread(e.Accounts.Precision, interval)},
		{counts(e.Detected()), "campaigns found", pieces},
		{e.Honest.Flagged.OneIn(), "honest accounts flagged", number4(e.Honest.Flagged.Rate()) + " " + spread(e.Honest.Flagged, interval4)},
		{counts(e.Discoveries.False), "reported campaigns are false", allowed(e.Discoveries)},
		{rate(e.Exposure()), "of distilled exchanges taken before detection", counts(e.Exposure())},
	}
}

// spread writes the interval and the counts behind it.
func spread(s Share, interval func(Share) string) string {
	if s.Of == 0 {
		return "of none"
	}
	return interval(s) + ", " + counts(s)
}

func allowed(d Discoveries) string {
	limit := "limit " + strconv.FormatFloat(d.Limit, 'g', -1, 64)
	switch {
	case d.False.Of == 0:
		return limit + ": nothing reported"
	case d.Kept():
		return limit + ": kept"
	}
	return fmt.Sprintf("%s: exceeded, %s", limit, rate(d.False))
}

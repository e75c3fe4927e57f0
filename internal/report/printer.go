package report

import (
	"io"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// TableOptions says how to write for a terminal.
type TableOptions struct {
	Width int  // columns; 100 when 0, never fewer than 40
	Color bool // use colours and bold type; the caller heeds NO_COLOR
	Limit int  // campaigns, or accounts of a campaign, shown at most; 0 = all
}

// The styles, as parameters of SGR.
const (
	plainType = ""
	bold      = "1"
	dim       = "2"
)

func verdictStyle(v iolaus.Verdict) string {
	switch v {
	case iolaus.Distillation:
		return "1;31"
	case iolaus.Relay:
		return "35"
	case iolaus.Harvest:
		return "33"
	}
	return dim
}

// printer collects text for a terminal. What it is given has been made plain.
type printer struct {
	text  strings.Builder
	width int
	color bool
}

func newPrinter(o TableOptions) *printer {
	width := o.Width
	if width <= 0 {
		width = 100
	}
	return &printer{width: max(width, 40), color: o.Color}
}

// styled wraps s in a style when colours are on.
func (p *printer) styled(style, s string) string {
	if !p.color || style == plainType || strings.TrimSpace(s) == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// line writes one line, without spaces at its end.
func (p *printer) line(s string) {
	p.text.WriteString(strings.TrimRight(s, " "))
	p.text.WriteByte('\n')
}

// title writes a line in bold.
func (p *printer) title(s string) { p.line(p.styled(bold, truncate(s, p.width))) }

// paragraph writes a text wrapped, its first line after a lead, the others
// indented by as much. The lead is set in a style.
func (p *printer) paragraph(lead, style, text string) {
	indent := columns(lead)
	for i, l := range wrap(text, p.width-indent) {
		if i == 0 {
			p.line(p.styled(style, lead) + l)
			continue
		}
		p.line(blank(indent) + l)
	}
}

// flush gives everything to w at once.
func (p *printer) flush(w io.Writer) error {
	_, err := io.WriteString(w, strings.ReplaceAll(p.text.String(), nbsp, " "))
	return err
}

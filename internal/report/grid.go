package report

import "strings"

// column is one column of a grid.
type column struct {
	title    string
	right    bool // numbers
	inferred bool
	least    int // columns below which the text is of no use
	keep     int // the lower, the earlier it is left out; 0 = never
	style    func(row int) string
	cells    []string
}

// width is what the column would like to have.
func (c *column) width() int {
	n := columns(c.title)
	for _, s := range c.cells {
		n = max(n, columns(s))
	}
	return n
}

// gap is the space between two columns.
const gap = 2

// fit chooses the columns that have room and gives each its width: columns of
// least worth are left out until the least widths fit, and what is left over
// goes to the columns from left to right.
func fit(all []*column, room int) (shown []*column, widths []int) {
	shown = append(shown, all...)
	for len(shown) > 1 && needed(shown) > room {
		worst := -1
		for i, c := range shown {
			if c.keep > 0 && (worst < 0 || c.keep < shown[worst].keep) {
				worst = i
			}
		}
		if worst < 0 {
			break
		}
		shown = append(shown[:worst], shown[worst+1:]...)
	}
	left := max(0, room-needed(shown))
	for _, c := range shown {
		least := min(c.least, c.width())
		extra := min(left, c.width()-least)
		left -= extra
		widths = append(widths, least+extra)
	}
	return shown, widths
}

func needed(cols []*column) int {
	n := -gap
	for _, c := range cols {
		n += gap + min(c.least, c.width())
	}
	return n
}

// grid writes aligned columns under their titles, with a line above that says
// which of them were inferred and which observed. Before row breakAt it writes
// a line of its own.
func (p *printer) grid(all []*column, breakAt int, breakText string) {
	shown, widths := fit(all, p.width)
	p.line(p.styled(dim, origins(shown, widths)))
	p.line(p.styled(bold, row(shown, widths, func(c *column) string { return c.title }, nil)))
	for i := range all[0].cells {
		if i == breakAt {
			p.line(p.styled(dim, truncate(breakText, p.width)))
		}
		p.line(row(shown, widths, func(c *column) string { return c.cells[i] }, func(c *column, s string) string {
			if c.style == nil {
				return s
			}
			return p.styled(c.style(i), s)
		}))
	}
}

// row writes one line of a grid. Cells are cut to their width before they are
// styled.
func row(cols []*column, widths []int, cell func(*column) string, style func(*column, string) string) string {
	var b strings.Builder
	for i, c := range cols {
		if i > 0 {
			b.WriteString(blank(gap))
		}
		s := truncate(cell(c), widths[i])
		fill := blank(widths[i] - columns(s))
		if style != nil {
			s = style(c, s)
		}
		if c.right {
			b.WriteString(fill + s)
		} else {
			b.WriteString(s + fill)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// origins writes, over each run of columns but the first, whether they were
// observed or inferred.
func origins(cols []*column, widths []int) string {
	if len(cols) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(blank(widths[0]))
	for i := 1; i < len(cols); {
		width := widths[i]
		j := i + 1
		for ; j < len(cols) && cols[j].inferred == cols[i].inferred; j++ {
			width += gap + widths[j]
		}
		word := "observed "
		if cols[i].inferred {
			word = "inferred "
		}
		b.WriteString(blank(gap) + truncate(word+strings.Repeat("─", max(0, width-len(word))), width))
		i = j
	}
	return b.String()
}

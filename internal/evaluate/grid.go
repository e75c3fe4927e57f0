package evaluate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// grid is a table in the making. A title that begins with > is of a column of
// numbers, which are set to the right.
type grid struct {
	name   string
	titles []string
	rows   [][]string
}

func newGrid(name string, titles ...string) *grid { return &grid{name: name, titles: titles} }

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// write appends the table under its name, or nothing when it has no rows.
func (g *grid) write(b *strings.Builder) {
	if len(g.rows) == 0 {
		return
	}
	b.WriteString("\n" + g.name + "\n")
	widths := make([]int, len(g.titles))
	head := make([]string, len(g.titles))
	for i, title := range g.titles {
		head[i], _ = titleOf(title)
		widths[i] = utf8.RuneCountInString(head[i])
		for _, row := range g.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	for _, row := range append([][]string{head}, g.rows...) {
		var line strings.Builder
		for i, cell := range row {
			fill := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			line.WriteString("  ")
			if _, numbers := titleOf(g.titles[i]); numbers {
				line.WriteString(fill + cell)
			} else {
				line.WriteString(cell + fill)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// titleOf parts a column's title from the sign that it holds numbers.
func titleOf(title string) (name string, numbers bool) { return strings.CutPrefix(title, ">") }

// plain keeps control and direction characters, which a name may hold, from the
// terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, text)
}

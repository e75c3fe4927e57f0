package evaluate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// grid is a table in the making. A title that begins with > is of a column of
// numbers, which are set to the right.
type grid struct {
	titles []string
	rows   [][]string
}

func newGrid(titles ...string) *grid { return &grid{titles: titles} }

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// write appends the table under its name, or nothing when it has no rows.
func (g *grid) write(b *strings.Builder, name string) {
	if len(g.rows) == 0 {
		return
	}
	b.WriteString("\n" + name + "\n")
	widths := make([]int, len(g.titles))
	head := make([]string, len(g.titles))
	for i, title := range g.titles {
		head[i] = strings.TrimPrefix(title, ">")
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
			if strings.HasPrefix(g.titles[i], ">") {
				line.WriteString(fill + cell)
			} else {
				line.WriteString(cell + fill)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

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

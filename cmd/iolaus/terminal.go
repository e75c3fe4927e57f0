package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// pageWidth is the width of a table that goes to no terminal, in columns.
const pageWidth = 100

// terminal says how to write for w.
type terminal struct {
	width int // columns
	tty   bool
	color bool
}

// terminalOf looks at what w is. getenv gives NO_COLOR (no-color.org) and TERM.
func terminalOf(w io.Writer, getenv func(string) string) terminal {
	t := terminal{width: pageWidth}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t
	}
	t.tty = true
	t.color = colored(getenv)
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		t.width = width
	}
	return t
}

// colored reports whether a terminal should be sent colours.
func colored(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

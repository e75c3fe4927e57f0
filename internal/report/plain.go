package report

import (
	"regexp"
	"strings"
	"unicode"
)

// escapes matches the control sequences of ECMA-48 in their 7-bit and 8-bit
// forms: CSI, the strings (OSC, DCS, SOS, PM, APC) and the short escapes.
var escapes = regexp.MustCompile(
	`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
		`|(?:\x1b[\]PX^_]|[\x{90}\x{98}\x{9d}-\x{9f}])[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})` +
		`|\x1b[ -/]*[0-~]`)

// maxMarks is how many combining marks may follow one another; more only serve
// to paint over the neighbouring lines.
const maxMarks = 3

// plain makes a text from outside fit to be shown: without escape sequences,
// control characters, and the invisible characters that change the direction or
// the look of what stands around them. Line breaks and tabs become spaces.
func plain(s string) string {
	if clean(s) {
		return s
	}
	s = escapes.ReplaceAllString(strings.ToValidUTF8(s, "\uFFFD"), "")
	marks := 0
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		}
		marks = 0
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// clean reports whether s is printable ASCII without a space at its ends, as
// nearly every text is.
func clean(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}

// How much of a text from outside is shown, in columns.
const (
	nameColumns = 96  // of a name
	textColumns = 600 // of a sentence
)

// nameOr gives a name fit to be shown, or a stand-in when nothing of it is.
func nameOr(s, otherwise string) string {
	if s = plain(s); s == "" {
		return otherwise
	}
	return truncate(s, nameColumns)
}

// long gives a sentence fit to be shown.
func long(s string) string { return truncate(plain(s), textColumns) }

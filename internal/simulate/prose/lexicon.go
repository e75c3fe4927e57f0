package prose

import (
	"embed"
	"strings"
)

//go:embed lexicon/*.txt
var lexicon embed.FS

// Language is the language of a piece of text.
type Language uint8

// The languages that the grammars know.
const (
	English Language = iota
	Chinese
	Spanish
	German
	Japanese
	languageCount
)

var languageCodes = [languageCount]string{"en", "zh", "es", "de", "ja"}

// spaced tells whether words of the language are set apart.
func (l Language) spaced() bool { return l != Chinese && l != Japanese }

// vocabulary is what can be said about one topic in one language.
type vocabulary struct {
	topic      string
	nouns      []string
	plurals    []string
	verbs      []string
	adjectives []string
}

func readVocabularies(language Language) []vocabulary {
	var all []vocabulary
	for line := range lines("lexicon/" + languageCodes[language] + ".txt") {
		topic, rest, _ := strings.Cut(line, ":")
		parts := strings.Split(rest, "/")
		v := vocabulary{
			topic: topic, nouns: strings.Fields(parts[0]),
			verbs: strings.Fields(parts[1]), adjectives: strings.Fields(parts[2]),
		}
		for _, noun := range v.nouns {
			v.plurals = append(v.plurals, plural(noun))
		}
		all = append(all, v)
	}
	return all
}

// lines gives the lines of an embedded file without blank ones and comments.
func lines(name string) func(yield func(string) bool) {
	text, err := lexicon.ReadFile(name)
	if err != nil {
		panic("prose: embedded file: " + err.Error()) // a programming bug: the name is a constant
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasPrefix(line, "# ") && !yield(line) {
				return
			}
		}
	}
}

// plural forms the plural of an English noun by the regular rules.
func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "s"), strings.HasSuffix(noun, "x"),
		strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun, "sh"):
		return noun + "es"
	case strings.HasSuffix(noun, "y") && !strings.ContainsRune("aeiou", rune(noun[len(noun)-2])):
		return noun[:len(noun)-1] + "ies"
	}
	return noun + "s"
}

var (
	people   = strings.Fields("Maya Tom Lena Ravi Ines Omar Kate Juan Yuki Anna Femi Lars Zoe Ivan Mei Noah Sara Paul Dina Hugo Elif Marco Aisha Finn")
	places   = strings.Fields("Lisbon Osaka Toronto Nairobi Lyon Austin Pune Oslo Lima Hanoi Perth Krakow Bogota Ghent Tunis Quito Leeds Busan Malmo Accra")
	weekdays = strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
)

// Package prose writes the text of simulated worlds: questions, problems, code
// tasks and documents about some fifty topics, and the templates that wrap
// them.
//
// It takes keys and gives text; the same keys give the same text. Honest and
// hostile callers use the same grammars, so a detector cannot learn the
// generator instead of the behaviour. Given a folder of real prompts it draws
// from those instead. Its sentences are well formed but mean nothing.
package prose

import (
	"slices"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// Genre is what kind of task a piece of text is.
type Genre uint8

// The genres.
const (
	Question Genre = iota
	Problem
	Code
	Passage
	Review
	Sensitive
	Errand
	Data
	Screen
	Picture
	Grading // a text to be graded; a passage in the grammars
	Seed    // an example to invent more from
	genreCount
)

// sections names, per genre, the frames of a piece's body and of its ending.
var sections = [genreCount][2]string{
	Question: {"context", "ask"}, Problem: {"problem", "goal"}, Code: {"code", "codegoal"},
	Passage: {"passage", ""}, Review: {"feeling", ""}, Sensitive: {"context", "sensitive"},
	Errand: {"context", "errand"}, Data: {"data", "datagoal"}, Screen: {"screen", "screengoal"},
	Picture: {"context", "ask"}, Grading: {"passage", ""}, Seed: {"problem", "goal"},
}

// Piece says which text is wanted. Equal pieces give equal text.
type Piece struct {
	Genre    Genre
	Language Language
	Topic    int
	Focus    uint64 // whose words: equal for one person or project
	Key      uint64 // which text
	Words    int    // about how long; 0 draws a length
	// Serial, where not 0, is the piece's place in the queue that Queue names:
	// of real prompts, successive pieces are then drawn without replacement.
	Serial, Queue uint64
}

// Further gives the n-th further task of a session that took one place in a queue; 0 is the
// one at that place.
func (p Piece) Further(n, key uint64) Piece {
	p.Key = key
	if p.Serial > 0 {
		p.Serial += n << 20 // far beyond the queue's end
	}
	return p
}

// Book holds the grammars. It does not change once made.
type Book struct {
	vocabularies [languageCount][]vocabulary
	frames       [languageCount][genreCount][2][]frame
	forms        map[string][]form
	stock        *stock // real prompts; nil = none
}

// NewBook reads the embedded grammars.
func NewBook() *Book {
	b := &Book{forms: readForms()}
	frames := readFrames()
	for language := range languageCount {
		b.vocabularies[language] = readVocabularies(language)
		for genre, names := range sections {
			for part, name := range names {
				b.frames[language][genre][part] = framesOf(frames, languageCodes[language], name, part)
			}
		}
	}
	return b
}

// framesOf falls back on what every language has: context and ask.
func framesOf(all map[string][]frame, code, name string, part int) []frame {
	if found := all[code+" "+name]; found != nil || name == "" {
		return found
	}
	return all[code+" "+[2]string{"context", "ask"}[part]]
}

// Topics is the number of topics; a Piece's Topic is below it.
func (b *Book) Topics() int { return len(b.vocabularies[English]) }

// Vocabulary gives all nouns of an English topic, singular.
func (b *Book) Vocabulary(topic int) []string {
	return slices.Clone(b.vocabularies[English][topic].nouns)
}

// TopicsNamed gives the numbers of topics, in the order asked for. Unknown
// names are a programming bug.
func (b *Book) TopicsNamed(names ...string) []int {
	var all []int
	for _, name := range names {
		at := slices.IndexFunc(b.vocabularies[English], func(v vocabulary) bool { return v.topic == name })
		if at < 0 {
			panic("prose: no topic " + name)
		}
		all = append(all, at)
	}
	return all
}

// Write appends the text of a piece. Pieces of a set length, such as answers
// and asides, always come from the grammars.
func (b *Book) Write(dst []byte, p Piece) []byte {
	if b.stock != nil && p.Words == 0 {
		if text, ok := b.stock.slot(p); ok {
			return append(dst, text...)
		}
	}
	sp := speaker{
		vocabulary: b.about(p.Language, p.Topic), syntax: &syntaxes[p.Language],
		focus: chance.Key(p.Focus, uint64(p.Topic)), rand: chance.New(p.Key),
	}
	words := p.Words
	if words == 0 {
		words = length(&sp.rand)
	}
	return b.compose(dst, &sp, p, words)
}

func (b *Book) compose(dst []byte, sp *speaker, p Piece, words int) []byte {
	parts := &b.frames[p.Language][p.Genre]
	budget := len(dst) + words*bytesPerWord(p.Language)
	reserve := 0
	if len(parts[1]) > 0 {
		reserve = 60
	}
	first := true
	for len(dst)+reserve < budget {
		dst = gap(dst, first, p.Language)
		dst = sp.oneOf(dst, parts[0], composed[p.Genre], false)
		first = false
	}
	if len(parts[1]) > 0 || first {
		ending := parts[1]
		if len(ending) == 0 {
			ending = parts[0]
		}
		dst = gap(dst, first, p.Language)
		dst = sp.oneOf(dst, ending, composed[p.Genre]/2, p.Genre == Question || p.Genre == Sensitive)
	}
	return dst
}

// composed is the share of sentences built word by word, in eighths, by genre.
// The others come from frames, which carry what makes the genre.
var composed = [genreCount]int{
	Question: 6, Problem: 3, Code: 4, Passage: 7, Review: 5, Sensitive: 6,
	Errand: 5, Data: 3, Screen: 3, Picture: 6, Grading: 7, Seed: 4,
}

func (sp *speaker) oneOf(dst []byte, frames []frame, eighths int, question bool) []byte {
	if sp.rand.Intn(8) < eighths {
		return sp.compose(dst, question)
	}
	return sp.sentence(dst, &frames[sp.rand.Intn(len(frames))])
}

func gap(dst []byte, first bool, language Language) []byte {
	if first || !language.spaced() {
		return dst
	}
	return append(dst, ' ')
}

// bytesPerWord is a typical word with its space; for Chinese and Japanese, two
// characters of three bytes.
func bytesPerWord(Language) int { return 6 }

// length draws a number of words, log-normal between 10 and 400.
func length(s *chance.Stream) int {
	return int(min(max(s.LogNormal(21, 0.85), 10), 400))
}

// about finds a topic's vocabulary; where a language lacks the topic, one of
// those it has stands in.
func (b *Book) about(language Language, topic int) *vocabulary {
	list := b.vocabularies[language]
	if language == English {
		return &list[topic]
	}
	name := b.vocabularies[English][topic].topic
	for i := range list {
		if list[i].topic == name {
			return &list[i]
		}
	}
	return &list[topic%len(list)]
}

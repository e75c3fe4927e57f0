package prose

import (
	"strings"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// form is one variant of a kind of template: sentences with alternatives, some
// before the slot and some after.
type form struct {
	before, after []clause
	slot          bool
}

// clause is a sentence: literals and, between them, alternatives.
type clause struct {
	literals []string
	choices  [][]string
}

func readForms() map[string][]form {
	all, name := map[string][]form{}, ""
	for line := range lines("lexicon/templates.txt") {
		if line[0] == '[' {
			name = strings.Trim(line, "[]")
			all[name] = append(all[name], form{})
			continue
		}
		f := &all[name][len(all[name])-1]
		switch {
		case line == "$slot":
			f.slot = true
		case f.slot:
			f.after = append(f.after, parseClause(line))
		default:
			f.before = append(f.before, parseClause(line))
		}
	}
	return all
}

func parseClause(line string) clause {
	var c clause
	for {
		open := strings.IndexByte(line, '{')
		if open < 0 {
			c.literals = append(c.literals, line)
			return c
		}
		shut := strings.IndexByte(line, '}')
		c.literals = append(c.literals, line[:open])
		c.choices = append(c.choices, strings.Split(line[open+1:shut], "|"))
		line = line[shut+1:]
	}
}

// Template is one concrete template: the alternatives are chosen, and stay so
// unless a request is paraphrased.
type Template struct {
	kind string
	form *form
	key  uint64
	own  []byte // a sentence that only this template has
	real string // a real template's text, instead of form
}

// Paraphrase is how a request departs from its template, each from 0 to 1.
type Paraphrase struct {
	Synonyms float64 // how likely each wording is drawn anew
	Order    float64 // how likely two sentences change places
	Key      uint64  // names the departure
}

// Template makes the template of a kind that key names. Kinds are the sections
// of the embedded file, such as reasoning, rubric, app; an unknown one is a
// programming bug.
func (b *Book) Template(kind string, key uint64) Template {
	if b.stock != nil {
		if text, ok := b.stock.template(kind, key); ok {
			return Template{kind: kind, key: key, real: text}
		}
	}
	forms := b.forms[kind]
	if len(forms) == 0 {
		panic("prose: no template of kind " + kind)
	}
	s := chance.New(key)
	t := Template{kind: kind, form: &forms[s.Intn(len(forms))], key: key}
	if t.form.slot {
		t.own = b.Write(nil, Piece{Genre: Passage, Topic: s.Intn(b.Topics()), Focus: key, Key: key, Words: 8})
	}
	return t
}

// Translated gives t in another language, by the owner's own hand; ok is false
// where the embedded file has no such form.
func (b *Book) Translated(t Template, language Language) (translated Template, ok bool) {
	forms := b.forms[t.kind+"."+languageCodes[language]]
	if len(forms) == 0 {
		return Template{}, false
	}
	key := chance.Key(t.key, uint64(language))
	s := chance.New(key)
	other := Template{kind: t.kind, form: &forms[s.Intn(len(forms))], key: key}
	other.own = b.Write(nil, Piece{Genre: Passage, Language: language, Topic: s.Intn(b.Topics()), Focus: key, Key: key, Words: 8})
	return other, true
}

// Wrap appends a template with what write puts into its slot.
func (t *Template) Wrap(dst []byte, paraphrase Paraphrase, write func([]byte) []byte) []byte {
	rand := chance.At(paraphrase.Key, 0x3a9)
	dst = t.open(dst, paraphrase, &rand)
	return t.shut(write(dst), paraphrase, &rand)
}

// Wording is a template in the languages that it exists in, the original first.
type Wording struct {
	Templates []Template
	Languages []Language
}

// Wording makes the template that key names with all its translations.
func (b *Book) Wording(kind string, key uint64) Wording {
	t := b.Template(kind, key)
	w := Wording{Templates: []Template{t}, Languages: []Language{English}}
	for _, language := range []Language{Chinese, Spanish, German} {
		if other, ok := b.Translated(t, language); ok {
			w.Templates, w.Languages = append(w.Templates, other), append(w.Languages, language)
		}
	}
	return w
}

// Open appends what stands before the slot, as the template has it.
func (t *Template) Open(dst []byte) []byte {
	rand := chance.New(t.key)
	return t.open(dst, Paraphrase{}, &rand)
}

func (t *Template) open(dst []byte, paraphrase Paraphrase, rand *chance.Stream) []byte {
	if t.real != "" {
		return append(append(dst, t.real...), "\n\n"...)
	}
	dst = t.clauses(dst, t.form.before, 0, paraphrase, rand)
	if t.form.slot {
		if paraphrase.Synonyms == 0 || !rand.Bool(paraphrase.Synonyms) {
			dst = append(append(dst, ' '), t.own...)
		}
		dst = append(dst, "\n\n"...)
	}
	return dst
}

// shut appends what stands after the slot.
func (t *Template) shut(dst []byte, paraphrase Paraphrase, rand *chance.Stream) []byte {
	if t.real != "" || len(t.form.after) == 0 {
		return dst
	}
	dst = append(dst, "\n\n"...)
	return t.clauses(dst, t.form.after, 1000, paraphrase, rand)
}

// Real tells whether the template is a real one, from the prompt folder.
func (t *Template) Real() bool { return t.real != "" }

func (t *Template) clauses(dst []byte, clauses []clause, offset uint64, paraphrase Paraphrase, rand *chance.Stream) []byte {
	swap := -1
	if paraphrase.Order > 0 && len(clauses) > 2 && rand.Bool(paraphrase.Order) {
		swap = rand.Intn(len(clauses) - 1)
	}
	first := true
	for i := range clauses {
		at := i
		if i == swap || i == swap+1 && swap >= 0 {
			at = 2*swap + 1 - i
		}
		own := chance.At(t.key, offset+uint64(at))
		if at > 0 && own.Bool(0.15) { // each template leaves some sentences out
			continue
		}
		if !first {
			dst = append(dst, ' ')
		}
		first = false
		dst = clauses[at].append(dst, &own, paraphrase.Synonyms, rand)
	}
	return dst
}

func (c *clause) append(dst []byte, own *chance.Stream, synonyms float64, rand *chance.Stream) []byte {
	for i, literal := range c.literals {
		dst = append(dst, literal...)
		if i == len(c.choices) {
			break
		}
		choice := own.Intn(len(c.choices[i]))
		if synonyms > 0 && rand.Bool(synonyms) {
			choice = rand.Intn(len(c.choices[i]))
		}
		dst = append(dst, c.choices[i][choice]...)
	}
	return dst
}

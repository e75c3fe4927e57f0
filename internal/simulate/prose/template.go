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
	form *form
	key  uint64
	own  []byte // a sentence that only this template has
	real string // a real template's text, instead of form
}

// Template makes the template of a kind that key names. Kinds are the sections
// of the embedded file, such as reasoning, rubric, app; an unknown one is a
// programming bug.
func (b *Book) Template(kind string, key uint64) Template {
	if b.stock != nil {
		if text, ok := b.stock.template(kind, key); ok {
			return Template{key: key, real: text}
		}
	}
	forms := b.forms[kind]
	if len(forms) == 0 {
		panic("prose: no template of kind " + kind)
	}
	s := chance.New(key)
	t := Template{form: &forms[s.Intn(len(forms))], key: key}
	if t.form.slot {
		t.own = b.Write(nil, Piece{Genre: Passage, Topic: s.Intn(b.Topics()), Focus: key, Key: key, Words: 8})
	}
	return t
}

// Open appends what stands before the slot. Paraphrase, 0 to 1, is how likely
// each wording is drawn anew and the order of sentences changed, by rand.
func (t *Template) Open(dst []byte, paraphrase float64, rand *chance.Stream) []byte {
	if t.real != "" {
		return append(append(dst, t.real...), "\n\n"...)
	}
	dst = t.clauses(dst, t.form.before, 0, paraphrase, rand)
	if t.form.slot {
		if paraphrase == 0 || !rand.Bool(paraphrase) {
			dst = append(append(dst, ' '), t.own...)
		}
		dst = append(dst, "\n\n"...)
	}
	return dst
}

// Close appends what stands after the slot.
func (t *Template) Close(dst []byte, paraphrase float64, rand *chance.Stream) []byte {
	if t.real != "" || len(t.form.after) == 0 {
		return dst
	}
	dst = append(dst, "\n\n"...)
	return t.clauses(dst, t.form.after, 1000, paraphrase, rand)
}

// Real tells whether the template is a real one, from the prompt folder.
func (t *Template) Real() bool { return t.real != "" }

func (t *Template) clauses(dst []byte, clauses []clause, offset uint64, paraphrase float64, rand *chance.Stream) []byte {
	swap := -1
	if paraphrase > 0 && len(clauses) > 2 && rand.Bool(paraphrase) {
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
		dst = clauses[at].append(dst, &own, paraphrase, rand)
	}
	return dst
}

func (c *clause) append(dst []byte, own *chance.Stream, paraphrase float64, rand *chance.Stream) []byte {
	for i, literal := range c.literals {
		dst = append(dst, literal...)
		if i == len(c.choices) {
			break
		}
		choice := own.Intn(len(c.choices[i]))
		if paraphrase > 0 && rand.Bool(paraphrase) {
			choice = rand.Intn(len(c.choices[i]))
		}
		dst = append(dst, c.choices[i][choice]...)
	}
	return dst
}

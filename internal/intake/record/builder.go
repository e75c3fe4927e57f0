package record

import (
	"unsafe"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
)

// Builder assembles exchanges, one after another, and reuses its memory. It
// belongs to one goroutine.
type Builder struct {
	// X is the exchange being assembled.
	X iolaus.Exchange
	// Emit hands X on, or rejects it, and clears X for the next exchange of the
	// same record. A format's decoder calls it once per exchange and returns
	// its error at once.
	Emit func() error

	arena   []byte             // text made of several values; earlier strings survive its growth
	nested  []*fastjson.Parser // parsers of JSON held in strings, one per string of a record
	nesting int                // how many of them the current record uses
}

// Bounds beyond which memory grown by one huge record is given back.
const (
	maxArena  = 4 << 20
	maxNested = 64
)

// Begin clears the Builder for the next record. All strings it gave out before
// become invalid.
func (b *Builder) Begin() {
	b.X.Reset()
	if cap(b.arena) > maxArena {
		b.arena = nil
	}
	if len(b.nested) > maxNested {
		b.nested = nil
	}
	b.arena, b.nesting = b.arena[:0], 0
}

// Message appends a turn by role and gives it; its Blocks keep the capacity of
// an earlier record.
func (b *Builder) Message(role string) *iolaus.Message {
	messages := b.X.Request.Messages
	if n := len(messages); n < cap(messages) {
		messages = messages[:n+1]
		messages[n].Role, messages[n].Blocks = role, messages[n].Blocks[:0]
	} else {
		messages = append(messages, iolaus.Message{Role: role})
	}
	b.X.Request.Messages = messages
	return &messages[len(messages)-1]
}

// Block appends a block to the last message, which must exist.
func (b *Builder) Block(block iolaus.Block) {
	m := &b.X.Request.Messages[len(b.X.Request.Messages)-1]
	m.Blocks = append(m.Blocks, block)
}

// Tool appends a tool offered to the model.
func (b *Builder) Tool(t iolaus.Tool) {
	b.X.Request.Tools = append(b.X.Request.Tools, t)
}

// Artefact appends a reasoning artefact that the response gave out.
func (b *Builder) Artefact(text string) {
	if text != "" {
		b.X.Response.Artefacts = append(b.X.Response.Artefacts, text)
	}
}

// JSON gives v as compact JSON, with the escapes of its strings as they were
// if v was not looked into before.
func (b *Builder) JSON(v *fastjson.Value) string {
	start := len(b.arena)
	b.arena = v.MarshalTo(b.arena)
	return b.since(start)
}

// Build gives the text that write appends to its argument.
func (b *Builder) Build(write func([]byte) []byte) string {
	start := len(b.arena)
	b.arena = write(b.arena)
	return b.since(start)
}

// Parse parses JSON held in a string. The value lives until the next record;
// it is nil when text is no JSON object or array.
func (b *Builder) Parse(text string) *fastjson.Value {
	if !startsJSON(text) {
		return nil
	}
	if b.nesting == len(b.nested) {
		b.nested = append(b.nested, new(fastjson.Parser))
	}
	if len(text) > maxArena {
		b.nested[b.nesting] = new(fastjson.Parser)
	}
	v, err := b.nested[b.nesting].Parse(text)
	if err != nil {
		return nil
	}
	b.nesting++
	return v
}

// Object gives v itself if it is an object or array, and what it holds if it is
// a string of JSON; nil otherwise.
func (b *Builder) Object(v *fastjson.Value) *fastjson.Value {
	if v == nil {
		return nil
	}
	switch v.Type() {
	case fastjson.TypeObject, fastjson.TypeArray:
		return v
	case fastjson.TypeString:
		return b.Parse(Text(v))
	}
	return nil
}

func startsJSON(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t', '\n', '\r':
		case '{', '[':
			return true
		default:
			return false
		}
	}
	return false
}

func (b *Builder) since(start int) string {
	return alias(b.arena[start:])
}

// alias gives bytes as a string without copying them.
func alias(bytes []byte) string {
	return unsafe.String(unsafe.SliceData(bytes), len(bytes))
}

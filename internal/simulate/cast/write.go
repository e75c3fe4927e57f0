package cast

import (
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// Limits after which a client opens a new conversation, and an agent a new
// task.
const (
	maxTurns = 5
	maxSteps = 4
)

// Talk is what a conversation is about.
type Talk struct {
	Piece    prose.Piece     // of the first turn; Key is set by the writer
	Template *prose.Template // around the first turn; nil = none
}

// Interest gives the topic of a session: one of a person's three, the first
// most often.
func (w *World) Interest(person, session uint64) int {
	s := chance.At(session, 0x7091c)
	which, u := uint64(0), s.Float()
	if u > 0.55 {
		which++
	}
	if u > 0.83 {
		which++
	}
	own := chance.At(person, 0x7091c+which)
	return own.Intn(w.Book.Topics())
}

// Converse writes a conversation up to turn e.Turn: earlier turns, answers in
// between, and what is asked now. With d.Thinking set, answers carry the
// reasoning artefacts that they were given out with.
func (w *World) Converse(d *record.Draft, e Event, talk Talk) {
	conversation := chance.Key(e.Key, uint64(e.Turn)/maxTurns)
	last := int(e.Turn) % maxTurns
	for turn := range last + 1 {
		key := chance.Key(conversation, uint64(turn))
		piece := talk.Piece
		if piece.Key = key; turn > 0 {
			piece.Words, piece.Serial = 6+int(key%23), 0
		}
		d.Begin("user", record.Text)
		if turn == 0 && talk.Template != nil {
			w.Wrap(d, talk.Template, piece, prose.Paraphrase{})
		} else {
			d.Buffer = w.Book.Write(d.Buffer, piece)
		}
		d.End()
		if turn < last {
			w.answer(d, talk, key)
		}
	}
	if d.Thinking {
		d.Issued = artefact(chance.Key(conversation, uint64(last)))
	}
}

func artefact(turn uint64) uint64 { return chance.Key(turn, 0xa47e) }

func (w *World) answer(d *record.Draft, talk Talk, key uint64) {
	if d.Thinking {
		d.Begin("assistant", record.Thinking)
		d.Sign(artefact(key))
		d.End()
	}
	d.Begin("assistant", record.Text)
	d.Buffer = w.Book.Write(d.Buffer, prose.Piece{
		Genre: prose.Grading, Language: talk.Piece.Language, Topic: talk.Piece.Topic,
		Focus: talk.Piece.Focus, Key: chance.Key(key, 5), Words: 6 + int(key>>8%24),
	})
	d.End()
}

// Wrap writes a template around a piece into the block that was begun.
func (w *World) Wrap(d *record.Draft, t *prose.Template, piece prose.Piece, how prose.Paraphrase) {
	d.Buffer = t.Wrap(d.Buffer, how, func(dst []byte) []byte { return w.Book.Write(dst, piece) })
}

// Work writes an agent's session up to step e.Turn: the task, then a tool call
// and its result per step.
func (w *World) Work(d *record.Draft, e Event, piece prose.Piece, tools *prose.ToolSet) {
	nth := uint64(e.Turn) / maxSteps
	task := chance.Key(e.Key, nth)
	d.Tools, d.Stop = tools.JSON, "tool_use"
	piece = piece.Further(nth, task)
	d.Begin("user", record.Text)
	d.Buffer = w.Book.Write(d.Buffer, piece)
	d.End()
	for step := range int(e.Turn) % maxSteps {
		key := chance.Key(task, uint64(step)+1)
		if d.Thinking {
			d.Begin("assistant", record.Thinking)
			d.Sign(artefact(key))
			d.End()
		}
		inside := piece
		inside.Serial, inside.Key, inside.Words = 0, key, 3+int(key%6)
		w.block(d, "assistant", record.ToolUse, tools.Names[key>>20%uint64(len(tools.Names))], key, inside)
		inside.Genre, inside.Key, inside.Words = prose.Grading, chance.Key(key, 3), 5+int(key>>8%16)
		w.block(d, "user", record.ToolResult, "", key, inside)
	}
	if d.Thinking {
		d.Issued = artefact(chance.Key(task, uint64(e.Turn)%maxSteps+1))
	}
}

func (w *World) block(d *record.Draft, role string, kind record.Block, name string, call uint64, piece prose.Piece) {
	d.Begin(role, kind)
	d.Name(name)
	d.Sign(call)
	d.Buffer = w.Book.Write(d.Buffer, piece)
	d.End()
}

// System writes a template's text as the system prompt.
func (w *World) System(d *record.Draft, kind string, key uint64) {
	t := w.Book.Template(kind, key)
	d.System = t.Open(d.System)
	if !t.Real() { // and what only this owner would say
		d.System = w.Book.Write(append(d.System, ' '), prose.Piece{
			Genre: prose.Passage, Topic: int(key % uint64(w.Book.Topics())), Focus: key, Key: key, Words: 6,
		})
	}
}

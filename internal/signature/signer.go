package signature

import (
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Version numbers the meaning of a Signature's fields: signatures of different
// versions do not compare.
const Version = 3

// HashText gives the hash of an identifier, as it is: its xxh3, and 0 for "".
func HashText(s string) iolaus.Hash {
	if s == "" {
		return 0
	}
	return iolaus.Hash(max(xxh3.HashString(s), 1))
}

// scorer says what an exchange is after. Read is a pure function of the tokens
// of one text (the system prompt, the tools, the task), so its answers are kept
// for texts that come again; Combine adds them up with what the request's
// structure tells. Knows tells the hashes of words, for disguised texts. All are
// called from the Signer's goroutine.
type scorer interface {
	Read(tokens []text.Token, r *capability.Reading)
	Knows(hash uint64) bool
	Combine(x *iolaus.Exchange, parts ...*capability.Reading) iolaus.Scores
}

// Signer makes signatures. It reuses its buffers and serves one goroutine.
type Signer struct {
	scorer scorer
	task   text.Tokenizer // the last user turn
	side   text.Tokenizer // system prompts and tools
	stream stream
	rows   []uint32 // of the instruction part, for embed
	rest   []uint32 // of the other tokens
	table  *table
	frames cache
	tools  cache
	asked  capability.Reading     // of the task
	plain  capability.Reading     // of the task with a disguise taken off
	parts  [3]*capability.Reading // of the request last signed
	// nothing stands for a system prompt or tools that are not there.
	nothing entry
}

// NewSigner makes a Signer whose signatures carry s's capability scores. With
// no scorer (nil) the scores stay zero.
func NewSigner(s scorer) *Signer {
	return &Signer{scorer: s, table: sharedTable(), frames: newCache(1 << 10), tools: newCache(1 << 10)}
}

// Sign fills out with the signature of x. It keeps the capacity of out's
// slices, overwrites everything else, and keeps no reference to x.
func (s *Signer) Sign(x *iolaus.Exchange, out *iolaus.Signature) {
	*out = iolaus.Signature{Replayed: out.Replayed[:0], Issued: out.Issued[:0]}
	turn := s.readTurns(x, out)
	s.signTask(turn, out)
	s.conversation(x.Request.Messages, out)

	var system, tools *entry
	out.Frame, system = s.frame(&x.Request)
	out.Tools, tools = s.toolSet(x.Request.Tools)
	out.Params = params(&x.Request)
	if s.scorer != nil {
		s.readAsked(turn)
		s.parts = [3]*capability.Reading{&system.reading, &tools.reading, &s.asked}
		out.Capability = s.scorer.Combine(x, s.parts[:]...)
	}
	for _, artefact := range x.Response.Artefacts {
		if artefact != "" {
			out.Issued = append(out.Issued, HashText(artefact))
		}
	}
}

// readAsked reads the task, as it is and, where its spelling is odd, made plain.
func (s *Signer) readAsked(turn *iolaus.Message) {
	s.asked = capability.Reading{}
	s.scorer.Read(s.task.Tokens(), &s.asked)
	if turn == nil || !s.task.Disguised() {
		return
	}
	s.side.Reset()
	for b := range turn.Blocks {
		if block := &turn.Blocks[b]; block.Kind == iolaus.TextBlock {
			s.side.Add(text.Undisguise(block.Text, s.scorer.Knows))
		}
	}
	s.plain = capability.Reading{}
	s.scorer.Read(s.side.Tokens(), &s.plain)
	s.asked.Add(&s.plain)
}

// readTurns counts turns, notes artefacts, and gives the last user message that
// has text, nil if none has.
func (s *Signer) readTurns(x *iolaus.Exchange, out *iolaus.Signature) *iolaus.Message {
	var last *iolaus.Message
	turns, answered := 0, false
	for m := range x.Request.Messages {
		message := &x.Request.Messages[m]
		user := message.Role == "user" || message.Role == ""
		hasText := false
		for b := range message.Blocks {
			block := &message.Blocks[b]
			hasText = hasText || block.Kind == iolaus.TextBlock && block.Text != ""
			answered = answered || block.Kind == iolaus.ToolResultBlock
			if block.Artefact != "" {
				out.Replayed = append(out.Replayed, HashText(block.Artefact))
			}
		}
		if user && hasText {
			last = message
			turns++
		}
		answered = answered || message.Role == "assistant" || message.Role == "tool"
	}
	out.Turns = uint16(min(turns, 1<<16-1))
	out.Root = turns == 1 && !answered
	return last
}

// signTask fills everything that comes from the last user turn.
func (s *Signer) signTask(turn *iolaus.Message, out *iolaus.Signature) {
	s.task.Reset()
	if turn == nil {
		return
	}
	readTask(&s.task, turn)
	tokens := s.task.Tokens()
	out.Task = iolaus.Hash(s.task.Exact())
	out.Words = uint32(len(tokens))
	out.Script = iolaus.Script(s.task.Script())
	s.stream.fill(tokens)
	s.stream.phrases(out)
	s.embed(tokens, out)
}

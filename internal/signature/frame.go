package signature

import (
	"math"

	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
)

// frame hashes the system prompt: the words of the system text and of the
// system and developer messages before the first other message. Numbers are
// masked (a date in a prompt makes no new frame), quotations are not.
func (s *Signer) frame(r *iolaus.Request) (iolaus.Hash, *entry) {
	leading := leadingSystem(r.Messages)
	key := xxh3.HashString(r.System)
	for m := range leading {
		for b := range leading[m].Blocks {
			if block := &leading[m].Blocks[b]; block.Kind == iolaus.TextBlock {
				key = mix(key^xxh3.HashString(block.Text), mixA)
			}
		}
	}
	if r.System == "" && len(leading) == 0 {
		return 0, &s.nothing
	}
	entry, known := s.frames.at(max(key, 1))
	if !known {
		s.readSystem(r.System, leading)
		for i := range s.side.Tokens() {
			entry.hash = mix(entry.hash^s.side.Tokens()[i].Hash, mixC) + 1
		}
		s.read(entry)
	}
	return iolaus.Hash(entry.hash), entry
}

// leadingSystem gives the system and developer messages at the front.
func leadingSystem(messages []iolaus.Message) []iolaus.Message {
	n := 0
	for n < len(messages) && (messages[n].Role == "system" || messages[n].Role == "developer") {
		n++
	}
	return messages[:n]
}

func (s *Signer) readSystem(system string, leading []iolaus.Message) {
	s.side.Reset()
	s.side.Add(system)
	for m := range leading {
		for b := range leading[m].Blocks {
			if block := &leading[m].Blocks[b]; block.Kind == iolaus.TextBlock {
				s.side.Add(block.Text)
			}
		}
	}
}

// read reads what the side tokenizer holds.
func (s *Signer) read(e *entry) {
	if s.scorer != nil {
		s.scorer.Read(s.side.Tokens(), &e.reading)
	}
}

// params hashes the sampling parameters as one tuple, 0 when none is set.
func params(r *iolaus.Request) iolaus.Hash {
	temperature := int64(-1)
	if r.Temperature >= 0 && r.Temperature < 1e6 {
		temperature = int64(math.Round(r.Temperature * 1e4))
	}
	if temperature < 0 && r.MaxTokens == 0 && !r.Thinking && !r.Stream {
		return 0
	}
	h := mix(uint64(temperature)^mixA, mixB)
	h = mix(h^uint64(r.MaxTokens), mixC)
	h = mix(h^bit(r.Thinking, 1)^bit(r.Stream, 2), mixB)
	return iolaus.Hash(max(h, 1))
}

func bit(set bool, value uint64) uint64 {
	if set {
		return value
	}
	return 0
}

// cache remembers what was made of texts that come again. It has a fixed
// number of places and forgets whatever is overwritten: since its entries are
// pure functions of their key's text, forgetting changes no signature.
type cache struct {
	entries []entry
}

type entry struct {
	key     uint64
	hash    uint64
	reading capability.Reading
}

// newCache makes a cache of size places, a power of two.
func newCache(size int) cache { return cache{make([]entry, size)} }

// at gives the place for key, and whether it is filled already.
func (c cache) at(key uint64) (*entry, bool) {
	e := &c.entries[key>>20&uint64(len(c.entries)-1)]
	if e.key == key {
		return e, true
	}
	*e = entry{key: key}
	return e, false
}

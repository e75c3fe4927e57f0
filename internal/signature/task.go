package signature

import (
	"unicode/utf8"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/text"
)

// A task is read from its first headLimit and last tailLimit bytes. What lies
// between counts in the exact task hash only, byte for byte.
const (
	headLimit = 32 << 10
	tailLimit = 8 << 10
)

// readTask adds the text blocks of turn to t.
func readTask(t *text.Tokenizer, turn *iolaus.Message) {
	total := 0
	for b := range turn.Blocks {
		if turn.Blocks[b].Kind == iolaus.TextBlock {
			total += len(turn.Blocks[b].Text)
		}
	}
	offset := 0
	for b := range turn.Blocks {
		if block := &turn.Blocks[b]; block.Kind == iolaus.TextBlock {
			readBlock(t, block.Text, offset, total)
			offset += len(block.Text)
		}
	}
}

// readBlock adds s, which stands at offset in a task of total bytes.
func readBlock(t *text.Tokenizer, s string, offset, total int) {
	if total <= headLimit+tailLimit {
		t.Add(s)
		return
	}
	head := runeStart(s, headLimit-offset)
	tail := max(head, runeStart(s, total-tailLimit-offset))
	t.Add(s[:head])
	t.Skip(s[head:tail])
	t.Add(s[tail:])
}

// runeStart gives the first place from i on where a character of s starts,
// with i cut to the length of s.
func runeStart(s string, i int) int {
	i = max(0, min(i, len(s)))
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	return i
}

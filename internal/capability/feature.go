package capability

import (
	"math/bits"

	"github.com/iolaus-project/iolaus/internal/text"
)

// The labels of the model are the capabilities but Unsure, in their order.
const (
	Labels    = 15
	FirstForm = 2 // index of the first form among the labels
	Forms     = 7 // forms follow each other from there on
)

// Sizes of what is looked at.
const (
	BlockTokens = 16  // tokens of a window
	FewRows     = 16  // a window with fewer known words and pairs counts as one with so many
	headTokens  = 768 // read from the front of a text
	tailTokens  = 256 // and from its end
)

// Trim gives the tokens that the model reads of a text: its head and its tail. What
// lies between changes none of its logits; rules scan the whole text.
func Trim(tokens []text.Token) (head, tail []text.Token) {
	if len(tokens) <= headTokens+tailTokens {
		return tokens, nil
	}
	return tokens[:headTokens], tokens[len(tokens)-tailTokens:]
}

// Pair names two tokens that follow each other.
func Pair(first, second uint64) uint64 {
	hi, lo := bits.Mul64(first^bits.RotateLeft64(second, 23), 0x9fb21c651e98df25)
	return hi ^ lo
}

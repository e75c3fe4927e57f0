package text

// Kind says what a Token stands for.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota
	Char        // one character of a script written without spaces
	Number      // any run that starts with a digit
	URL
)

// Token is one word, character or masked span of a text.
type Token struct {
	// Hash names the normalised word. Numbers share one value, URLs another.
	// Bit 0 is set for Char tokens and clear for all others.
	Hash uint64
	// Span is the number of tokens, this one included, of the quoted span that
	// begins here; 0 where none begins.
	Span   uint32
	Kind   Kind
	Before byte // ASCII punctuation right before the token, such as '<'; else 0
	Fence  bool // the span that begins here is a code fence, not a quotation
}

// Hashes that stand for what is masked. They are even, like those of words.
const (
	NumberMask uint64 = 0x8f1bbcdcbfa53e0a
	URLMask    uint64 = 0x5a827999a3c1d7f4
	QuoteMask  uint64 = 0x3c6ef372fe94f82a
	FenceMask  uint64 = 0xa54ff53a5f1d36f0
)

// Masked gives the hash of t as part of a phrase: a quoted span's first token
// stands for the whole span.
func (t *Token) Masked() uint64 {
	switch {
	case t.Span == 0:
		return t.Hash
	case t.Fence:
		return FenceMask
	}
	return QuoteMask
}

// Script is a writing system, numbered as in the signature.
type Script uint8

// The scripts whose letters are counted.
const (
	OtherScript Script = iota
	Latin
	Han
	Kana
	Hangul
	Cyrillic
	Arabic
	scriptCount = int(Arabic) + 1
)

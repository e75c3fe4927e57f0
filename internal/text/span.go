package text

// The kinds of span that are marked in the tokens.
const (
	straightQuote = iota // "…"
	curlyQuote           // “…”
	cornerQuote          // 「…」 and 『…』
	codeFence            // ```…```
	spanKinds     = codeFence + 1
)

// A span longer than this many bytes is taken for a stray mark and not masked.
const (
	quoteLimit = 2 << 10
	fenceLimit = 32 << 10
)

// opening is where a span of one kind was opened: before token number, at byte
// offset. A negative offset means that none is open.
type opening struct {
	token, offset int
}

func (t *Tokenizer) closeAll() {
	for k := range t.open {
		t.open[k].offset = -1
	}
}

func (t *Tokenizer) openSpan(kind, offset int) {
	t.open[kind] = opening{len(t.tokens), offset}
}

// closeSpan marks the tokens since the opening, and reports whether there was
// an opening near enough.
func (t *Tokenizer) closeSpan(kind, offset int) bool {
	o := t.open[kind]
	limit := quoteLimit
	if kind == codeFence {
		limit = fenceLimit
	}
	t.open[kind].offset = -1
	if o.offset < 0 || offset-o.offset > limit {
		return false
	}
	if size := uint32(len(t.tokens) - o.token); size > 0 {
		first := &t.tokens[o.token]
		if size >= first.Span {
			first.Span, first.Fence = size, kind == codeFence
		}
	}
	return true
}

// straightQuote opens or closes a span at the '"' at s[i]. One that follows a
// letter or digit cannot open (5" pipe); one between a space and a letter
// opens anew, since what was open before was never closed.
func (t *Tokenizer) straightQuote(s string, i int) {
	afterWord := i > 0 && isWordByte(s[i-1])
	afterSpace := i > 0 && s[i-1] <= ' '
	beforeWord := i+1 < len(s) && isWordByte(s[i+1])
	if afterSpace && beforeWord {
		t.openSpan(straightQuote, i)
		return
	}
	if !t.closeSpan(straightQuote, i) && !afterWord {
		t.openSpan(straightQuote, i)
	}
}

func (t *Tokenizer) fence(i int) {
	if !t.closeSpan(codeFence, i) {
		t.openSpan(codeFence, i)
	}
}

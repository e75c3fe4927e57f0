package text

import (
	"math/bits"
	"unicode/utf8"
)

// Tokenizer collects the tokens of one text, given in one or more pieces. It
// keeps its buffers over Reset and serves one goroutine.
type Tokenizer struct {
	tokens  []Token
	exact   uint64
	gap     uint64 // punctuation since the last token, one byte each, latest lowest
	letters [scriptCount]uint32
	open    [spanKinds]opening
	odd     oddity
	number  int // where the last number ended in the current piece, -1 if it is not the last token
}

// Reset forgets the text so far.
func (t *Tokenizer) Reset() {
	t.tokens = t.tokens[:0]
	t.exact, t.gap = seed, 0
	t.letters, t.odd = [scriptCount]uint32{}, oddity{}
}

// Tokens gives the tokens so far; they are valid until Reset or Add.
func (t *Tokenizer) Tokens() []Token { return t.tokens }

// Exact gives a hash of the text so far in which numbers and punctuation count
// and letter case, white space and invisible characters do not. Zero if the
// text has nothing visible.
func (t *Tokenizer) Exact() uint64 {
	if t.exact == seed && t.gap == 0 {
		return 0
	}
	return max(mix(t.exact^t.gap, mulD), 1)
}

// Script gives the writing system of most letters.
func (t *Tokenizer) Script() Script {
	best, most := OtherScript, t.letters[OtherScript]
	for s, n := range t.letters {
		if n > most {
			best, most = Script(s), n
		}
	}
	return best
}

// Skip makes s count in Exact without giving tokens, byte for byte as it is.
func (t *Tokenizer) Skip(s string) {
	for i := 0; i < len(s); i += 8 {
		t.exact = mix(t.exact^load(s, i), mulC)
	}
}

// What the tokeniser does at a byte that is no ASCII letter or digit.
const (
	atSpace uint8 = iota // white space and control; letters and digits, where it stops
	atPunctuation
	atQuote
	atFence
	atWide
)

var byteClass = func() (c [256]uint8) {
	for b := range c {
		switch {
		case b == '"':
			c[b] = atQuote
		case b == '`':
			c[b] = atFence
		case b >= utf8.RuneSelf:
			c[b] = atWide
		case b > ' ' && b < 0x7f && !isWordByte(byte(b)):
			c[b] = atPunctuation
		}
	}
	return c
}()

// Add appends the tokens of s. Words and quoted spans end where s ends.
func (t *Tokenizer) Add(s string) {
	t.closeAll()
	t.number = -1
	for i := 0; i < len(s); {
		w := load(s, i)
		stops, lower := notWord(w)
		if stops&0x80 != 0 {
			i = t.between(s, i)
			continue
		}
		if stops == 0 {
			i = t.longWord(s, i)
			continue
		}
		size := bits.TrailingZeros64(stops) // in bits, plus 7
		next := byte(w >> (size - 7))
		if next >= utf8.RuneSelf {
			i = t.wideWord(s, i)
			continue
		}
		mask := uint64(1)<<(size-7) - 1
		t.odd.note((lower|^mask)&letterBits, size>>3)
		h := mix(seed^lower&mask, mulA)
		end := i + size>>3
		i = t.word(s, i, end, h)
		if i == end && next == ' ' {
			i++
		}
	}
	t.flushGap()
}

// word appends the ASCII word s[start:end] of hash h and gives where to go on.
func (t *Tokenizer) word(s string, start, end int, h uint64) int {
	t.exact = mix(t.exact^h+t.gap*mulB, mulC)
	before := byte(t.gap)
	t.gap = 0
	if isDigit(s[start]) {
		t.appendNumber(s, start, end, before)
		return end
	}
	if end < len(s) && (s[end] == ':' || s[end] == '.') {
		if stop := urlEnd(s, start, end); stop > 0 {
			t.Skip(s[end:stop])
			t.tokens = append(t.tokens, Token{Hash: URLMask, Kind: URL, Before: before})
			return stop
		}
	}
	t.letters[Latin] += uint32(end - start)
	t.tokens = append(t.tokens, Token{Hash: h & evens, Before: before})
	return end
}

// appendNumber appends a number, or nothing if it only goes on the one before
// (the parts of 1,000.50 are one number).
func (t *Tokenizer) appendNumber(s string, start, end int, before byte) {
	goesOn := t.number >= 0 && start == t.number+1 && (before == '.' || before == ',')
	if !goesOn {
		t.tokens = append(t.tokens, Token{Hash: NumberMask, Kind: Number, Before: before})
	}
	t.number = end
}

// longWord appends a word of eight bytes or more.
func (t *Tokenizer) longWord(s string, start int) int {
	h, letters := uint64(seed), uint64(letterBits)
	for i := start; ; i += 8 {
		stops, lower := notWord(load(s, i))
		if stops == 0 {
			h = mix(h^lower, mulA)
			letters &= lower
			continue
		}
		size := bits.TrailingZeros64(stops) - 7
		end := i + size>>3
		if end < len(s) && s[end] >= utf8.RuneSelf {
			return t.wideWord(s, start)
		}
		if size > 0 {
			h = mix(h^lower&(1<<size-1), mulA)
			letters &= lower | ^(1<<size - 1)
		}
		t.odd.note(letters, end-start)
		return t.word(s, start, end, h)
	}
}

// between takes the bytes from i on that are no ASCII letter or digit.
func (t *Tokenizer) between(s string, i int) int {
	for ; i < len(s); i++ {
		b := s[i]
		switch byteClass[b] {
		case atSpace:
			if isWordByte(b) {
				return i
			}
			continue
		case atPunctuation:
		case atQuote:
			t.straightQuote(s, i)
		case atFence:
			if i+2 < len(s) && s[i+1] == '`' && s[i+2] == '`' {
				t.fence(i)
				i += 2
			}
		case atWide:
			return t.wide(s, i)
		}
		t.punctuation(b)
	}
	return i
}

// punctuation notes b for Exact and for the Before of the next token.
func (t *Tokenizer) punctuation(b byte) {
	if t.gap>>56 != 0 {
		t.flushGap()
	}
	t.gap = t.gap<<8 | uint64(b)
}

func (t *Tokenizer) flushGap() {
	if t.gap != 0 {
		t.exact = mix(t.exact^t.gap, mulD)
		t.gap = 0
	}
}

// urlEnd gives the end of the URL whose scheme or www is s[start:end], or 0.
func urlEnd(s string, start, end int) int {
	if !(len(s) >= end+4 && s[end:end+3] == "://") && !(s[end] == '.' && end-start == 3 && len(s) > end+1 && isWWW(s[start:end]) && isWordByte(s[end+1])) {
		return 0
	}
	for ; end < len(s); end++ {
		switch b := s[end]; {
		case b <= ' ', b >= 0x7f, b == '"', b == '<', b == '>', b == '`', b == '\\', b == '{', b == '}', b == '|', b == '^', b == ')', b == ']':
			return end
		}
	}
	return end
}

func isWWW(s string) bool { return s[0]|0x20 == 'w' && s[1]|0x20 == 'w' && s[2]|0x20 == 'w' }

package text

import "unicode/utf8"

// wide takes what starts at s[i], a byte beyond ASCII.
func (t *Tokenizer) wide(s string, i int) int {
	if end := t.hanRun(s, i); end > i {
		return end
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && size == 1 {
		t.punctuation(s[i])
		return i + 1
	}
	if ascii := narrow(r); ascii < utf8.RuneSelf {
		if isWordByte(byte(ascii)) {
			return t.wideWord(s, i)
		}
		t.punctuation(byte(ascii))
		return i + size
	}
	kind, script := classify(r)
	switch kind {
	case nothing:
		return i + size
	case character:
		t.character(packed(s[i:i+size]), script)
		return i + size
	case letter, digit:
		return t.wideWord(s, i)
	case openQuote:
		t.openSpan(curlyQuote, i)
	case closeQuote:
		t.closeSpan(curlyQuote, i)
	case openCorner:
		t.openSpan(cornerQuote, i)
	case closeCorner:
		t.closeSpan(cornerQuote, i)
	}
	if s[i] != 0xC2 || r != 0xA0 { // a no-break space is white space
		t.flushGap()
		t.exact = mix(t.exact^uint64(r), mulD)
	}
	return i + size
}

// hanRun takes the longest run of characters from U+4000 to U+9FFF, all but a
// few of which are Han, and gives its end.
func (t *Tokenizer) hanRun(s string, i int) int {
	for ; i+3 <= len(s) && s[i]-0xE4 < 6 && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80; i += 3 {
		t.character(uint64(s[i])|uint64(s[i+1])<<8|uint64(s[i+2])<<16, Han)
	}
	return i
}

// character appends one character, given as its bytes, lowest first.
func (t *Tokenizer) character(bytes uint64, script Script) {
	h := mix(seed^bytes, mulA)
	t.exact = mix(t.exact^h+t.gap*mulB, mulC)
	t.tokens = append(t.tokens, Token{Hash: h | 1, Kind: Char, Before: byte(t.gap)})
	t.gap = 0
	t.letters[script]++
}

func packed(s string) uint64 {
	var w uint64
	for k := range len(s) {
		w |= uint64(s[k]) << (8 * k)
	}
	return w
}

// spelling hashes a word byte by byte, to the value that notWord's eight bytes
// at a time give.
type spelling struct {
	hash, chunk uint64
	fill        int
}

func (p *spelling) add(b byte) {
	p.chunk |= uint64(b) << (8 * p.fill)
	if p.fill++; p.fill == 8 {
		p.hash = mix(p.hash^p.chunk, mulA)
		p.chunk, p.fill = 0, 0
	}
}

func (p *spelling) sum() uint64 {
	if p.fill > 0 {
		return mix(p.hash^p.chunk, mulA)
	}
	return p.hash
}

// wideWord appends the word that starts at s[start] and holds, or is followed
// by, characters beyond ASCII. It gives the word's end.
func (t *Tokenizer) wideWord(s string, start int) int {
	p := spelling{hash: seed}
	number, count := false, 0
	ascii, foreign := false, false
	i := start
	for i < len(s) {
		r, size := rune(s[i]), 1
		kind, script := letter, Latin
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			r = narrow(r)
		}
		if r < utf8.RuneSelf {
			if !isWordByte(byte(r)) {
				break
			}
			r |= 0x20
			if isDigit(byte(r)) {
				kind = digit
			} else {
				ascii = true
			}
		} else if kind, script = classify(r); kind == letter {
			r = foldCase(r)
		}
		if kind == nothing {
			i += size
			continue
		}
		if kind != letter && kind != digit {
			break
		}
		if count == 0 {
			number = kind == digit
		}
		foreign = foreign || lookalikes[r] != 0
		t.letters[script]++
		count++
		addRune(&p, r)
		i += size
	}
	if ascii && foreign {
		p = lookalike(s[start:i])
	}
	if count > 0 {
		t.appendWide(p.sum(), s, start, i, number)
	}
	return i
}

// lookalike spells a word by what its letters look like.
func lookalike(word string) spelling {
	p := spelling{hash: seed}
	for _, r := range word {
		r = narrow(r)
		if r < utf8.RuneSelf {
			addRune(&p, r|0x20)
			continue
		}
		kind, _ := classify(r)
		if kind == nothing {
			continue
		}
		r = foldCase(r)
		if plain := lookalikes[r]; plain != 0 {
			r = plain
		}
		addRune(&p, r)
	}
	return p
}

func addRune(p *spelling, r rune) {
	var buffer [utf8.UTFMax]byte
	for _, b := range buffer[:utf8.EncodeRune(buffer[:], r)] {
		p.add(b)
	}
}

func (t *Tokenizer) appendWide(h uint64, s string, start, end int, number bool) {
	t.exact = mix(t.exact^h+t.gap*mulB, mulC)
	before := byte(t.gap)
	t.gap = 0
	if number {
		t.appendNumber(s, start, end, before)
		return
	}
	t.tokens = append(t.tokens, Token{Hash: h & evens, Before: before})
}

package text

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oddity counts what disguised texts are full of.
type oddity struct {
	mixed  uint32 // words with digits
	single uint32 // words of one letter
	coded  uint32 // words long enough for an encoded sentence
}

const (
	codedBytes   = 24   // a shorter run is not tried as base64
	maxDisguised = 8192 // bytes of a text that are undisguised
	fewestSpaced = 6    // letters in a row, each by itself, that make a spaced word
	longestWord  = 16   // letters of a word looked for in spaced letters
)

// Bit 6 is set in ASCII letters and clear in digits.
const letterBits = 0x40 * ones

// note counts an ASCII word of size bytes; letters has bit 6 of every byte set
// unless a digit stood in such a place.
func (o *oddity) note(letters uint64, size int) {
	switch {
	case size >= codedBytes:
		o.coded++
	case letters != letterBits:
		o.mixed++
	case size == 1:
		o.single++
	}
}

// Disguised reports whether the text so far looks like one that Undisguise can
// make plainer: letters spaced out or written as digits, or encoded words. It errs
// towards true; code and identifiers look like that as well.
func (t *Tokenizer) Disguised() bool {
	n := uint32(len(t.tokens))
	return t.odd.coded > 0 || t.odd.mixed*10 > n || t.odd.single*3 > n && t.odd.single >= fewestSpaced
}

// Undisguise gives the start of s, up to 8 KiB, with words put right that are spelled
// with digits and signs (r3a$oning) or with spaces (r e a s o n), and with base64
// decoded. Where a spelling can be read in several ways, known tells which hashes
// are those of words.
func Undisguise(s string, known func(hash uint64) bool) string {
	if len(s) > maxDisguised {
		s = s[:maxDisguised]
	}
	d := disguise{known: known}
	d.read(s, 0)
	return d.out.String()
}

type disguise struct {
	known     func(uint64) bool
	out       strings.Builder
	tokenizer Tokenizer
}

// read writes s, plainer. Decoded text may be encoded once more.
func (d *disguise) read(s string, depth int) {
	for i := 0; i < len(s); {
		if letters, end := spaced(s[i:]); end > 0 {
			d.join(letters)
			i += end
			continue
		}
		end := i
		for end < len(s) && !isSpace(s[end]) {
			end++
		}
		if end > i {
			d.word(s[i:end], depth)
		}
		for end < len(s) && isSpace(s[end]) {
			d.out.WriteByte(s[end])
			end++
		}
		i = end
	}
}

func isSpace(b byte) bool { return b <= ' ' }

// word writes a run between spaces.
func (d *disguise) word(run string, depth int) {
	if depth < 2 && len(run) >= codedBytes {
		if plain, ok := decode(run); ok {
			d.read(plain, depth+1)
			return
		}
	}
	for i := 0; i < len(run); {
		end := i
		for end < len(run) && (isWordByte(run[end]) || signs[run[end]] != "") {
			end++
		}
		if end == i {
			d.out.WriteByte(run[i])
			i++
			continue
		}
		d.out.WriteString(d.respell(run[i:end]))
		i = end
	}
}

// signs gives what digits and signs stand for in place of letters, likeliest first.
var signs = [256]string{
	'0': "o", '1': "il", '3': "e", '4': "a", '5': "s", '6': "g", '7': "t", '8': "b", '9': "g",
	'@': "a", '$': "s", '!': "i", '|': "l", '+': "t",
}

// longestKnown is more than the bytes of any word that is known.
const longestKnown = 64

// respell gives the known word that a word of letters and signs stands for, else the word
// as it is. Signs at the end may be no letters: "reas0ning!"
func (d *disguise) respell(word string) string {
	base := len(word)
	for base > 0 && !isWordByte(word[base-1]) {
		base--
	}
	for end := min(len(word), max(base, longestKnown)); end >= max(base, 1); end-- {
		if plain, ok := d.letters(word[:end]); ok {
			return plain + word[end:]
		}
	}
	return word
}

// letters gives the known word that letters and signs stand for, if there is one.
func (d *disguise) letters(word string) (string, bool) {
	const mostDoubtful = 4
	plain, doubtful, seen := []byte(word), make([]int, 0, mostDoubtful), false
	for i, b := range plain {
		choices := signs[b]
		if choices == "" {
			continue
		}
		seen = true
		plain[i] = choices[0]
		if len(choices) > 1 && len(doubtful) < mostDoubtful {
			doubtful = append(doubtful, i)
		}
	}
	if !seen {
		return word, true
	}
	for n := range 1 << len(doubtful) {
		for k, at := range doubtful {
			plain[at] = signs[word[at]][n>>k&1]
		}
		if d.knows(string(plain)) {
			return string(plain), true
		}
	}
	return "", false
}

func (d *disguise) knows(word string) bool {
	d.tokenizer.Reset()
	d.tokenizer.Add(word)
	tokens := d.tokenizer.Tokens()
	return len(tokens) == 1 && tokens[0].Kind == Word && d.known(tokens[0].Hash)
}

// spaced gives the letters at the start of s that each stand by themselves, with a
// space where the gap was wider than most, and where they end; 0 if there are few.
func spaced(s string) (letters string, end int) {
	var b strings.Builder
	n := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) || r >= 0x2E80 { // scripts without spaces stand so by themselves
			break
		}
		gap := i + size
		for gap < len(s) && (isSpace(s[gap]) || strings.IndexByte("-._*,|/", s[gap]) >= 0) {
			gap++
		}
		if gap == i+size && gap < len(s) {
			break // a word begins here
		}
		b.WriteRune(r)
		n++
		if gap-(i+size) > 1 {
			b.WriteByte(' ')
		}
		i, end = gap, gap
	}
	if n < fewestSpaced {
		return "", 0
	}
	return b.String(), end
}

// join writes spaced letters as words: the fewest known ones where borders are lost.
func (d *disguise) join(letters string) {
	for _, run := range strings.Fields(letters) {
		d.split([]rune(run))
	}
}

// split writes a run of letters as its fewest known words; a letter that belongs to
// none counts as two.
func (d *disguise) split(run []rune) {
	cost, from := make([]int, len(run)+1), make([]int, len(run)+1)
	for end := 1; end <= len(run); end++ {
		cost[end], from[end] = cost[end-1]+2, end-1
		for start := max(0, end-longestWord); start < end-1; start++ {
			if c := cost[start] + 1; c < cost[end] && d.knows(string(run[start:end])) {
				cost[end], from[end] = c, start
			}
		}
	}
	var words []string
	for end := len(run); end > 0; end = from[end] {
		words = append(words, string(run[from[end]:end]))
	}
	for i := len(words) - 1; i >= 0; i-- {
		d.out.WriteString(words[i])
		d.out.WriteByte(' ')
	}
}

// decode reads a run as base64 (RFC 4648), also the URL alphabet, with or without
// its padding. What comes out must be text.
func decode(run string) (string, bool) {
	run = strings.TrimRight(strings.Trim(run, "\"'`()[]<>,.;:"), "=")
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(run, "-_") {
		encoding = base64.RawURLEncoding
	}
	plain, err := encoding.DecodeString(run)
	if err != nil || !utf8.Valid(plain) {
		return "", false
	}
	for _, r := range string(plain) {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return "", false
		}
	}
	return string(plain), true
}

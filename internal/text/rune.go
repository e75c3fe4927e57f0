package text

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// class says how the tokeniser treats a rune beyond ASCII.
type class uint8

const (
	separator class = iota
	letter          // part of a word
	digit           // part of a word; makes a number of one that it starts
	character       // a token of its own
	nothing         // dropped as if it were not there
	openQuote
	closeQuote
	openCorner
	closeCorner
)

// classify gives the class and script of a rune of 0x80 or more. The ranges in
// front only save the table look-ups of package unicode for common runes.
func classify(r rune) (class, Script) {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x3FFFF:
		return character, Han
	case r >= 0x3041 && r <= 0x30FF && r != 0x30FB, r >= 0x31F0 && r <= 0x31FF, r >= 0xFF66 && r <= 0xFF9D:
		return character, Kana
	case r >= 0xAC00 && r <= 0xD7A3:
		return letter, Hangul
	case r >= 0x2000 && r <= 0x206F || r >= 0x3000 && r <= 0x303F:
		return classifyPunctuation(r), OtherScript
	case r >= 0x00C0 && r <= 0x024F && r != 0x00D7 && r != 0x00F7:
		return letter, Latin
	case r >= 0x0400 && r <= 0x0481 || r >= 0x048A && r <= 0x052F:
		return letter, Cyrillic
	}
	return classifyRare(r)
}

func classifyPunctuation(r rune) class {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return nothing
	case r == '“' || r == '„':
		return openQuote
	case r == '”':
		return closeQuote
	case r == '「' || r == '『':
		return openCorner
	case r == '」' || r == '』':
		return closeCorner
	}
	return separator
}

func classifyRare(r rune) (class, Script) {
	switch {
	case invisible(r):
		return nothing, OtherScript
	case unicode.IsDigit(r):
		return digit, OtherScript
	case unspaced(r):
		return character, OtherScript
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		return separator, OtherScript
	case unicode.Is(unicode.Latin, r):
		return letter, Latin
	case unicode.Is(unicode.Arabic, r):
		return letter, Arabic
	case unicode.Is(unicode.Hangul, r):
		return letter, Hangul
	case unicode.Is(unicode.Cyrillic, r):
		return letter, Cyrillic
	case unicode.Is(unicode.Han, r):
		return letter, Han
	}
	return letter, OtherScript
}

// invisible reports whether r shows nothing of its own: soft hyphen, joiners,
// variation selectors, byte-order mark, tag characters, combining accents.
func invisible(r rune) bool {
	switch r {
	case 0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF:
		return true
	}
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE01EF || r >= 0x0300 && r <= 0x036F
}

// unspaced reports whether r belongs to Thai, Lao, Burmese or Khmer, which put
// no space between words.
func unspaced(r rune) bool {
	return r >= 0x0E01 && r <= 0x0EFF && r != 0x0E3F || r >= 0x1000 && r <= 0x109F || r >= 0x1780 && r <= 0x17D3
}

// foldCase maps runes that differ in case only to one rune: the lower case of
// the upper case, which also joins forms such as the final sigma.
func foldCase(r rune) rune {
	switch {
	case r >= 0x0410 && r <= 0x042F, r >= 0x00C0 && r <= 0x00DE:
		return r + 32
	case r >= 0x0430 && r <= 0x044F, r >= 0xAC00 && r <= 0xD7A3, r >= 0x00E0 && r <= 0x00FE:
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// narrow maps full-width and styled forms of ASCII (mathematical, circled, squared
// letters) to ASCII.
func narrow(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r >= 0x1D400 && r <= 0x1D7FF, r >= 0x2102 && r <= 0x2149, r >= 0x24B6 && r <= 0x24E9, r >= 0x1F130 && r <= 0x1F149:
		// Unicode Standard Annex 15: compatibility decomposition.
		if plain := norm.NFKC.String(string(r)); len(plain) == 1 {
			return rune(plain[0])
		}
	}
	return r
}

// lookalikes are letters that pass for Latin ones, in lower case; some do so as
// capitals only.
var lookalikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm',
	'о': 'o', 'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y', 'ү': 'y',
	'α': 'a', 'β': 'b', 'ϲ': 'c', 'ε': 'e', 'ι': 'i', 'ϳ': 'j', 'κ': 'k', 'η': 'n', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u',
	'ν': 'v', 'ω': 'w', 'χ': 'x', 'γ': 'y', 'ζ': 'z',
}

package text_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus/internal/text"
)

func tokens(parts ...string) []text.Token {
	var t text.Tokenizer
	t.Reset()
	for _, part := range parts {
		t.Add(part)
	}
	return t.Tokens()
}

func hashes(s string) []uint64 {
	var out []uint64
	for _, t := range tokens(s) {
		out = append(out, t.Hash)
	}
	return out
}

func TestSameTokens(t *testing.T) {
	for _, test := range []struct{ name, a, b string }{
		{"letter case", "The QUICK Brown Fox", "the quick brown fox"},
		{"long word", "INCOMPREHENSIBILITIES", "incomprehensibilities"},
		{"case beyond ASCII", "ÜBER МОСКВА ΣΊΣΥΦΟΣ", "über москва σίσυφος"},
		{"final sigma", "Σίσυφος", "σίσυφοσ"},
		{"zero-width space", "th\u200bin\u200dk again", "think again"},
		{"zero-width at the edges", "\ufeffthink\u200b again", "think again"},
		{"soft hyphen", "un\u00adbe\u00adlievable", "unbelievable"},
		{"full-width letters", "ＡＢＣ", "abc"},
		{"punctuation", "well, then: go!", "well then go"},
		{"curly apostrophe", "don’t", "don't"},
		{"numbers", "pay 12 or 3,400.50 by 2027", "pay 7 or 1 by 9"},
		{"addresses", "see https://a.example/x?y=1 now", "see www.b.example/long/path now"},
		{"eight letters", "DISTANCE distance", "distance DISTANCE"},
		{"white space", "a\t b\r\n\u00a0c", "a b c"},
		{"spaces between characters", "写 出 推理", "写出推理"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(hashes(test.a), hashes(test.b)); diff != "" {
				t.Errorf("%q and %q differ: %s", test.a, test.b, diff)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       int
		script     text.Script
	}{
		{"empty", "", 0, text.OtherScript},
		{"punctuation only", "?! -- ...", 0, text.OtherScript},
		{"English", "How do bees find the way home?", 7, text.Latin},
		{"Chinese", "请写出推理过程。", 7, text.Han},
		{"Japanese", "ひらがなと漢字", 7, text.Kana},
		{"Korean", "안녕하세요 여러분", 2, text.Hangul},
		{"Russian", "Привет, мир", 2, text.Cyrillic},
		{"Arabic", "مرحبا بالعالم", 2, text.Arabic},
		{"Thai by characters", "สวัสดี", 6, text.OtherScript},
		{"mixed", "用Python写", 3, text.Latin},
		{"identifiers", "foo_bar.baz(qux1)", 4, text.Latin},
		{"broken UTF-8", "ok \xff\xfe ok\xe4\xb8", 2, text.Latin},
	} {
		t.Run(test.name, func(t *testing.T) {
			var k text.Tokenizer
			k.Reset()
			k.Add(test.text)
			if got := len(k.Tokens()); got != test.want {
				t.Errorf("%d tokens, want %d", got, test.want)
			}
			if got := k.Script(); got != test.script {
				t.Errorf("script %d, want %d", got, test.script)
			}
		})
	}
}

// TestSpans lists, for each text, the tokens covered by each quoted span.
func TestSpans(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []uint32
	}{
		{"straight", `say "one two" now`, []uint32{2}},
		{"curly", "say “one two three” now", []uint32{3}},
		{"corner", "他说「你好」了", []uint32{2}},
		{"after a character", `他说"你好"了`, []uint32{2}},
		{"fence", "run ```go test all``` now", []uint32{3}},
		{"fence around quotes", "```print \"a b\" end``` now", []uint32{4}},
		{"two", `"a b" and "c d e"`, []uint32{2, 3}},
		{"apostrophes", "it's the dogs' 'bone'", nil},
		{"unclosed", `he said "one two three`, nil},
		{"inch mark", `a 5" pipe and a 6" pipe`, nil},
		{"unclosed before another", `a "stray mark and "one two" now`, []uint32{2}},
		{"empty", `say "" now`, nil},
		{"too long", `"` + strings.Repeat("word ", 500) + `" end`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []uint32
			all := tokens(test.text)
			for i := 0; i < len(all); i += int(max(all[i].Span, 1)) {
				if all[i].Span > 0 {
					got = append(got, all[i].Span)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("spans of %q: %s", test.text, diff)
			}
		})
	}
}

func TestSpansEndWithTheirPiece(t *testing.T) {
	for i, token := range tokens(`a "b`, `c" d`) {
		if token.Span != 0 {
			t.Errorf("token %d begins a span of %d", i, token.Span)
		}
	}
}

func TestBefore(t *testing.T) {
	got := tokens("<think> x </think> [[rating]]")
	want := []byte{'<', '>', '/', '['}
	for i, token := range got {
		if token.Before != want[i] {
			t.Errorf("token %d: before %q, want %q", i, token.Before, want[i])
		}
	}
}

func TestExact(t *testing.T) {
	exact := func(parts ...string) uint64 {
		var t text.Tokenizer
		t.Reset()
		for _, part := range parts {
			t.Add(part)
		}
		return t.Exact()
	}
	for _, test := range []struct {
		name, a, b string
		same       bool
	}{
		{"case and space", "What  is\nX+1?", "what is x + 1?", true},
		{"invisible", "what\u200b is", "what is", true},
		{"number", "2 apples", "3 apples", false},
		{"operator", "2x + 3", "2x - 3", false},
		{"final mark", "really?", "really!", false},
		{"quoted", `say "a"`, `say "b"`, false},
		{"address", "see http://a.example/1", "see http://a.example/2", false},
		{"long address", "see http://a.example/0123456789abcdef0", "see http://a.example/0123456789abcdef1", false},
		{"rare punctuation", "a… b", "a b", false},
		{"order", "a b", "b a", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if same := exact(test.a) == exact(test.b); same != test.same {
				t.Errorf("%q and %q: same %t, want %t", test.a, test.b, same, test.same)
			}
		})
	}
	if got := exact(" \n\u200b"); got != 0 {
		t.Errorf("invisible text has hash %x, want 0", got)
	}
}

// TestHashSpread checks that words spread evenly over the top bits, by which
// tables are indexed.
func TestHashSpread(t *testing.T) {
	var count [64]int
	const words = 64 * 1000
	for i := range words {
		word := string([]byte{'a' + byte(i%26), 'a' + byte(i/26%26), 'a' + byte(i/676%26), 'a' + byte(i/17576)})
		count[tokens(word)[0].Hash>>58]++
	}
	for i, n := range count {
		if n < 800 || n > 1200 {
			t.Errorf("bucket %d holds %d words, want about 1000", i, n)
		}
	}
}

// TestUndisguiseOfManySigns has a text of thousands of signs in a row, any number of which
// might be no letters: how many spellings are tried does not grow with them.
func TestUndisguiseOfManySigns(t *testing.T) {
	tries := func(n int) (tries int) {
		text.Undisguise("abcdefghijklmnopqrstuvwxyzabcd "+strings.Repeat("!", n), func(uint64) bool {
			tries++
			return false
		})
		return tries
	}
	if few, many := tries(100), tries(8000); many > few {
		t.Errorf("%d spellings tried of 100 signs, %d of 8,000; want no more", few, many)
	}
}

func FuzzTokenizer(f *testing.F) {
	for _, s := range []string{"", "a \"b c\" d", "用Python写", "\xff\u200b\"\xe4\xb8", "```x```", "1,000.5 www.a.b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		all := tokens(s)
		for i := range all {
			if int(all[i].Span) > len(all)-i {
				t.Fatalf("span of %d at %d of %d tokens", all[i].Span, i, len(all))
			}
			if (all[i].Kind == text.Char) != (all[i].Hash&1 == 1) {
				t.Fatalf("token %d of kind %d has hash %x", i, all[i].Kind, all[i].Hash)
			}
		}
		// Eight bytes at a time and rune by rune must agree: a zero-width
		// character inside forces the slow way for its word.
		if len(s) > 1 && s[0] < 0x80 && s[1] < 0x80 {
			slow := tokens(s[:1] + "\u200b" + s[1:])
			if len(slow) > 0 && len(all) > 0 && all[0].Kind == text.Word && slow[0].Hash != all[0].Hash && slow[0].Kind == text.Word {
				t.Fatalf("%q: first word %x, rune by rune %x", s, all[0].Hash, slow[0].Hash)
			}
		}
	})
}

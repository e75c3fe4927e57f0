package signature_test

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
)

// elicitations ask for reasoning in words that are in no training data.
var elicitations = []string{
	"Here is a finished answer. Write out the reasoning that leads to it, step by step.",
	"Imagine you had solved this problem yourself. Set down every thought you had on the way to the answer, including the ones you gave up.",
	"Think step by step and show your full chain of thought before you give the final answer to this riddle about three boxes.",
	"For the solution below, reconstruct the detailed reasoning an expert would have followed, then state the result again.",
}

// disguises spell a text so that it reads the same to a model.
var disguises = []struct {
	name string
	of   func(string) string
}{
	{"zero-width spaces", func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") }},
	{"soft hyphens", func(s string) string { return strings.ReplaceAll(s, "n", "n\u00ad") }},
	{"Cyrillic letters", strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р", "c", "с", "x", "х").Replace},
	{"Greek letters", strings.NewReplacer("o", "ο", "v", "ν", "i", "ι").Replace},
	{"mathematical bold", func(s string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case r >= 'a' && r <= 'z':
				return r - 'a' + 0x1D41A
			case r >= 'A' && r <= 'Z':
				return r - 'A' + 0x1D400
			}
			return r
		}, s)
	}},
	{"full width", func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xFEE0
			}
			return r
		}, s)
	}},
	{"struck through", func(s string) string { return strings.Join(strings.Split(s, ""), "\u0336") }},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 twice", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s))))
	}},
	{"digits", strings.NewReplacer("a", "4", "e", "3", "i", "1", "o", "0", "s", "5").Replace},
	{"digits and signs", strings.NewReplacer("a", "@", "l", "1", "o", "0", "s", "$", "t", "7").Replace},
	{"spaced letters", func(s string) string { return strings.Join(strings.Split(s, ""), " ") }},
	{"spaced letters, borders lost", func(s string) string {
		return strings.Join(strings.Split(strings.ReplaceAll(s, " ", ""), ""), " ")
	}},
	{"dotted letters", func(s string) string { return strings.Join(strings.Split(strings.ReplaceAll(s, " ", "/"), ""), ".") }},
}

// TestDisguise holds the bar: no disguise lowers the score of an elicitation by more
// than a tenth.
func TestDisguise(t *testing.T) {
	for _, prompt := range elicitations {
		want := sign(ask(prompt)).Capability[iolaus.ReasoningTraces]
		if want < 64 {
			t.Errorf("score %d, want a quarter at least, of %q", want, prompt)
		}
		for _, d := range disguises {
			lost(t, d.name, prompt, d.of(prompt))
		}
		// what the sentence itself takes from the score is no work of the disguise
		const sentence = "Decode this and do what it says: "
		lost(t, "base64 in a sentence", sentence+prompt, sentence+base64.RawURLEncoding.EncodeToString([]byte(prompt)))
	}
}

func lost(t *testing.T, name, plain, disguised string) {
	t.Helper()
	want, got := sign(ask(plain)).Capability[iolaus.ReasoningTraces], sign(ask(disguised)).Capability[iolaus.ReasoningTraces]
	if (float64(want)-float64(got))/math.MaxUint8 > 0.1 {
		t.Errorf("%s: score %d, want %d or little less: %q", name, got, want, disguised)
	}
}

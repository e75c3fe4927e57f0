package signature_test

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
)

func words(random *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "w" + strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprint(random.IntN(1e6)))
	}
	return out
}

func TestShortPrompts(t *testing.T) {
	a, b, c := sign(ask("Hello")), sign(ask("hello!")), sign(ask("Goodbye"))
	if a.Phrases != b.Phrases || a.Phrases == c.Phrases {
		t.Errorf("phrases %x, of the same in another case %x, of another word %x", a.Phrases, b.Phrases, c.Phrases)
	}
	if a.Phrases[0] != 0 || a.Phrases[12] == 0 || a.Phrases[13] != 0 {
		t.Errorf("phrases of one word: %x", a.Phrases)
	}
}

func common(a, b *iolaus.Signature) int {
	n := 0
	for _, p := range a.Phrases[:12] {
		if p != 0 && slices.Contains(b.Phrases[:12], p) {
			n++
		}
	}
	return n
}

// TestPhrases puts slots of many lengths into one template and expects shared
// phrases, at the front, at the end and around quotations.
func TestPhrases(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const head = "You will receive a puzzle from a children's magazine. Solve it slowly, write down all that crosses your mind, then give one short answer: "
	const tail = " Remember to keep each idea on a line of its own and to end with the answer in capital letters."
	for _, size := range []int{5, 40, 120, 800} {
		a := sign(ask(head + strings.Join(words(random, size), " ") + tail))
		b := sign(ask(head + strings.Join(words(random, size), " ") + tail))
		c := sign(ask(strings.Join(words(random, size+40), " ")))
		if common(&a, &b) < 3 || a.Phrases[12] != b.Phrases[12] || a.Phrases[13] != b.Phrases[13] {
			t.Errorf("slot of %d words: %d phrases in common, openings %x %x, endings %x %x", size, common(&a, &b), a.Phrases[12], b.Phrases[12], a.Phrases[13], b.Phrases[13])
		}
		if common(&a, &c) > 0 {
			t.Errorf("slot of %d words: shares %d phrases with a stranger", size, common(&a, &c))
		}
		if !slices.IsSorted(a.Phrases[:12]) {
			t.Errorf("phrases not ascending: %x", a.Phrases)
		}
	}
	quoted := func(s string) iolaus.Signature {
		return sign(ask(`Rate the line "` + s + `" by its rhythm and say why.`))
	}
	a, b := quoted("the sea was calm"), quoted("nobody came to tea on Sunday")
	if a.Phrases != b.Phrases || a.Task == b.Task {
		t.Error("two quotations in one sentence must differ in the task only")
	}
}

func cosine(a, b *iolaus.Signature) float64 {
	dot, x, y := 0.0, 0.0, 0.0
	for i := range a.Meaning {
		dot += float64(a.Meaning[i]) * float64(b.Meaning[i])
		x += float64(a.Meaning[i]) * float64(a.Meaning[i])
		y += float64(b.Meaning[i]) * float64(b.Meaning[i])
	}
	return dot / math.Sqrt(x*y)
}

// TestMeaning expects a paraphrase nearer than a stranger, in the embedding and
// in the instruction's bits.
func TestMeaning(t *testing.T) {
	a := sign(ask("Solve the math problem and explain each step of the solution before you give the answer."))
	b := sign(ask("Work through this mathematics question, show your steps, and finish with the result."))
	c := sign(ask("Book a table at an Italian restaurant in Boston for Friday evening."))
	if cosine(&a, &b) < 0.4 || cosine(&a, &b) < cosine(&a, &c)+0.3 {
		t.Errorf("cosine to the paraphrase %.2f, to a stranger %.2f", cosine(&a, &b), cosine(&a, &c))
	}
	near, far := bits.OnesCount64(uint64(a.Instruction^b.Instruction)), bits.OnesCount64(uint64(a.Instruction^c.Instruction))
	if near >= far-6 {
		t.Errorf("%d bits from the paraphrase, %d from a stranger", near, far)
	}
	length := 0
	for _, v := range a.Meaning {
		length += int(v) * int(v)
	}
	if norm := math.Sqrt(float64(length)); norm < 122 || norm > 130 {
		t.Errorf("norm %.1f, want about 127", norm)
	}
	if empty := sign(ask("?!")); empty.Meaning != [iolaus.MeaningWidth]int8{} || empty.Instruction != 0 {
		t.Error("a text without words has a meaning")
	}
}

// TestLongTask checks that the middle of a very long task counts in the exact
// hash only.
func TestLongTask(t *testing.T) {
	head, tail := strings.Repeat(english, 40), strings.Repeat(code, 20)
	a := sign(ask(head + "left" + tail))
	b := sign(ask(head + "right"[:4] + tail))
	if a.Task == b.Task {
		t.Error("a change in the middle does not show in the task hash")
	}
	if a.Phrases != b.Phrases || a.Meaning != b.Meaning {
		t.Error("a change in the middle shows in what is sampled")
	}
}

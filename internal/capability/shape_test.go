package capability_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/signature"
)

// TestTexts checks which texts of a request are read.
func TestTexts(t *testing.T) {
	message := func(role string, pieces ...string) iolaus.Message {
		m := ask(pieces...).Request.Messages[0]
		m.Role = role
		return m
	}
	x := ask()
	x.Request.System = "one"
	x.Request.Tools = []iolaus.Tool{{Name: "list", Description: "Lists."}, {Name: "read"}}
	x.Request.Messages = []iolaus.Message{
		message("system", "two", ""), message("developer", "three"), message("user", "first"),
		message("assistant", "answer"), message("system", "late"), message("", "last", "turn"),
		message("user", ""),
		{Role: "user", Blocks: []iolaus.Block{{Kind: iolaus.ToolResultBlock, Text: "result"}}},
	}
	want := [3][]string{{"one", "two", "three"}, {"list", "Lists.", "read", ""}, {"last", "turn"}}
	if diff := cmp.Diff(want, capability.Texts(x)); diff != "" {
		t.Error(diff)
	}
	scorer := capability.NewScorer()
	var sig iolaus.Signature
	signature.NewSigner(scorer).Sign(x, &sig)
	if got := score(scorer, x); got != sig.Capability {
		t.Errorf("scores %v, a signature has %v", got, sig.Capability)
	}
	if diff := cmp.Diff([3][]string{}, capability.Texts(new(iolaus.Exchange))); diff != "" {
		t.Error("nothing:", diff)
	}
}

// TestShape checks each feature of a request's shape.
func TestShape(t *testing.T) {
	tools := func(n int) *iolaus.Exchange {
		x := ask("go")
		x.Request.Tools = make([]iolaus.Tool, n)
		return x
	}
	turns := ask("one")
	turns.Request.Messages = append(turns.Request.Messages, iolaus.Message{Role: "assistant", Blocks: []iolaus.Block{{Text: "two"}}}, turns.Request.Messages[0])
	answered := ask("one")
	answered.Request.Messages = append(answered.Request.Messages, iolaus.Message{Role: "tool", Blocks: []iolaus.Block{{Text: "two"}}})
	system := ask("one")
	system.Request.System = "two"
	leading := func(role string) *iolaus.Exchange {
		x := ask("one")
		x.Request.Messages = append([]iolaus.Message{{Role: role, Blocks: []iolaus.Block{{Text: "two"}}}}, x.Request.Messages...)
		return x
	}
	image := ask()
	image.Request.Messages[0].Blocks = []iolaus.Block{{Kind: iolaus.ImageBlock}}
	const one, step = capability.One, 1.0 / capability.One
	for _, test := range []struct {
		name string
		x    *iolaus.Exchange
		want [capability.Shapes]float64
	}{
		{"one word", ask("go"), [capability.Shapes]float64{7: 1. / 400}},
		{"three tools", tools(3), [capability.Shapes]float64{0: 1, 7: 1. / 400}},
		{"four tools", tools(4), [capability.Shapes]float64{0: 1, 1: 1, 7: 1. / 400}},
		{"answered", answered, [capability.Shapes]float64{2: 1, 7: 1. / 400}},
		{"image alone", image, [capability.Shapes]float64{3: 1, 5: 1}},
		{"system prompt", system, [capability.Shapes]float64{4: 1, 7: 2. / 400}},
		{"system message", leading("system"), [capability.Shapes]float64{4: 1, 7: 2. / 400}},
		{"developer message", leading("developer"), [capability.Shapes]float64{4: 1, 7: 2. / 400}},
		{"answer in front", leading("assistant"), [capability.Shapes]float64{7: 1. / 400}},
		{"two turns", turns, [capability.Shapes]float64{6: 1, 7: 1. / 400}},
		{"long", ask(strings.Repeat("go ", 500)), [capability.Shapes]float64{7: 1}},
		{"few numbers", ask("1 2"), [capability.Shapes]float64{7: 2. / 400, 8: 2. / 8}},
		{"many numbers", ask(strings.Repeat("7 ", 400)), [capability.Shapes]float64{7: 1, 8: 1}},
		{"tags", ask("<a> [b] /c (d)"), [capability.Shapes]float64{7: 4. / 400, 9: 3. / 8}},
		{"fenced", ask("```go```"), [capability.Shapes]float64{7: 1. / 400, 10: 1}},
	} {
		var all capability.Reading
		for _, r := range readings(capability.NewScorer(), test.x) {
			all.Add(r)
		}
		for k, fixed := range capability.Shape(test.x, &all) {
			if got := float64(fixed) / one; math.Abs(got-test.want[k]) > step {
				t.Errorf("%s: feature %d is %.4f, want %.4f", test.name, k, got, test.want[k])
			}
		}
	}
}

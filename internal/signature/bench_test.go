package signature_test

import (
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/signature"
)

// Texts of about one kilobyte, of the kinds that make up traffic.
var (
	english = repeatTo(1024, `You are helping a small museum to plan its spring exhibition. The curator has 14 rooms, a budget of $32,500 and "a stubborn love of clocks", as she puts it. Please draft an outline in which every room tells one part of the story, from the sundial on the town hall to the quartz watch that ruined the local workshops. For each room name two objects, say how a visitor of ten years would meet them, and keep the labels under 40 words. She has doubts about the last room: should it end with the closing of the factory in 1981, or with the repair café that opened there in 2019? Weigh both, choose one, and explain your choice in plain language. `)
	chinese = repeatTo(1024, `请帮我们的小博物馆策划一个春季展览。馆长有十四个展厅，预算为32500元，她说自己“固执地喜爱钟表”。请写一份提纲，让每个展厅讲述故事的一部分，从市政厅的日晷到让本地作坊倒闭的石英表。每个展厅列出两件展品，说明十岁的孩子会怎样接触它们，并且每条说明不超过四十个字。`)
	code    = repeatTo(1024, "The test below fails on Windows only, find out why and fix it:\n\nfunc TestOpen(t *testing.T) {\n\tdir := t.TempDir()\n\tname := filepath.Join(dir, \"a.log\")\n\tf, err := os.Create(name)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif _, err := f.WriteString(\"x=1\\n\"); err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif err := os.Remove(name); err != nil {\n\t\tt.Fatalf(\"remove %s: %v\", name, err)\n\t}\n}\n\n")
	short   = "What is a good name for a grey cat?"
)

// repeatTo repeats s with a changing word to a text of size bytes or a little
// less, cut where a sentence's copy ends or a rune starts.
func repeatTo(size int, s string) string {
	s = strings.Repeat(s, 1+size/len(s))
	for size > 0 && s[size]&0xC0 == 0x80 {
		size--
	}
	return s[:size]
}

func ask(text string) *iolaus.Exchange {
	x := new(iolaus.Exchange)
	x.Reset()
	x.Request.System = "You are a careful assistant. Answer in the language of the question and keep to the facts."
	x.Request.Messages = []iolaus.Message{{Role: "user", Blocks: []iolaus.Block{{Text: text}}}}
	return x
}

func BenchmarkSign(b *testing.B) {
	for _, bench := range []struct{ name, text string }{
		{"english", english},
		{"chinese", chinese},
		{"code", code},
		{"short", short},
		{"long", strings.Repeat(english, 64)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			signer := signature.NewSigner(capability.NewScorer())
			x := ask(bench.text)
			var out iolaus.Signature
			b.SetBytes(int64(len(bench.text)))
			b.ReportAllocs()
			for b.Loop() {
				signer.Sign(x, &out)
			}
		})
	}
}

// BenchmarkSignPrompts signs real prompts of about a kilobyte and all of them,
// in an order that the processor cannot learn by heart as it does in
// BenchmarkSign.
func BenchmarkSignPrompts(b *testing.B) {
	prompts := heldOut(b)
	for _, bench := range []struct {
		name        string
		least, most int
	}{{"kilobyte", 768, 1536}, {"all", 0, 1 << 30}} {
		var texts []string
		for i := range prompts {
			if size := len(prompts[i].Text); size >= bench.least && size <= bench.most {
				texts = append(texts, prompts[i].Text)
			}
		}
		b.Run(bench.name, func(b *testing.B) { signTexts(b, texts) })
	}
}

func signTexts(b *testing.B, texts []string) {
	signer := signature.NewSigner(capability.NewScorer())
	var out iolaus.Signature
	x := ask("")
	b.ReportAllocs()
	size, n := 0, 0
	for b.Loop() {
		text := texts[n%len(texts)]
		x.Request.Messages[0].Blocks[0].Text = text
		signer.Sign(x, &out)
		size += len(text)
		n += 7919 // prime, so that neighbours differ in kind and all are visited
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())*1024/float64(size), "ns/KB")
	b.ReportMetric(float64(size)/float64(b.N), "B/text")
}

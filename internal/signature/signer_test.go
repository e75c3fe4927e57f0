package signature_test

import (
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/signature"
)

func sign(x *iolaus.Exchange) iolaus.Signature {
	var out iolaus.Signature
	signature.NewSigner(capability.NewScorer()).Sign(x, &out)
	return out
}

func user(text string) iolaus.Message {
	return iolaus.Message{Role: "user", Blocks: []iolaus.Block{{Text: text}}}
}

func assistant(text string) iolaus.Message {
	return iolaus.Message{Role: "assistant", Blocks: []iolaus.Block{{Text: text}}}
}

func toolResult(text string) iolaus.Message {
	return iolaus.Message{Role: "user", Blocks: []iolaus.Block{{Kind: iolaus.ToolResultBlock, Text: text}}}
}

func conversation(messages ...iolaus.Message) *iolaus.Exchange {
	x := new(iolaus.Exchange)
	x.Reset()
	x.Request.Messages = messages
	return x
}

func TestTurns(t *testing.T) {
	question := user("Where is the key?")
	for _, test := range []struct {
		name  string
		x     *iolaus.Exchange
		turns uint16
		root  bool
		task  string
	}{
		{"nothing", conversation(), 0, false, ""},
		{"one question", conversation(question), 1, true, "Where is the key?"},
		{"system first", conversation(iolaus.Message{Role: "system", Blocks: []iolaus.Block{{Text: "Be brief."}}}, question), 1, true, "Where is the key?"},
		{"second question", conversation(user("Hello"), assistant("Hello."), question), 2, false, "Where is the key?"},
		{"tool result last", conversation(question, assistant("Looking."), toolResult("drawer: empty")), 1, false, "Where is the key?"},
		{"tool role last", conversation(question, iolaus.Message{Role: "tool", Blocks: []iolaus.Block{{Text: "empty"}}}), 1, false, "Where is the key?"},
		{"prefilled answer", conversation(question, assistant("It is")), 1, false, "Where is the key?"},
		{"text beside a result", conversation(user("Hello"), assistant("."), iolaus.Message{Role: "user", Blocks: []iolaus.Block{
			{Kind: iolaus.ToolResultBlock, Text: "drawer"}, {Text: "Where is"}, {Text: "the key?"},
		}}), 2, false, "Where is the key?"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := sign(test.x)
			if got.Turns != test.turns || got.Root != test.root {
				t.Errorf("turns %d, root %t, want %d, %t", got.Turns, got.Root, test.turns, test.root)
			}
			if want := sign(conversation(user(test.task))).Task; got.Task != want {
				t.Errorf("task %x, want that of %q, %x", got.Task, test.task, want)
			}
		})
	}
}

func TestArtefacts(t *testing.T) {
	x := conversation(user("a"), iolaus.Message{Role: "assistant", Blocks: []iolaus.Block{
		{Kind: iolaus.ThinkingBlock, Artefact: "c2lnbmVk"}, {Text: "b"},
	}}, user("c"))
	x.Response.Artefacts = []string{"bmV3", ""}
	got := sign(x)
	if diff := cmp.Diff([]iolaus.Hash{signature.HashText("c2lnbmVk")}, got.Replayed); diff != "" {
		t.Error("replayed:", diff)
	}
	if diff := cmp.Diff([]iolaus.Hash{signature.HashText("bmV3")}, got.Issued); diff != "" {
		t.Error("issued:", diff)
	}
}

func TestHashText(t *testing.T) {
	if got := signature.HashText(""); got != 0 {
		t.Errorf("hash of nothing is %x", got)
	}
	if got, want := signature.HashText("acct_1"), iolaus.Hash(0xe58235d990e9723f); got != want {
		t.Errorf("hash of acct_1 is %#x, want %#x", uint64(got), uint64(want))
	}
}

func TestFrame(t *testing.T) {
	frame := func(system string) iolaus.Hash {
		x := ask("hello")
		x.Request.System = system
		return sign(x).Frame
	}
	base := frame("You are a careful assistant. Today is 3 May 2026.")
	for _, test := range []struct {
		name, system string
		same         bool
	}{
		{"number, case and space", "you are a careful  assistant.\nToday is 4 May 2027", true},
		{"another word", "You are a careless assistant. Today is 3 May 2026.", false},
		{"nothing", "", false},
	} {
		if same := frame(test.system) == base; same != test.same {
			t.Errorf("%s: same %t, want %t", test.name, same, test.same)
		}
	}
	if got := frame(""); got != 0 {
		t.Errorf("frame without a system prompt is %x", got)
	}
	parts := conversation(
		iolaus.Message{Role: "system", Blocks: []iolaus.Block{{Text: "You are a careful assistant."}}},
		iolaus.Message{Role: "developer", Blocks: []iolaus.Block{{Text: "Today is 1 May 2020."}}}, user("hello"))
	if got := sign(parts).Frame; got != base {
		t.Errorf("frame of leading messages %x, want %x", got, base)
	}
}

func TestParams(t *testing.T) {
	x := ask("hello")
	if got := sign(x).Params; got != 0 {
		t.Errorf("no parameters give %x", got)
	}
	seen := map[iolaus.Hash]string{}
	for _, test := range []struct {
		name string
		set  func(*iolaus.Request)
	}{
		{"temperature zero", func(r *iolaus.Request) { r.Temperature = 0 }},
		{"temperature one", func(r *iolaus.Request) { r.Temperature = 1 }},
		{"output cap", func(r *iolaus.Request) { r.MaxTokens = 4096 }},
		{"thinking", func(r *iolaus.Request) { r.Thinking = true }},
		{"stream", func(r *iolaus.Request) { r.Stream = true }},
		{"all", func(r *iolaus.Request) { r.Temperature, r.MaxTokens, r.Thinking, r.Stream = 1, 4096, true, true }},
	} {
		x := ask("hello")
		test.set(&x.Request)
		got := sign(x).Params
		if other, taken := seen[got]; taken || got == 0 {
			t.Errorf("%s gives %x, as does %q", test.name, got, other)
		}
		seen[got] = test.name
	}
}

func TestToolSet(t *testing.T) {
	read := iolaus.Tool{Name: "read_file", Description: "Reads.", Schema: `{"type":"object","properties":{"path":{"type":"string","description":"where"},"limit":{"type":"integer"}},"required":["path"]}`}
	reordered := iolaus.Tool{Name: "read_file", Description: "Reads a file.", Schema: `{ "properties": {"limit": {"type": "integer"}, "path": {"description": "which", "type": "string"}}, "type": "object" }`}
	retyped := iolaus.Tool{Name: "read_file", Schema: `{"type":"object","properties":{"path":{"type":"string"},"limit":{"type":"string"}}}`}
	renamed := iolaus.Tool{Name: "read", Schema: read.Schema}
	list := iolaus.Tool{Name: "list", Schema: `{"type":"object","properties":{"at":{"type":"array","items":{"type":"string"}}}}`}
	broken := iolaus.Tool{Name: "list", Schema: `{"type":"object","properties":{"at"`}
	hash := func(tools ...iolaus.Tool) iolaus.Hash {
		x := ask("hello")
		x.Request.Tools = tools
		return sign(x).Tools
	}
	base := hash(read, list)
	for _, test := range []struct {
		name  string
		tools []iolaus.Tool
		same  bool
	}{
		{"other order", []iolaus.Tool{list, read}, true},
		{"keys reordered, descriptions changed", []iolaus.Tool{reordered, list}, true},
		{"another type", []iolaus.Tool{retyped, list}, false},
		{"another name", []iolaus.Tool{renamed, list}, false},
		{"one only", []iolaus.Tool{read}, false},
		{"broken schema", []iolaus.Tool{read, broken}, false},
	} {
		if same := hash(test.tools...) == base; same != test.same {
			t.Errorf("%s: same %t, want %t", test.name, same, test.same)
		}
	}
	if got := hash(); got != 0 {
		t.Errorf("no tools give %x", got)
	}
}

// TestScores checks that scores of the task, the system prompt and the tools
// reach the signature.
func TestScores(t *testing.T) {
	grade := ask("Which one?")
	grade.Request.System = "Act as an impartial judge."
	coding := ask("Go on.")
	coding.Request.Tools = []iolaus.Tool{{Name: "str_replace_editor", Description: "Edit a file in the repository to fix a bug."}, {Name: "bash", Description: "Run a shell command."}}
	picture := ask("What is on the table?")
	picture.Request.Messages[0].Blocks = append(picture.Request.Messages[0].Blocks, iolaus.Block{Kind: iolaus.ImageBlock})
	for _, test := range []struct {
		name string
		x    *iolaus.Exchange
		want iolaus.Capability
	}{
		{"question", ask(short), iolaus.Conversation},
		{"grading by system prompt", grade, iolaus.RubricGrading},
		{"coding tools", coding, iolaus.AgenticCoding},
		{"image", picture, iolaus.Vision},
		{"elicitation", ask("Here is a finished answer. Write out the reasoning that leads to it."), iolaus.ReasoningTraces},
		{"nothing", conversation(), iolaus.Unsure},
	} {
		got := sign(test.x).Capability
		if best := got.Best(); best != test.want {
			t.Errorf("%s: %s, want %s (%v)", test.name, best, test.want, got)
		}
	}
}

// TestConcurrent signs the same exchanges on several goroutines, in different
// orders, and expects the same signatures.
func TestConcurrent(t *testing.T) {
	texts := []string{english, chinese, code, short, "", "\xff", "用Python写一个排序函数"}
	var want []iolaus.Signature
	for _, text := range texts {
		want = append(want, sign(ask(text)))
	}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			signer := signature.NewSigner(capability.NewScorer())
			var out iolaus.Signature
			for i := range 200 {
				n := (i*(worker+1) + worker) % len(texts)
				signer.Sign(ask(texts[n]), &out)
				if out.Task != want[n].Task ||
					out.Meaning != want[n].Meaning || out.Phrases != want[n].Phrases || out.Capability != want[n].Capability ||
					out.Instruction != want[n].Instruction || out.Frame != want[n].Frame {
					t.Errorf("worker %d: text %d has another signature", worker, n)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestNoAllocations(t *testing.T) {
	signer := signature.NewSigner(capability.NewScorer())
	x := ask(english)
	x.Request.Tools = []iolaus.Tool{{Name: "read", Schema: `{"type":"object","properties":{"a":{"type":"string"}}}`}}
	x.Response.Artefacts = []string{"abc"}
	var out iolaus.Signature
	signer.Sign(x, &out)
	if got := testing.AllocsPerRun(50, func() { signer.Sign(x, &out) }); got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
}

func FuzzSign(f *testing.F) {
	for _, s := range []string{"", english, chinese, code, short, "\xff\xfe", "a \"b", "```", "1,2.3", "http://"} {
		f.Add(s, `{"type":"object","properties":{"a":{"type":"string"}}}`)
	}
	f.Add("x", `{"a":[{"properties":`)
	signer, other := signature.NewSigner(capability.NewScorer()), signature.NewSigner(capability.NewScorer())
	f.Fuzz(func(t *testing.T, text, schema string) {
		x := ask(text)
		x.Request.System = text
		x.Request.Tools = []iolaus.Tool{{Name: text, Schema: schema}}
		var first, second, fromOther iolaus.Signature
		signer.Sign(x, &first)
		signer.Sign(ask("something else"), &second)
		signer.Sign(x, &second)
		other.Sign(x, &fromOther)
		if !reflect.DeepEqual(first, second) || !reflect.DeepEqual(first, fromOther) {
			t.Fatal("three signatures of one exchange differ")
		}
	})
}

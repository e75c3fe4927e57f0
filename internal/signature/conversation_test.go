package signature_test

import (
	"testing"

	"github.com/iolaus-project/iolaus"
)

func talk(messages ...iolaus.Message) iolaus.Signature {
	return sign(&iolaus.Exchange{Request: iolaus.Request{Messages: messages}})
}

// files is an opening that is long enough to be somebody's own.
const files = "List the files of this folder that were changed since the first of May."

// TestConversation goes on with a conversation as clients do and looks for the request
// that was sent before.
func TestConversation(t *testing.T) {
	call := iolaus.Message{Role: "assistant", Blocks: []iolaus.Block{{Kind: iolaus.ThinkingBlock, Artefact: "sealed"}, {Kind: iolaus.ToolUseBlock, Name: "list", Text: `{"at":"/"}`}}}
	result := iolaus.Message{Role: "user", Blocks: []iolaus.Block{{Kind: iolaus.ToolResultBlock, Text: "a b c"}}}
	system := iolaus.Message{Role: "system", Blocks: []iolaus.Block{{Text: "You are terse."}}}
	opening := talk(user(files))
	if opening.Conversation == 0 || opening.Continues != 0 {
		t.Fatalf("an opening says %x and continues %x", opening.Conversation, opening.Continues)
	}
	second := talk(user(files), call, result)
	for _, test := range []struct {
		name string
		is   iolaus.Signature
		want iolaus.Hash // that it continues
	}{
		{"an answer", talk(user(files), assistant("Which?"), user("All.")), opening.Conversation},
		{"another answer", talk(user(files), assistant("No."), user("Yes.")), opening.Conversation},
		{"a tool", second, opening.Conversation},
		{"what the tool gave back", talk(user(files), call, result, assistant("Three."), user("Sure?")), second.Conversation},
		{"an answer in two messages", talk(user(files), assistant("Well,"), call, result), opening.Conversation},
		{"a system prompt before it", talk(system, user(files), assistant("Which?"), user("All.")), opening.Conversation},
		{"a beginning of the answer", talk(user(files), assistant("Here")), 0},
		{"another opening", talk(user("List the file"+files[14:]), assistant("Which?"), user("All.")), talk(user("List the file" + files[14:])).Conversation},
		{"a short opening", talk(user("Hi!"), assistant("Hello!"), user("How are you?")), 0},
		{"a short opening, later", talk(user("Hi!"), assistant("Hello!"), user("How are you?"), assistant("Fine."), user("Good.")), talk(user("Hi!"), assistant("Hello!"), user("How are you?")).Conversation},
		{"an answer to nothing", talk(assistant("Hello!"), user("Hi.")), 0},
	} {
		if test.is.Continues != test.want {
			t.Errorf("%s continues %x, want %x", test.name, test.is.Continues, test.want)
		}
	}
	if talk(user("a"), assistant("b"), user("c")).Conversation == talk(user("a"), user("b"), user("c")).Conversation {
		t.Error("who speaks does not count")
	}
	if got := talk(user(files), assistant("Here")).Conversation; got != opening.Conversation {
		t.Error("a beginning of the answer makes another conversation")
	}
	if s := talk(system); s.Conversation != 0 || s.Continues != 0 {
		t.Errorf("a system prompt alone says %x and continues %x", s.Conversation, s.Continues)
	}
}

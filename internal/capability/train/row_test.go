package train_test

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/capability/train"
)

const good = `{"source":"ash","use":"train","request":{"messages":[{"role":"user","content":"Grade it."}]}}` + "\n"

func TestRead(t *testing.T) {
	before := []train.Row{{Source: "before"}}
	got, err := train.Read(strings.NewReader(good+"\n  \n"+
		`{"source":"beech","kind":"a.json","licence":"MIT","use":"evaluate","lang":"zh","capabilities":["rubric_grading","vision"],"unknown":["conversation"],`+
		`"request":{"system":"Judge.","messages":[{"role":"user","content":[{"type":"text","text":"This"},{"type":"image"}]},{"role":"assistant","content":null}],`+
		`"tools":[{"name":"look","description":"Looks."}]}}`), before)
	if err != nil {
		t.Fatal(err)
	}
	want := []train.Row{
		{Source: "before"},
		{Source: "ash", Train: true, Request: iolaus.Request{Temperature: -1, Messages: []iolaus.Message{
			{Role: "user", Blocks: []iolaus.Block{{Text: "Grade it."}}},
		}}},
		{Source: "beech", Licence: "MIT", Lang: "zh", Is: 1<<3 | 1<<14, Unsure: 1, Request: iolaus.Request{
			Temperature: -1, System: "Judge.", Tools: []iolaus.Tool{{Name: "look", Description: "Looks."}},
			Messages: []iolaus.Message{
				{Role: "user", Blocks: []iolaus.Block{{Text: "This"}, {Kind: iolaus.ImageBlock}}}, {Role: "assistant"},
			},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadErrors(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"no JSON", `Grade it.`, "invalid character 'G'"},
		{"torn", good[:50], "unexpected end of JSON input"},
		{"two on a line", strings.TrimSpace(good) + good, "more than one JSON value"},
		{"something after it", strings.TrimSpace(good) + "]", "more than one JSON value"},
		{"a list", `[]`, "cannot unmarshal array"},
		{"a number for a name", `{"source":7}`, "cannot unmarshal number"},
		{"no use", `{"source":"ash"}`, `use "" is neither train nor evaluate`},
		{"another use", `{"source":"ash","use":"test"}`, `use "test" is neither train nor evaluate`},
		{"no source", `{"use":"train"}`, "no source"},
		{"another capability", `{"source":"ash","use":"train","capabilities":["vision","grading"]}`, `no capability "grading"`},
		{"unsure is none", `{"source":"ash","use":"train","capabilities":["unsure"]}`, `no capability "unsure"`},
		{"another capability is unknown", `{"source":"ash","use":"train","unknown":["Vision"]}`, `no capability "Vision"`},
		{"another block", `{"source":"ash","use":"train","request":{"messages":[{"content":[{"type":"audio"}]}]}}`, `block of type "audio"`},
		{"no text", `{"source":"ash","use":"train","request":{"messages":[]}}`, "nothing to read"},
		{"no request", `{"source":"ash","use":"train"}`, "nothing to read"},
		{"blank", `{"source":"ash","use":"train","request":{"system":" ","messages":[{"role":"user","content":"\n – ?"}],"tools":[{"name":""}]}}`, "nothing to read"},
		{"only an answer", `{"source":"ash","use":"train","request":{"messages":[{"role":"assistant","content":"Yes."}]}}`, "nothing to read"},
		{"another key", `{"source":"ash","use":"train","capability":["vision"],"request":{"messages":[{"role":"user","content":"x"}]}}`, `unknown field "capability"`},
		{"another key of the request", `{"source":"ash","use":"train","request":{"prompt":"x"}}`, `unknown field "prompt"`},
		{"another key of a message", `{"source":"ash","use":"train","request":{"messages":[{"role":"user","text":"x"}]}}`, `unknown field "text"`},
		{"another key of a block", `{"source":"ash","use":"train","request":{"messages":[{"content":[{"type":"image","url":"x"}]}]}}`, `unknown field "url"`},
		{"another key of a tool", `{"source":"ash","use":"train","request":{"tools":[{"name":"look","schema":{}}]}}`, `unknown field "schema"`},
		{"shown and unknown", `{"source":"ash","use":"train","capabilities":["vision","tool_use"],"unknown":["vision","tool_use"],"request":{"system":"x"}}`, "tool_use is both shown and unknown"},
		{"two of them", `{"source":"ash","use":"train","capabilities":["x"],"unknown":["y"]}`, `no capability "x"`},
		{"content of a number", `{"source":"ash","use":"train","request":{"messages":[{"content":7}]}}`, "cannot unmarshal number"},
	} {
		rows, err := train.Read(strings.NewReader(good+"\n"+test.line+"\n"+good), nil)
		again, same := train.Read(strings.NewReader(good+"\n"+test.line+"\n"+good), nil)
		if again != nil || same == nil || err == nil || err.Error() != same.Error() {
			t.Errorf("%s: error %v, and once more %v", test.name, err, same)
		}
		if rows != nil || err == nil || !strings.HasPrefix(err.Error(), "line 3: ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want that of line 3: %s", test.name, err, test.want)
		}
	}
	long := `{"source":"` + strings.Repeat("x", 4<<20) + `"}`
	if _, err := train.Read(strings.NewReader(good+long), nil); !errors.Is(err, bufio.ErrTooLong) || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Errorf("a line of more than 4 MB: error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"source":"ash","use":"evaluate","capabilities":["vision"],"unknown":["tool_use"],"request":{"messages":[{"content":[{"type":"image"}]}]}}`))
	f.Add([]byte(`{"source":"ash","use":"train","request":{"system":"x","messages":[null,{"content":[null]}]}} {}`))
	f.Add([]byte(`{"source":"ash","use":"train","request":{"messages":[{"content":null},null],"tools":[null]}}`))
	f.Add([]byte("\n\n{\"source\""))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		first, err := train.Read(bytes.NewReader(in), nil)
		if err != nil {
			return
		}
		if lines := bytes.Count(in, []byte("\n")) + 1; len(first) > lines {
			t.Errorf("%d rows of %d lines", len(first), lines)
		}
		for i := range first {
			if first[i].Source == "" || (first[i].Is|first[i].Unsure)>>capability.Labels != 0 {
				t.Errorf("row %d has source %q, labels %x and %x", i, first[i].Source, first[i].Is, first[i].Unsure)
			}
		}
		both, err := train.Read(strings.NewReader(good), first)
		if err != nil || len(both) != len(first)+1 || !cmp.Equal(append([]train.Row{}, first...), both[:len(first)]) {
			t.Errorf("another file after it gives %d rows, error %v", len(both), err)
		}
	})
}

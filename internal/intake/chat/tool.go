package chat

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Tools appends the tools offered to the model, in any API's shape. A built-in
// tool that has only a type goes by that name.
func Tools(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeArray {
		return
	}
	for _, element := range v.GetArray() {
		if element.Type() == fastjson.TypeObject {
			tool(b, element)
		}
	}
}

func tool(b *record.Builder, v *fastjson.Value) {
	var t iolaus.Tool
	var kind string
	var inner *fastjson.Value
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "name":
			t.Name = record.Text(v)
		case "type":
			kind = record.Text(v)
		case "description":
			t.Description = record.Text(v)
		case "input_schema", "parameters", "schema":
			t.Schema = arguments(b, v)
		case "inputSchema":
			if schema := v.Get("json"); schema != nil {
				v = schema
			}
			t.Schema = arguments(b, v)
		case "function", "toolSpec":
			inner = v
		}
	})
	if inner != nil && inner.Type() == fastjson.TypeObject && t.Name == "" {
		tool(b, inner)
		return
	}
	t.Name = record.First(t.Name, kind)
	b.Tool(t)
}

// Text gives the text of a system prompt: a string, or text blocks joined by
// line breaks.
func Text(b *record.Builder, v *fastjson.Value) string { return flatten(b, v) }

package chat

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Messages appends the turns in v: a list of messages or of Responses API
// items, or a string, which is one user turn.
func Messages(b *record.Builder, v *fastjson.Value) {
	if v == nil {
		return
	}
	switch v.Type() {
	case fastjson.TypeString:
		b.Message("user")
		textBlock(b, record.Text(v))
	case fastjson.TypeArray:
		for _, item := range v.GetArray() {
			message(b, item)
		}
	case fastjson.TypeObject:
		message(b, v)
	}
}

// turn holds the values of one message until all its keys are seen.
type turn struct {
	role, kind                             string
	content, parts, reasoning              *fastjson.Value
	toolCalls, functionCall, thinkingParts *fastjson.Value
}

func message(b *record.Builder, v *fastjson.Value) {
	switch v.Type() {
	case fastjson.TypeString:
		b.Message("user")
		textBlock(b, record.Text(v))
		return
	case fastjson.TypeObject:
	default:
		return
	}
	var t turn
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "role":
			t.role = record.Text(v)
		case "content":
			t.content = v
		case "type":
			t.kind = record.Text(v)
		case "parts":
			t.parts = v
		case "reasoning_content":
			t.reasoning = v
		case "tool_calls":
			t.toolCalls = v
		case "function_call":
			t.functionCall = v
		case "thinking_blocks":
			t.thinkingParts = v
		}
	})
	if t.role == "" && t.kind != "" && t.kind != "message" {
		item(b, t.kind, v)
		return
	}
	t.append(b)
}

func (t *turn) append(b *record.Builder) {
	b.Message(t.role)
	if t.thinkingParts != nil {
		blocks(b, t.thinkingParts)
	} else if text := record.Text(t.reasoning); text != "" {
		b.Block(iolaus.Block{Kind: iolaus.ThinkingBlock, Text: text})
	}
	if t.role == "tool" || t.role == "function" {
		if t.content != nil {
			b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock, Text: flatten(b, t.content)})
		}
	} else {
		blocks(b, t.content)
	}
	blocks(b, t.parts)
	if t.toolCalls != nil {
		for _, call := range t.toolCalls.GetArray() {
			functionCall(b, call.Get("function"))
		}
	}
	functionCall(b, t.functionCall)
}

func functionCall(b *record.Builder, f *fastjson.Value) {
	if f == nil || f.Type() != fastjson.TypeObject {
		return
	}
	b.Block(iolaus.Block{
		Kind: iolaus.ToolUseBlock,
		Name: record.Text(f.Get("name")),
		Text: arguments(b, f.Get("arguments")),
	})
}

// arguments gives a call's arguments as JSON, whether they are JSON already or
// JSON in a string.
func arguments(b *record.Builder, v *fastjson.Value) string {
	if v == nil || v.Type() == fastjson.TypeNull {
		return ""
	}
	if v.Type() == fastjson.TypeString {
		return record.Text(v)
	}
	return b.JSON(v)
}

func textBlock(b *record.Builder, text string) {
	if text != "" {
		b.Block(iolaus.Block{Kind: iolaus.TextBlock, Text: text})
	}
}

package chat

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// blocks appends content to the last message: a string, a block, or a list of
// blocks.
func blocks(b *record.Builder, v *fastjson.Value) {
	if v == nil {
		return
	}
	switch v.Type() {
	case fastjson.TypeString:
		textBlock(b, record.Text(v))
	case fastjson.TypeArray:
		for _, element := range v.GetArray() {
			blocks1(b, element)
		}
	case fastjson.TypeObject:
		block(b, v)
	}
}

func blocks1(b *record.Builder, v *fastjson.Value) {
	switch v.Type() {
	case fastjson.TypeString:
		textBlock(b, record.Text(v))
	case fastjson.TypeObject:
		block(b, v)
	}
}

// block appends one content block. A kind that carries neither text nor an
// image (audio, cache points) is left out.
func block(b *record.Builder, v *fastjson.Value) {
	kind := v.Get("type")
	if kind == nil {
		converseBlock(b, v)
		return
	}
	switch record.Text(kind) {
	case "text", "input_text", "output_text":
		textBlock(b, record.First(record.Text(v.Get("text")), record.Text(v.Get("content"))))
	case "image", "image_url", "input_image":
		b.Block(iolaus.Block{Kind: iolaus.ImageBlock})
	case "document", "file", "input_file":
		document(b, v)
	case "blob", "uri":
		if m := record.Text(v.Get("modality")); m == "image" || m == "video" {
			b.Block(iolaus.Block{Kind: iolaus.ImageBlock})
		}
	case "tool_use", "server_tool_use", "mcp_tool_use":
		b.Block(iolaus.Block{Kind: iolaus.ToolUseBlock, Name: record.Text(v.Get("name")), Text: arguments(b, v.Get("input"))})
	case "tool_call", "server_tool_call":
		b.Block(iolaus.Block{Kind: iolaus.ToolUseBlock, Name: record.Text(v.Get("name")), Text: arguments(b, v.Get("arguments"))})
	case "tool_result", "web_search_tool_result", "mcp_tool_result", "code_execution_tool_result":
		b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock, Text: flatten(b, v.Get("content"))})
	case "tool_call_response", "server_tool_call_response":
		b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock, Text: flatten(b, either(v, "response", "result"))})
	case "thinking", "reasoning":
		b.Block(iolaus.Block{
			Kind:     iolaus.ThinkingBlock,
			Text:     record.First(record.Text(v.Get("thinking")), record.Text(v.Get("content")), record.Text(v.Get("text"))),
			Artefact: record.First(record.Text(v.Get("signature")), record.Text(v.Get("encrypted_content"))),
		})
	case "redacted_thinking":
		b.Block(iolaus.Block{Kind: iolaus.ThinkingBlock, Artefact: record.Text(v.Get("data"))})
	default:
		textBlock(b, record.First(record.Text(v.Get("text")), record.Text(v.Get("refusal"))))
	}
}

// document appends a document's text; one whose text is not in the log (a PDF)
// counts as an image, for that is how a model reads it.
func document(b *record.Builder, v *fastjson.Value) {
	source := v.Get("source")
	if source != nil && record.Text(source.Get("type")) == "text" {
		textBlock(b, record.Text(source.Get("data")))
		return
	}
	b.Block(iolaus.Block{Kind: iolaus.ImageBlock})
}

// converseBlock appends a block of the Converse API, which names a block's kind
// by its key.
func converseBlock(b *record.Builder, v *fastjson.Value) {
	if text := v.Get("text"); text != nil {
		textBlock(b, record.Text(text))
	}
	if use := v.Get("toolUse"); use != nil {
		b.Block(iolaus.Block{Kind: iolaus.ToolUseBlock, Name: record.Text(use.Get("name")), Text: arguments(b, use.Get("input"))})
	}
	if result := v.Get("toolResult"); result != nil {
		b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock, Text: flatten(b, result.Get("content"))})
	}
	if v.Exists("image") || v.Exists("document") || v.Exists("video") {
		b.Block(iolaus.Block{Kind: iolaus.ImageBlock})
	}
	if reasoning := v.Get("reasoningContent"); reasoning != nil {
		b.Block(iolaus.Block{
			Kind:     iolaus.ThinkingBlock,
			Text:     record.Text(reasoning.Get("reasoningText", "text")),
			Artefact: record.First(record.Text(reasoning.Get("reasoningText", "signature")), record.Text(reasoning.Get("redactedContent"))),
		})
	}
}

// flatten gives the text of a tool's result or a system prompt: a string,
// blocks of text joined by line breaks, or else its JSON.
func flatten(b *record.Builder, v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	switch v.Type() {
	case fastjson.TypeNull:
		return ""
	case fastjson.TypeString:
		return record.Text(v)
	case fastjson.TypeArray:
		elements := v.GetArray()
		if len(elements) == 1 {
			if text := blockText(elements[0]); text != "" {
				return text
			}
		}
		return b.Build(func(dst []byte) []byte { return appendBlocks(dst, elements) })
	}
	return b.JSON(v)
}

func appendBlocks(dst []byte, elements []*fastjson.Value) []byte {
	start := len(dst)
	for _, v := range elements {
		end := len(dst)
		if end > start {
			dst = append(dst, '\n')
		}
		text := len(dst)
		if dst = appendBlock(dst, v); len(dst) == text {
			dst = dst[:end]
		}
	}
	return dst
}

func appendBlock(dst []byte, v *fastjson.Value) []byte {
	if text := blockText(v); text != "" {
		return append(dst, text...)
	}
	switch {
	case v.Type() == fastjson.TypeString || v.Type() == fastjson.TypeNull || v.Exists("type") || v.Exists("image"):
		return dst
	case v.Exists("json"):
		return v.Get("json").MarshalTo(dst)
	}
	return v.MarshalTo(dst)
}

// blockText gives the text of a string or of a text block, else "".
func blockText(v *fastjson.Value) string {
	if v.Type() == fastjson.TypeString {
		return record.Text(v)
	}
	if text := either(v, "text", "content"); text != nil && text.Type() == fastjson.TypeString {
		return record.Text(text)
	}
	return ""
}

// either gives the value of the first key that v has.
func either(v *fastjson.Value, keys ...string) *fastjson.Value {
	for _, key := range keys {
		if found := v.Get(key); found != nil {
			return found
		}
	}
	return nil
}

// Content appends a message's content to the last message: a string, a block,
// or a list of blocks.
func Content(b *record.Builder, v *fastjson.Value) { blocks(b, v) }

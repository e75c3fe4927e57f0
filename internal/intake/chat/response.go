package chat

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Response reads the body of a response, whole or as the list of its stream
// events: stop reason, token counts, reasoning artefacts.
func Response(b *record.Builder, v *fastjson.Value) {
	if v == nil {
		return
	}
	switch v.Type() {
	case fastjson.TypeArray:
		for _, event := range v.GetArray() {
			Response(b, event)
		}
	case fastjson.TypeObject:
		v.GetObject().Visit(func(key []byte, v *fastjson.Value) { responseKey(b, key, v) })
	}
}

func responseKey(b *record.Builder, key []byte, v *fastjson.Value) {
	r := &b.X.Response
	switch string(key) {
	case "model":
		if b.X.Model == "" {
			b.X.Model = record.Text(v)
		}
	case "stop_reason", "stopReason", "finish_reason":
		if reason := StopReason(record.Text(v)); reason != "" {
			r.StopReason = reason
		}
	case "incomplete_details":
		if reason := StopReason(record.Text(v.Get("reason"))); reason != "" {
			r.StopReason = reason
		}
	case "status":
		if record.Text(v) == "completed" && r.StopReason == "" {
			r.StopReason = "end_turn"
		}
	case "usage", "metadata":
		Usage(b, v)
	case "choices":
		for _, choice := range v.GetArray() {
			Response(b, choice)
		}
	case "message", "delta", "response", "messageStop", "contentBlockDelta", "metrics":
		Response(b, v)
	case "content", "output", "thinking_blocks", "content_block", "item":
		issued(b, v)
	case "signature":
		b.Artefact(record.Text(v))
	case "latencyMs":
		b.X.Latency = record.Int(v)
	}
}

// issued collects the reasoning artefacts in a response's content.
func issued(b *record.Builder, v *fastjson.Value) {
	switch v.Type() {
	case fastjson.TypeArray:
		for _, element := range v.GetArray() {
			issued(b, element)
		}
	case fastjson.TypeObject:
		b.Artefact(record.Text(v.Get("signature")))
		b.Artefact(record.Text(v.Get("encrypted_content")))
		b.Artefact(record.Text(v.Get("reasoningContent", "reasoningText", "signature")))
		if record.Text(v.Get("type")) == "redacted_thinking" {
			b.Artefact(record.Text(v.Get("data")))
		}
		if message := v.Get("message"); message != nil {
			Response(b, message)
		}
	}
}

// StopReason puts the APIs' reasons into one vocabulary: end_turn, max_tokens,
// tool_use, refusal, content_filter; others stay as they are.
func StopReason(reason string) string {
	switch reason {
	case "stop", "completed":
		return "end_turn"
	case "length", "max_output_tokens":
		return "max_tokens"
	case "tool_calls", "function_call", "tool_call":
		return "tool_use"
	case "content_filtered", "guardrail_intervened":
		return "content_filter"
	}
	return reason
}

// Usage reads token counts in any API's shape. A count that is already known
// is not lowered, for the events of a stream repeat them.
func Usage(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	u := &b.X.Usage
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "usage":
			Usage(b, v)
		case "input_tokens", "prompt_tokens", "inputTokens", "inputTokenCount":
			u.InputTokens = max(u.InputTokens, record.Int(v))
		case "output_tokens", "completion_tokens", "outputTokens", "outputTokenCount":
			u.OutputTokens = max(u.OutputTokens, record.Int(v))
		case "cache_read_input_tokens", "cache_read_tokens", "cacheReadInputTokens", "cached_tokens":
			u.CacheReadTokens = max(u.CacheReadTokens, record.Int(v))
		case "reasoning_tokens", "thinking_tokens":
			u.ReasoningTokens = max(u.ReasoningTokens, record.Int(v))
		case "prompt_tokens_details", "input_tokens_details", "completion_tokens_details", "output_tokens_details":
			Usage(b, v)
		}
	})
}

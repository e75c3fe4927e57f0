package chat

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Request reads the body of a request.
func Request(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) { requestKey(b, key, v) })
}

func requestKey(b *record.Builder, key []byte, v *fastjson.Value) {
	r := &b.X.Request
	switch string(key) {
	case "model", "modelId":
		if b.X.Model == "" {
			b.X.Model = record.Text(v)
		}
	case "system", "instructions":
		r.System = Text(b, v)
	case "messages", "input", "prompt":
		Messages(b, v)
	case "tools", "functions":
		Tools(b, v)
	case "toolConfig":
		Tools(b, v.Get("tools"))
	case "max_tokens", "max_completion_tokens", "max_output_tokens", "max_tokens_to_sample", "maxTokens":
		r.MaxTokens = record.Int(v)
	case "temperature":
		r.Temperature = record.Float(v, -1)
	case "inferenceConfig":
		r.MaxTokens = record.Int(v.Get("maxTokens"))
		r.Temperature = record.Float(v.Get("temperature"), -1)
	case "stream":
		r.Stream = record.True(v)
	case "user", "safety_identifier":
		r.User = record.First(record.Text(v), r.User)
	case "metadata":
		if user := v.Get("user_id"); user != nil && r.User == "" {
			r.User = withoutSession(record.Text(user))
		}
	case "thinking", "reasoning", "reasoning_effort", "reasoningConfig":
		r.Thinking = r.Thinking || Thinks(v)
	case "additionalModelRequestFields":
		r.Thinking = r.Thinking || Thinks(v.Get("thinking")) || Thinks(v.Get("reasoning_config"))
	}
}

// Thinks reports whether a request's setting asks for extended reasoning: true,
// {"type":"enabled"}, {"type":"adaptive"}, {"effort":"high"} or "high".
func Thinks(v *fastjson.Value) bool {
	if v == nil {
		return false
	}
	switch v.Type() {
	case fastjson.TypeTrue:
		return true
	case fastjson.TypeString:
		return Effort(record.Text(v))
	case fastjson.TypeObject:
		if kind := either(v, "type", "effort"); kind != nil {
			return Thinks(kind)
		}
		return v.Exists("budget_tokens")
	}
	return false
}

// Effort reports whether the name of an effort asks for any reasoning.
func Effort(name string) bool {
	return name != "" && name != "none" && name != "disabled" && name != "false"
}

// withoutSession cuts the session off a user id of the form
// user_…_account_…_session_…, as agents write it, so that one user keeps one id.
func withoutSession(id string) string {
	if i := strings.Index(id, "_session_"); i > 0 {
		return id[:i]
	}
	return id
}

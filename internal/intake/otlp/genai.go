package otlp

import (
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/chat"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// who reads who called, from where, and what was called.
func who(b *record.Builder, a *attributes) {
	x := &b.X
	x.APIKey = record.First(a.text("api_key.id", "gen_ai.api_key.id", "api_key.hash"), b.Secret(a.text("http.request.header.x-api-key", "http.request.header.authorization")))
	user := a.text("enduser.id", "user.id", "enduser.pseudo.id")
	x.Account = record.First(a.text("account.id", "account", "client.id", "customer.id"), user, x.APIKey)
	if x.Account == x.APIKey {
		x.APIKey = ""
	}
	x.Request.User = a.text("gen_ai.request.user", "llm.user", "session.user.id")
	if x.Account != user && x.Request.User == "" {
		x.Request.User = user
	}
	x.Org = a.text("organization.id", "org.id", "tenant.id", "team.id")
	x.Pathway = a.text("iolaus.pathway", "pathway")
	x.Model = a.text("gen_ai.request.model", "gen_ai.response.model", "llm.model_name")
	x.Client.IP = a.text("client.address", "http.client_ip", "network.peer.address", "net.sock.peer.addr")
	x.Client.UserAgent = a.text("user_agent.original", "http.user_agent", "http.request.header.user-agent")
	x.Client.Country = a.text("client.geo.country.iso_code", "geo.country.iso_code")
	x.Client.JA4 = a.text("tls.client.ja4", "client.ja4")
	x.Client.Device = a.text("device.id")
}

func request(b *record.Builder, a *attributes) {
	r := &b.X.Request
	r.System = chat.Text(b, a.content(b, "gen_ai.system_instructions"))
	switch {
	case a.any("gen_ai.input.messages") != nil:
		chat.Messages(b, a.content(b, "gen_ai.input.messages"))
	case a.indexed("gen_ai.prompt.", 0, ".role", ".content"):
		a.prompts(b, "gen_ai.prompt.", ".", ".tool_calls.", ".")
	case a.indexed("llm.input_messages.", 0, ".message.role", ".message.content"):
		a.prompts(b, "llm.input_messages.", ".message.", ".message.tool_calls.", ".tool_call.function.")
	case len(a.events) > 0:
		a.messageEvents(b)
	default:
		chat.Messages(b, a.content(b, "gen_ai.prompt"))
	}
	chat.Tools(b, a.content(b, "gen_ai.tool.definitions", "gen_ai.request.tools", "llm.request.functions"))
	for i := 0; ; i++ {
		schema := a.content(b, "llm.tools."+strconv.Itoa(i)+".tool.json_schema")
		if schema == nil {
			break
		}
		chat.Tools(b, b.Parse(b.Build(func(dst []byte) []byte { return append(schema.MarshalTo(append(dst, '[')), ']') })))
	}
	chat.Request(b, onlyObject(a.content(b, "llm.invocation_parameters")))
	if n := a.number("gen_ai.request.max_tokens"); n > 0 {
		r.MaxTokens = n
	}
	if t, ok := record.ParseFloat(a.text("gen_ai.request.temperature")); ok {
		r.Temperature = t
	}
	r.Stream = r.Stream || a.text("gen_ai.request.stream", "llm.is_streaming", "gen_ai.is_streaming") == "true"
	r.Thinking = r.Thinking || chat.Effort(a.text("gen_ai.request.reasoning.level", "gen_ai.request.reasoning_effort"))
}

func onlyObject(v *fastjson.Value) *fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeObject {
		return nil
	}
	return v
}

func response(b *record.Builder, a *attributes) {
	x := &b.X
	x.Response.Status = int(a.number("http.response.status_code", "http.status_code"))
	if reasons := a.content(b, "gen_ai.response.finish_reasons"); reasons != nil {
		for _, reason := range reasons.GetArray() {
			x.Response.StopReason = chat.StopReason(record.Text(reason))
		}
	}
	if x.Response.StopReason == "" {
		x.Response.StopReason = chat.StopReason(a.text("gen_ai.completion.0.finish_reason", "gen_ai.response.finish_reason", "llm.finish_reason"))
	}
	if output := a.content(b, "gen_ai.output.messages"); output != nil {
		for _, message := range output.GetArray() {
			for _, part := range message.GetArray("parts") {
				b.Artefact(record.First(record.Text(part.Get("signature")), record.Text(part.Get("encrypted_content"))))
			}
		}
	}
	u := &x.Usage
	u.InputTokens = a.number("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt")
	u.OutputTokens = a.number("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion")
	u.ReasoningTokens = a.number("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens", "llm.token_count.completion_details.reasoning")
	u.CacheReadTokens = a.number("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens", "llm.token_count.prompt_details.cache_read")
}

// indexed reports whether there is an attribute of message i.
func (a *attributes) indexed(prefix string, i int, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if a.values[prefix+strconv.Itoa(i)+suffix] != nil {
			return true
		}
	}
	return false
}

// prompts reads messages whose parts are attributes of their own, numbered
// from 0 without a gap.
func (a *attributes) prompts(b *record.Builder, prefix, field, calls, call string) {
	for i := 0; a.indexed(prefix, i, field+"role", field+"content"); i++ {
		at := prefix + strconv.Itoa(i)
		role := scalar(a.values[at+field+"role"])
		b.Message(role)
		a.promptContent(b, role, a.values[at+field+"content"])
		for n := 0; ; n++ {
			name := scalar(a.values[at+calls+strconv.Itoa(n)+call+"name"])
			if name == "" {
				break
			}
			b.Block(iolaus.Block{Kind: iolaus.ToolUseBlock, Name: name, Text: scalar(a.values[at+calls+strconv.Itoa(n)+call+"arguments"])})
		}
	}
}

func (a *attributes) promptContent(b *record.Builder, role string, v value) {
	text := scalar(v)
	if role == "tool" {
		b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock, Text: text})
		return
	}
	// content of several parts is written as JSON in the string
	if strings.HasPrefix(text, `[{"`) {
		if parsed := b.Parse(text); parsed != nil {
			chat.Content(b, parsed)
			return
		}
	}
	if text != "" {
		b.Block(iolaus.Block{Kind: iolaus.TextBlock, Text: text})
	}
}

// messageEvents reads one event per message: gen_ai.user.message and the like.
func (a *attributes) messageEvents(b *record.Builder) {
	for i := range a.events {
		own := &a.events[i].attributes
		role := strings.TrimSuffix(strings.TrimPrefix(a.events[i].name, "gen_ai."), ".message")
		role = record.First(own.text("role"), role)
		b.Message(role)
		own.promptContent(b, role, own.any("content", "gen_ai.event.content"))
	}
}

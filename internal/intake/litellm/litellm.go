// Package litellm decodes LiteLLM's StandardLoggingPayload, one a record, as
// LiteLLM's file, object-store and callback loggers write it.
//
// The account is the virtual key's hash: it is what authenticates and carries
// the budget. The key's owner (user_api_key_user_id) would be a worse choice,
// for keys made in the admin page all belong to one default user. Records of
// calls that generate nothing (embeddings) are read like the others.
package litellm

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/chat"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Name is the format's name after --from.
const Name = "litellm"

// Looks reports whether v has the keys of a StandardLoggingPayload.
func Looks(v *fastjson.Value) bool {
	return v.Exists("startTime") && v.Exists("call_type") ||
		v.Exists("metadata", "user_api_key_hash") && v.Exists("startTime")
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error {
	x := &b.X
	metadata := v.Get("metadata")
	text := func(key string) string {
		if metadata == nil {
			return ""
		}
		return record.Text(metadata.Get(key))
	}
	x.ID = record.Text(v.Get("id"))
	x.Time = record.Time(v.Get("startTime"))
	if end := record.Time(v.Get("endTime")); x.Time > 0 && end > x.Time {
		x.Latency = int64(end - x.Time)
	}
	x.Request.User = record.First(record.Text(v.Get("end_user")), text("user_api_key_end_user_id"))
	x.Account = record.First(text("user_api_key_hash"), text("user_api_key_user_id"), x.Request.User)
	x.Org = record.First(text("user_api_key_org_id"), text("user_api_key_team_id"))
	x.Pathway = "gateway"
	x.Model = record.First(record.Text(v.Get("model")), record.Text(v.Get("model_group")))
	x.Client.IP = firstAddress(record.First(record.Text(v.Get("requester_ip_address")), text("requester_ip_address")))
	x.Client.UserAgent = userAgent(v)
	messages(b, v)
	chat.Request(b, v.Get("model_parameters"))
	x.Request.Stream = x.Request.Stream || record.True(v.Get("stream"))
	response(b, v)
	return b.Emit()
}

// firstAddress cuts proxies off a list of forwarded addresses.
func firstAddress(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// userAgent reads the caller's program: a field of its own in recent versions,
// a request tag in others.
func userAgent(v *fastjson.Value) string {
	if agent := record.First(record.Text(v.Get("user_agent")), record.Text(v.Get("metadata", "user_agent"))); agent != "" {
		return agent
	}
	best := ""
	for _, tag := range v.GetArray("request_tags") {
		if agent, ok := strings.CutPrefix(record.Text(tag), "User-Agent: "); ok && len(agent) > len(best) {
			best = agent // the longest one has the version
		}
	}
	return best
}

// messages reads the prompt: a list of messages, or with some call types a
// text or an object that holds either.
func messages(b *record.Builder, v *fastjson.Value) {
	m := v.Get("messages")
	if m == nil {
		return
	}
	if m.Type() == fastjson.TypeString {
		if parsed := b.Object(m); parsed != nil {
			m = parsed
		}
	}
	if m.Type() == fastjson.TypeObject && !m.Exists("role") {
		chat.Request(b, m)
		return
	}
	chat.Messages(b, m)
}

func response(b *record.Builder, v *fastjson.Value) {
	x := &b.X
	chat.Response(b, b.Object(v.Get("response")))
	chat.Usage(b, v.Get("metadata", "usage_object"))
	x.Usage.InputTokens = max(x.Usage.InputTokens, record.Int(v.Get("prompt_tokens")))
	x.Usage.OutputTokens = max(x.Usage.OutputTokens, record.Int(v.Get("completion_tokens")))
	switch record.Text(v.Get("status")) {
	case "success":
		x.Response.Status = 200
	case "failure":
		x.Response.Status = int(record.Int(v.Get("error_information", "error_code")))
		if x.Response.Status == 0 {
			x.Response.Status = 500
		}
	}
}

// Package envoy decodes Envoy's JSON access logs, as Envoy Gateway and Envoy AI
// Gateway write them by default and with the fields that operators commonly
// add.
//
// Access logs carry no prompt unless the operator logs the bodies
// (request_body, response_body): without them an exchange has who, when, where
// from, model and counts, and only what needs no text can be found. An access
// log names no account by default either; the operator adds a header or claim.
package envoy

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/chat"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Name is the format's name after --from.
const Name = "envoy"

// Looks reports whether v has the keys of an access log.
func Looks(v *fastjson.Value) bool {
	return v.Exists("response_code") && (v.Exists("start_time") || v.Exists("response_flags") || v.Exists("upstream_host"))
}

// entry holds the values of a log entry that compete for one field.
type entry struct {
	account, user, key               string
	secret                           string
	forwarded, peer, model, override string
	requested                        string
	requestBody, responseBody        *fastjson.Value
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error {
	var e entry
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		if !e.identity(key, v) && !e.place(b, key, v) {
			e.outcome(b, key, v)
		}
	})
	x := &b.X
	x.APIKey = record.First(e.key, b.Secret(e.secret))
	x.Account = record.First(e.account, e.user, x.APIKey)
	if x.Account == x.APIKey {
		x.APIKey = ""
	}
	if e.account != "" {
		x.Request.User = e.user
	}
	x.Client.IP = record.First(firstAddress(e.forwarded), host(e.peer))
	x.Model = record.First(e.requested, e.model, e.override)
	x.Pathway = record.First(x.Pathway, "gateway")
	chat.Request(b, b.Object(e.requestBody))
	chat.Response(b, b.Object(e.responseBody))
	return b.Emit()
}

// identity takes the keys that say who called.
func (e *entry) identity(key []byte, v *fastjson.Value) bool {
	switch string(key) {
	case "account", "account_id", "x-account-id", "client_id", "x-client-id", "customer_id":
		e.account = record.First(e.account, value(v))
	case "user_id", "x-user-id", "user", "sub", "jwt_sub":
		e.user = record.First(e.user, value(v))
	case "api_key_id", "x-api-key-id":
		e.key = value(v)
	case "x-api-key", "authorization", "api_key":
		e.secret = record.First(e.secret, value(v))
	case "genai_model_name", "gen_ai.request.model", "x-ai-eg-model", "model":
		e.requested = record.First(value(v), e.requested)
	case "gen_ai.response.model":
		e.model = value(v)
	case "genai_model_name_override":
		e.override = value(v)
	case "request_body":
		e.requestBody = v
	case "response_body":
		e.responseBody = v
	default:
		return false
	}
	return true
}

// place takes the keys that say when and where from.
func (e *entry) place(b *record.Builder, key []byte, v *fastjson.Value) bool {
	x := &b.X
	switch string(key) {
	case "start_time", "timestamp", "time":
		if x.Time <= 0 {
			x.Time = record.Time(v)
		}
	case "x-request-id", "request_id":
		x.ID = value(v)
	case "org", "org_id", "tenant_id", "x-tenant-id", "x-org-id", "team_id", "x-team-id":
		x.Org = record.First(x.Org, value(v))
	case "x-forwarded-for", "x_forwarded_for":
		e.forwarded = value(v)
	case "downstream_remote_address", "downstream_remote_address_without_port", "client_ip":
		e.peer = record.First(value(v), e.peer)
	case "user-agent", "user_agent":
		x.Client.UserAgent = value(v)
	case "ja4", "tls_ja4", "tls_ja4_fingerprint", "ja4_fingerprint":
		x.Client.JA4 = value(v)
	case "country", "x-country", "cf-ipcountry":
		x.Client.Country = value(v)
	case "asn", "x-asn":
		if n := record.Int(v); n > 0 && n < 1<<32 {
			x.Client.ASN = uint32(n)
		}
	case "pathway":
		x.Pathway = value(v)
	default:
		return false
	}
	return true
}

// outcome takes the keys that say what came of it.
func (e *entry) outcome(b *record.Builder, key []byte, v *fastjson.Value) {
	x := &b.X
	switch string(key) {
	case "response_code":
		x.Response.Status = int(record.Int(v))
	case "duration":
		x.Latency = record.Int(v)
	case "stop_reason", "finish_reason", "gen_ai.response.finish_reasons":
		x.Response.StopReason = chat.StopReason(value(v))
	case "genai_tokens_input", "gen_ai.usage.input_tokens", "llm_input_token":
		x.Usage.InputTokens = record.Int(v)
	case "genai_tokens_output", "gen_ai.usage.output_tokens", "llm_output_token":
		x.Usage.OutputTokens = record.Int(v)
	case "genai_tokens_cached_input", "gen_ai.usage.cache_read.input_tokens", "llm_cached_input_token":
		x.Usage.CacheReadTokens = record.Int(v)
	case "genai_tokens_reasoning", "gen_ai.usage.reasoning.output_tokens", "llm_reasoning_token":
		x.Usage.ReasoningTokens = record.Int(v)
	}
}

// value gives a text; Envoy writes "-" for what is absent.
func value(v *fastjson.Value) string {
	if text := record.Text(v); text != "-" {
		return text
	}
	return ""
}

// firstAddress gives the client in X-Forwarded-For: the first of the list.
func firstAddress(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// host cuts the port off 203.0.113.7:443 and [2001:db8::1]:443.
func host(address string) string {
	if i := strings.LastIndexByte(address, ':'); i >= 0 && (address[0] == '[' || strings.IndexByte(address, ':') == i) {
		address = address[:i]
	}
	return strings.Trim(address, "[]")
}

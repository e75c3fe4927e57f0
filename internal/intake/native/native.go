// Package native decodes Iolaus' own exchange records (docs/format/exchange.md).
//
// It takes one parsed JSON object per record and fills the Builder's exchange;
// unknown keys are ignored and missing ones stay empty. It is the hot path: it
// visits each object once and copies no text.
package native

import (
	"math"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/chat"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Name is the format's name after --from.
const Name = "iolaus"

// Looks reports whether v has the keys of an exchange record. A pair of bodies
// as an API defines them, with time and account around it, is none: it has the
// model inside the request.
func Looks(v *fastjson.Value) bool {
	if !v.Exists("account") || !v.Exists("time") {
		return false
	}
	request, response := v.Get("request"), v.Get("response")
	for _, key := range [...]string{"model", "body", "headers", "input"} {
		if request != nil && request.Exists(key) {
			return false
		}
	}
	for _, key := range [...]string{"body", "choices", "object", "content"} {
		if response != nil && response.Exists(key) {
			return false
		}
	}
	return true
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error {
	x := &b.X
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "id":
			x.ID = record.Text(v)
		case "time":
			x.Time = record.Time(v)
		case "account":
			x.Account = record.Text(v)
		case "org":
			x.Org = record.Text(v)
		case "api_key":
			x.APIKey = record.Text(v)
		case "pathway":
			x.Pathway = record.Text(v)
		case "model":
			x.Model = record.Text(v)
		case "client":
			Client(&x.Client, v)
		case "request":
			request(b, b.Object(v))
		case "response":
			response(b, b.Object(v))
		case "usage":
			usage(&x.Usage, b.Object(v))
		case "latency_ms":
			x.Latency = record.Int(v)
		}
	})
	return b.Emit()
}

// Client reads where a request or a registration came from.
func Client(c *iolaus.Client, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		return
	}
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "ip":
			c.IP = record.Text(v)
		case "asn":
			if n := record.Int(v); n > 0 && n <= math.MaxUint32 {
				c.ASN = uint32(n)
			}
		case "country":
			c.Country = record.Text(v)
		case "user_agent":
			c.UserAgent = record.Text(v)
		case "ja4":
			c.JA4 = record.Text(v)
		case "device":
			c.Device = record.Text(v)
		}
	})
}

func request(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	r := &b.X.Request
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "system":
			r.System = chat.Text(b, v)
		case "messages":
			chat.Messages(b, list(b, v))
		case "tools":
			chat.Tools(b, list(b, v))
		case "max_tokens":
			r.MaxTokens = record.Int(v)
		case "temperature":
			r.Temperature = record.Float(v, -1)
		case "thinking":
			r.Thinking = chat.Thinks(v)
		case "stream":
			r.Stream = record.True(v)
		case "user":
			r.User = record.Text(v)
		}
	})
}

// list gives v itself, or the list that it holds as JSON in a string, as
// columnar exports write it.
func list(b *record.Builder, v *fastjson.Value) *fastjson.Value {
	if v.Type() == fastjson.TypeString {
		if inner := b.Object(v); inner != nil {
			return inner
		}
	}
	return v
}

func response(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	r := &b.X.Response
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "status":
			r.Status = int(record.Int(v))
		case "stop_reason":
			r.StopReason = chat.StopReason(record.Text(v))
		case "artefacts":
			for _, artefact := range v.GetArray() {
				b.Artefact(record.Text(artefact))
			}
		}
	})
}

func usage(u *iolaus.Usage, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "input_tokens":
			u.InputTokens = record.Int(v)
		case "output_tokens":
			u.OutputTokens = record.Int(v)
		case "reasoning_tokens":
			u.ReasoningTokens = record.Int(v)
		case "cache_read_tokens":
			u.CacheReadTokens = record.Int(v)
		}
	})
}

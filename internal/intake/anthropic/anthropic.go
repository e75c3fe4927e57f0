// Package anthropic decodes pairs of an Anthropic Messages request and its
// response, one a record (see package pair).
//
// It adds to pair only how to tell such a record. A body that OpenAI's API
// would take as well, with no word of the model or the response, is left to
// package openai.
package anthropic

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/pair"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Name is the format's name after --from.
const Name = "anthropic"

// Looks reports whether v is a pair of the Messages API.
func Looks(v *fastjson.Value) bool {
	if !v.Exists("request") {
		return false
	}
	var b record.Builder
	request, response := pair.Bodies(&b, v)
	if request == nil || !request.Exists("messages") && !request.Exists("prompt") {
		return false
	}
	if response != nil && (record.Text(response.Get("type")) == "message" || response.Exists("stop_reason")) {
		return true
	}
	return request.Exists("anthropic_version") || strings.Contains(record.Text(request.Get("model")), "claude") && !response.Exists("choices")
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error { return pair.Decode(b, v) }

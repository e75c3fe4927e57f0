// Package openai decodes pairs of an OpenAI request and its response, Chat
// Completions or Responses, one a record (see package pair). Providers that
// speak OpenAI's protocol log the same.
//
// It adds to pair only how to tell such a record.
package openai

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/pair"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Name is the format's name after --from.
const Name = "openai"

// Looks reports whether v is a pair of Chat Completions or Responses.
func Looks(v *fastjson.Value) bool {
	if !v.Exists("request") {
		return false
	}
	var b record.Builder
	request, response := pair.Bodies(&b, v)
	for _, key := range [...]string{"messages", "input", "prompt"} {
		if request != nil && request.Exists(key) {
			return true
		}
	}
	return response != nil && (response.Exists("choices") || record.Text(response.Get("object")) == "response")
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error { return pair.Decode(b, v) }

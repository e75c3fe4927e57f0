package pair_test

import (
	"testing"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/pair"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// What the client sends as its request's id must never be the exchange's: a
// constant would make all its exchanges duplicates of one.
func TestIDIsNotTheClients(t *testing.T) {
	const request = `"request":{"headers":{"X-Request-Id":"constant"},"body":{"messages":[]}},`
	for _, tt := range []struct{ name, record, want string }{
		{"of the record", `{"request_id":"r",` + request + `"response":{"id":"b"}}`, "r"},
		{"of its metadata", `{"metadata":{"id":"m"},` + request + `"response":{"id":"b"}}`, "m"},
		{"body before header", `{` + request + `"response":{"headers":{"x-request-id":"h"},"body":{"id":"b"}}}`, "b"},
		{"response header", `{` + request + `"response":{"headers":{"x-request-id":["h"]},"body":{}}}`, "h"},
		{"echo", `{` + request + `"response":{"headers":{"x-request-id":"constant"},"body":{}}}`, ""},
		{"headers of the record", `{"headers":{"x-request-id":"constant"},"request":{"messages":[]},"response":{}}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b record.Builder
			got := "no exchange"
			b.Emit = func() error { got = b.X.ID; return nil }
			b.Begin()
			if err := pair.Decode(&b, fastjson.MustParse(tt.record)); err != nil || got != tt.want {
				t.Errorf("id %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

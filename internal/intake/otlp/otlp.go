package otlp

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Names of the formats after --from.
const (
	Name      = "otlp-json"
	NameProto = "otlp-proto"
)

// Looks reports whether v is an ExportTraceServiceRequest.
func Looks(v *fastjson.Value) bool {
	return v.Exists("resourceSpans") || v.Exists("resource_spans")
}

// Decode reads the exchanges of one ExportTraceServiceRequest. Keys are read in
// lowerCamelCase and in snake_case, for both are in use.
func Decode(b *record.Builder, v *fastjson.Value) error {
	for _, resource := range list(v, "resourceSpans", "resource_spans") {
		var common attributes
		common.read(list(resource.Get("resource"), "attributes"))
		for _, scope := range list(resource, "scopeSpans", "scope_spans", "instrumentationLibrarySpans") {
			for _, s := range list(scope, "spans") {
				if err := span(b, s, &common); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func span(b *record.Builder, v *fastjson.Value, common *attributes) error {
	var a attributes
	a.common = common
	a.read(list(v, "attributes"))
	for _, event := range list(v, "events") {
		a.event(event)
	}
	if !a.modelCall() {
		return nil
	}
	x := &b.X
	x.ID = record.First(a.text("gen_ai.response.id"), record.Text(either(v, "spanId", "span_id")))
	start := record.Time(either(v, "startTimeUnixNano", "start_time_unix_nano"))
	end := record.Time(either(v, "endTimeUnixNano", "end_time_unix_nano"))
	x.Time = start
	if end > start && start > 0 {
		x.Latency = int64(end - start)
	}
	who(b, &a)
	request(b, &a)
	response(b, &a)
	if code := record.Text(v.Get("status", "code")); x.Response.Status == 0 && (code == "2" || code == "STATUS_CODE_ERROR") {
		x.Response.Status = 500
	}
	return b.Emit()
}

// list gives the list under the first key that v has.
func list(v *fastjson.Value, keys ...string) []*fastjson.Value {
	if found := either(v, keys...); found != nil && found.Type() == fastjson.TypeArray {
		return found.GetArray()
	}
	return nil
}

func either(v *fastjson.Value, keys ...string) *fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeObject {
		return nil
	}
	for _, key := range keys {
		if found := v.Get(key); found != nil {
			return found
		}
	}
	return nil
}

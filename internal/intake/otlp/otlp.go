package otlp

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
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
		common.read(jsonPairs(resource.Get("resource"), "attributes"))
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

// facts are what a span says of itself outside of its attributes.
type facts struct {
	id         string
	start, end iolaus.Millis
	failed     bool
}

func span(b *record.Builder, v *fastjson.Value, common *attributes) error {
	a := attributes{common: common}
	a.read(jsonPairs(v, "attributes"))
	for _, e := range list(v, "events") {
		count, pairs := jsonPairs(e, "attributes")
		a.event(record.Text(either(e, "name")), count, pairs)
	}
	code := record.Text(v.Get("status", "code"))
	return exchange(b, &a, facts{
		id:     record.Text(either(v, "spanId", "span_id")),
		start:  record.Time(either(v, "startTimeUnixNano", "start_time_unix_nano")),
		end:    record.Time(either(v, "endTimeUnixNano", "end_time_unix_nano")),
		failed: code == "2" || code == "STATUS_CODE_ERROR",
	})
}

// exchange emits what a span tells, if it is a call to a model.
func exchange(b *record.Builder, a *attributes, f facts) error {
	if !a.modelCall() {
		return nil
	}
	x := &b.X
	x.ID = record.First(a.text("gen_ai.response.id"), f.id)
	x.Time = f.start
	if f.end > f.start && f.start > 0 {
		x.Latency = int64(f.end - f.start)
	}
	who(b, a)
	request(b, a)
	response(b, a)
	if x.Response.Status == 0 && f.failed {
		x.Response.Status = 500
	}
	return b.Emit()
}

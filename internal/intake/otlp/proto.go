package otlp

import (
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// The messages of opentelemetry/proto/trace/v1, as far as they are read.
var (
	eventMessage = []child{
		{id: 2, key: "name", value: (*transcoder).text},
		{id: 3, key: "attributes", list: true, value: attribute},
	}
	spanMessage = []child{
		{id: 1, key: "traceId", value: (*transcoder).hex},
		{id: 2, key: "spanId", value: (*transcoder).hex},
		{id: 5, key: "name", value: (*transcoder).text},
		{id: 7, key: "startTimeUnixNano", value: (*transcoder).unsigned},
		{id: 8, key: "endTimeUnixNano", value: (*transcoder).unsigned},
		{id: 9, key: "attributes", list: true, value: attribute},
		{id: 11, key: "events", list: true, value: message(eventMessage)},
		{id: 15, key: "status", value: message([]child{{id: 3, key: "code", value: (*transcoder).unsigned}})},
	}
	resourceMessage      = []child{{id: 1, key: "attributes", list: true, value: attribute}}
	scopeSpansMessage    = []child{{id: 2, key: "spans", list: true, value: message(spanMessage)}}
	resourceSpansMessage = []child{
		{id: 1, key: "resource", value: message(resourceMessage)},
		{id: 2, key: "scopeSpans", list: true, value: message(scopeSpansMessage)},
	}
	requestMessage = []child{{id: 1, key: "resourceSpans", list: true, value: message(resourceSpansMessage)}}
)

// DecodeProto reads the exchanges of one ExportTraceServiceRequest in protobuf.
func DecodeProto(b *record.Builder, data []byte) error {
	var err error
	text := b.Build(func(dst []byte) []byte {
		t := transcoder{out: dst}
		err = t.object(data, requestMessage)
		return t.out
	})
	if err != nil {
		return err
	}
	v := b.Parse(text)
	if v == nil {
		return errProto
	}
	return Decode(b, v)
}

// LooksProto reports whether data has the structure of an
// ExportTraceServiceRequest in protobuf. It is strict enough that no text
// passes. If data is not whole, only its beginning is judged.
func LooksProto(data []byte, whole bool) bool {
	if len(data) == 0 {
		return false
	}
	first := true
	for len(data) > 0 {
		id, kind, n := protowire.ConsumeTag(data)
		if n < 0 || id != 1 || kind != protowire.BytesType {
			return !first && !whole && n < 0
		}
		spans, size := protowire.ConsumeBytes(data[n:])
		if size < 0 {
			return !whole && looksResourceSpans(afterLength(data[n:]), false)
		}
		if !looksResourceSpans(spans, true) {
			return false
		}
		data, first = data[n+size:], false
	}
	return true
}

func afterLength(data []byte) []byte {
	_, n := protowire.ConsumeVarint(data)
	return data[max(n, 0):]
}

func looksResourceSpans(data []byte, whole bool) bool {
	found := false
	for len(data) > 0 {
		id, kind, n := protowire.ConsumeTag(data)
		if n < 0 || kind != protowire.BytesType || id > 3 && id != 1000 {
			return false
		}
		_, size := protowire.ConsumeBytes(data[n:])
		if size < 0 {
			return !whole
		}
		found = found || id == 2
		data = data[n+size:]
	}
	return found
}

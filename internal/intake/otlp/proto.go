package otlp

import (
	"errors"
	"iter"
	"math"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

var errProto = errors.New("not a valid OTLP message")

// DecodeProto reads the exchanges of one ExportTraceServiceRequest in protobuf.
func DecodeProto(b *record.Builder, data []byte) error {
	if tooDeep(data, maxNesting) {
		return errProto
	}
	// by ptrace, not ptraceotlp, which would link gRPC in
	traces, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
	if err != nil {
		return errProto
	}
	for _, resource := range traces.ResourceSpans().All() {
		var common attributes
		common.read(protoPairs(resource.Resource().Attributes()))
		for _, scope := range resource.ScopeSpans().All() {
			for _, s := range scope.Spans().All() {
				if err := protoSpan(b, s, &common); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func protoSpan(b *record.Builder, s ptrace.Span, common *attributes) error {
	a := attributes{common: common}
	a.read(protoPairs(s.Attributes()))
	for _, e := range s.Events().All() {
		count, pairs := protoPairs(e.Attributes())
		a.event(e.Name(), count, pairs)
	}
	return exchange(b, &a, facts{
		id:     s.SpanID().String(),
		start:  protoTime(s.StartTimestamp()),
		end:    protoTime(s.EndTimestamp()),
		failed: s.Status().Code() == ptrace.StatusCodeError,
	})
}

// protoTime reads a time as from JSON, so that one in a wrong unit is
// understood there and here.
func protoTime(t pcommon.Timestamp) iolaus.Millis {
	return record.ParseTime(strconv.FormatUint(uint64(t), 10))
}

// protoValue is an AnyValue that came in protobuf.
type protoValue struct{ pcommon.Value }

func protoPairs(m pcommon.Map) (count int, pairs iter.Seq2[string, value]) {
	return m.Len(), func(yield func(string, value) bool) {
		for key, v := range m.All() {
			if !yield(key, protoValue{v}) {
				return
			}
		}
	}
}

func (v protoValue) scalar() string {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return strings.ToValidUTF8(v.Str(), "\uFFFD")
	case pcommon.ValueTypeBool:
		return strconv.FormatBool(v.Bool())
	case pcommon.ValueTypeInt:
		return strconv.FormatInt(v.Int(), 10)
	case pcommon.ValueTypeDouble:
		if d := v.Double(); !math.IsNaN(d) && !math.IsInf(d, 0) {
			return strconv.FormatFloat(d, 'g', -1, 64)
		}
	}
	return ""
}

func (v protoValue) isText() bool { return v.Type() == pcommon.ValueTypeStr }

func (v protoValue) appendPlain(dst []byte, depth int) []byte {
	if depth > maxDepth {
		return append(dst, "null"...)
	}
	switch v.Type() {
	case pcommon.ValueTypeSlice:
		dst = append(dst, '[')
		for i, element := range v.Slice().All() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = protoValue{element}.appendPlain(dst, depth+1)
		}
		return append(dst, ']')
	case pcommon.ValueTypeMap:
		dst = append(dst, '{')
		start := len(dst)
		for key, element := range v.Map().All() {
			if len(dst) > start {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, key), ':')
			dst = protoValue{element}.appendPlain(dst, depth+1)
		}
		return append(dst, '}')
	}
	return appendScalar(dst, v)
}

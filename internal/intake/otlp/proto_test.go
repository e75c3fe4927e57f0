package otlp_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fastjson"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/intake/otlp"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

// encode makes protobuf of the OTLP JSON in a file, with the field numbers of
// opentelemetry-proto.
func encode(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v, err := fastjson.ParseBytes(text)
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, resource := range v.GetArray("resourceSpans") {
		var r []byte
		r = sub(r, 1, attributes(nil, 1, resource.GetArray("resource", "attributes")))
		for _, scope := range resource.GetArray("scopeSpans") {
			var s []byte
			s = sub(s, 1, text1(nil, 1, "example"))
			for _, span := range scope.GetArray("spans") {
				s = sub(s, 2, spanMessage(span))
			}
			r = sub(r, 2, s)
		}
		out = sub(out, 1, r)
	}
	return out
}

func spanMessage(span *fastjson.Value) []byte {
	var out []byte
	for id, key := range map[protowire.Number]string{1: "traceId", 2: "spanId"} {
		raw, _ := hex.DecodeString(string(span.GetStringBytes(key)))
		out = sub(out, id, raw)
	}
	out = text1(out, 5, string(span.GetStringBytes("name")))
	for id, key := range map[protowire.Number]string{7: "startTimeUnixNano", 8: "endTimeUnixNano"} {
		if nanos, err := strconv.ParseUint(string(span.GetStringBytes(key)), 10, 64); err == nil {
			out = protowire.AppendFixed64(protowire.AppendTag(out, id, protowire.Fixed64Type), nanos)
		}
	}
	out = attributes(out, 9, span.GetArray("attributes"))
	return sub(out, 15, nil)
}

func attributes(out []byte, id protowire.Number, pairs []*fastjson.Value) []byte {
	for _, pair := range pairs {
		kv := text1(nil, 1, string(pair.GetStringBytes("key")))
		out = sub(out, id, sub(kv, 2, anyValue(pair.Get("value"))))
	}
	return out
}

func anyValue(v *fastjson.Value) []byte {
	switch {
	case v.Exists("stringValue"):
		return text1(nil, 1, string(v.GetStringBytes("stringValue")))
	case v.Exists("intValue"):
		n, _ := strconv.ParseInt(string(v.GetStringBytes("intValue")), 10, 64)
		return protowire.AppendVarint(protowire.AppendTag(nil, 3, protowire.VarintType), uint64(n))
	case v.Exists("doubleValue"):
		return protowire.AppendFixed64(protowire.AppendTag(nil, 4, protowire.Fixed64Type), math.Float64bits(v.GetFloat64("doubleValue")))
	case v.Exists("arrayValue"):
		var values []byte
		for _, element := range v.GetArray("arrayValue", "values") {
			values = sub(values, 1, anyValue(element))
		}
		return sub(nil, 5, values)
	case v.Exists("kvlistValue"):
		return sub(nil, 6, attributes(nil, 1, v.GetArray("kvlistValue", "values")))
	}
	return nil
}

func sub(out []byte, id protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(out, id, protowire.BytesType), message)
}

func text1(out []byte, id protowire.Number, text string) []byte { return sub(out, id, []byte(text)) }

func framed(messages ...[]byte) (out []byte) {
	for _, m := range messages {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(m))), m...)
	}
	return out
}

func decode(t testing.TB, data []byte, from string) (format string, exchanges []*iolaus.Exchange, problems int) {
	t.Helper()
	d := intake.NewDecoder()
	o := intake.Options{Inputs: []string{"-"}, Stdin: bytes.NewReader(data), From: from}
	totals, err := intake.Read(context.Background(), o, func(b *intake.Batch) error {
		format = b.Format
		return d.Decode(b, func(x *iolaus.Exchange, _ []byte) error {
			exchanges = append(exchanges, xtest.Clone(x))
			return nil
		}, func(intake.Problem) { problems++ })
	})
	var unreadable *intake.SourceError
	if err != nil && !errors.As(err, &unreadable) {
		t.Fatal(err)
	}
	return format, exchanges, problems + len(totals.Problems)
}

// The same spans give the same exchanges as JSON and as protobuf.
func TestProtoEqualsJSON(t *testing.T) {
	text, err := os.ReadFile("testdata/current.json")
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := decode(t, text, "")
	message := encode(t, "testdata/current.json")
	tests := []struct {
		name  string
		data  []byte
		times int
	}{
		{"bare", message, 1},
		{"length-delimited", framed(message, message, message), 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			format, got, problems := decode(t, tt.data, "")
			if format != otlp.NameProto || problems > 0 || len(got) != tt.times {
				t.Fatalf("%s: %d exchanges, %d problems", format, len(got), problems)
			}
			if diff := cmp.Diff(want[0], got[0]); diff != "" {
				t.Error(diff)
			}
		})
	}
	_, got, problems := decode(t, framed(message, message)[:len(message)+50], "")
	if len(got) != 1 || problems != 1 {
		t.Errorf("cut off: %d exchanges, %d problems", len(got), problems)
	}
	_, got, problems = decode(t, framed(message, []byte("\x0a\x7fbroken"), message), "")
	if len(got) != 2 || problems != 1 {
		t.Errorf("broken message: %d exchanges, %d problems", len(got), problems)
	}
}

func FuzzProto(f *testing.F) {
	message := encode(f, "testdata/current.json")
	f.Add(message)
	f.Add(framed(message, message))
	f.Add(framed(message)[:200])
	f.Add([]byte("\x00\x00\x00\x02\x0a\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		decode(t, data, otlp.NameProto)
		decode(t, data, "")
		decode(t, framed(data), otlp.NameProto)
	})
}

package otlp_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/intake/otlp"
	"github.com/iolaus-project/iolaus/internal/intake/record"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

// encode makes protobuf of OTLP JSON.
func encode(t testing.TB, text []byte) []byte {
	t.Helper()
	traces, err := (&ptrace.JSONUnmarshaler{DisallowUnknownFields: true}).UnmarshalTraces(text)
	if err != nil {
		t.Fatal(err)
	}
	message, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(traces)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

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
		return d.Decode(b, func(x *iolaus.Exchange, _ []byte, _ int) error {
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
	logs := map[string][]byte{"current": read(t, "testdata/current.json"), "plain": []byte(strings.ReplaceAll(plain, "\n", ""))}
	for i, line := range bytes.Split(bytes.TrimSpace(read(t, "testdata/older.jsonl")), []byte{'\n'}) {
		logs["older "+strconv.Itoa(i)] = line
	}
	for name, text := range logs {
		t.Run(name, func(t *testing.T) {
			_, want, refused := decode(t, text, otlp.Name)
			format, got, problems := decode(t, encode(t, text), "")
			if format != otlp.NameProto || len(got)+problems == 0 {
				t.Fatalf("%s: %d exchanges", format, len(got))
			}
			if diff := cmp.Diff(want, got); diff != "" || problems != refused {
				t.Errorf("%d problems, want %d; %s", problems, refused, diff)
			}
		})
	}
}

// plain holds values of every kind and what has to be escaped.
const plain = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"eee19b7ec3c1b174","startTimeUnixNano":"1772409602818000000","status":{"code":2},"attributes":[
{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
{"key":"user.id","value":{"intValue":"-9223372036854775808"}},
{"key":"gen_ai.request.stream","value":{"boolValue":true}},
{"key":"gen_ai.request.temperature","value":{"doubleValue":"-Infinity"}},
{"key":"gen_ai.request.max_tokens","value":{"doubleValue":1e3}},
{"key":"gen_ai.request.reasoning_effort","value":{"stringValue":"high"}},
{"key":"gen_ai.system_instructions","value":{"stringValue":"say \"\u0001\" \\ \ud83d\ude00"}},
{"key":"gen_ai.prompt","value":{"stringValue":"{no JSON\n"}},
{"key":"gen_ai.tool.definitions","value":{"arrayValue":{"values":[{"kvlistValue":{"values":[
 {"key":"name","value":{"stringValue":"f"}},
 {"key":"parameters","value":{"kvlistValue":{"values":[
  {"key":"a\"\u0002","value":{"arrayValue":{"values":[{"intValue":"1"},{"doubleValue":0.25},{"boolValue":false},{},{"bytesValue":"AAE="},{"stringValue":"\u001f"}]}}},
  {"key":"none","value":{"kvlistValue":{}}}]}}}]}}]}}}]}]}]}]}`

func TestProtoFraming(t *testing.T) {
	message := encode(t, read(t, "testdata/current.json"))
	tests := []struct {
		name                string
		data                []byte
		exchanges, problems int
	}{
		{"bare", message, 1, 0},
		{"length-delimited", framed(message, message, message), 3, 0},
		{"cut off", framed(message, message)[:len(message)+50], 1, 1},
		{"broken", framed(message, []byte("\x0a\x7fbroken"), message), 2, 1},
		{"nested", framed(message, nested(1_500_000), message), 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			format, got, problems := decode(t, tt.data, "")
			if format != otlp.NameProto || len(got) != tt.exchanges || problems != tt.problems {
				t.Errorf("%s: %d exchanges, %d problems", format, len(got), problems)
			}
		})
	}
}

// nested gives a message with an attribute of lists within lists.
func nested(lists int) []byte {
	var backwards []byte
	for i := range 2*lists + 4 {
		length := binary.AppendUvarint(nil, uint64(len(backwards)))
		slices.Reverse(length)
		tag := byte(0x0a)
		switch {
		case i < 2*lists && i%2 == 1:
			tag = 0x2a // AnyValue.array_value
		case i == 2*lists:
			tag = 0x12 // KeyValue.value
		}
		backwards = append(append(backwards, length...), tag)
	}
	slices.Reverse(backwards)
	return backwards
}

func TestProtoNesting(t *testing.T) {
	for lists, refused := range map[int]bool{0: false, 50: false, 98: false, 99: true, 1000: true} {
		err := otlp.DecodeProto(new(record.Builder), nested(lists))
		if refused != (err != nil) {
			t.Errorf("%d lists: %v", lists, err)
		}
	}
}

func BenchmarkDecodeProto(b *testing.B) {
	batch := &intake.Batch{Format: otlp.NameProto, Data: framed(encode(b, read(b, "testdata/current.json")))}
	d := intake.NewDecoder()
	exchanges := 0
	yield := func(*iolaus.Exchange, []byte, int) error { exchanges++; return nil }
	b.ReportAllocs()
	b.SetBytes(int64(len(batch.Data)))
	for b.Loop() {
		if err := d.Decode(batch, yield, func(intake.Problem) {}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(exchanges), "ns/exchange")
}

func FuzzProto(f *testing.F) {
	message := encode(f, read(f, "testdata/current.json"))
	f.Add(encode(f, []byte(plain)))
	f.Add(nested(5))
	f.Add(nested(300))
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

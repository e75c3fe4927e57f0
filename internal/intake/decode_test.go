package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

// sampleRecord is a record of about 1.2 KB as a provider's log would hold it.
func sampleRecord(n int) string {
	text := strings.Repeat("Write out the reasoning behind this finished answer, step by step, and say where it could be wrong.\\n", 6)
	return fmt.Sprintf(`{"id":"x_%016x","time":"2026-03-02T00:%02d:%02d.818Z","account":"acct_%010x","org":"org_75b54acd","api_key":"key_0123456789","pathway":"api","model":"frontier-4",`+
		`"client":{"ip":"203.0.113.%d","asn":64500,"country":"US","user_agent":"python-httpx/0.27.0","ja4":"t13d1516h2_8daaf6152771_02713d6af862","device":"d_1234567890"},`+
		`"request":{"system":"You are a careful assistant.","messages":[{"role":"user","content":"%s"}],"max_tokens":4096,"temperature":1,"thinking":true,"stream":true,"user":"u_12345678"},`+
		`"response":{"status":200,"stop_reason":"end_turn"},`+
		`"usage":{"input_tokens":812,"output_tokens":2210,"reasoning_tokens":0,"cache_read_tokens":0},"latency_ms":10321}`+"\n", n, n/60%60, n%60, n%97, n%256, text)
}

func sampleBatch(t testing.TB, records int) *intake.Batch {
	var data strings.Builder
	for i := range records {
		data.WriteString(sampleRecord(i))
	}
	batches, _ := readAll(t, data.String(), "")
	return batches[0]
}

// readAll gives the batches of a text read from standard input.
func readAll(t testing.TB, text, from string) ([]*intake.Batch, intake.Totals) {
	t.Helper()
	var batches []*intake.Batch
	totals, err := intake.Read(context.Background(), intake.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(text), From: from},
		func(b *intake.Batch) error { batches = append(batches, b); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return batches, totals
}

func BenchmarkDecodeNative(b *testing.B) {
	batch := sampleBatch(b, 1000)
	d := intake.NewDecoder()
	yield := func(*iolaus.Exchange, []byte, int) error { return nil }
	reject := func(p intake.Problem) { b.Fatal(p.Reason) }
	b.ReportAllocs()
	b.SetBytes(int64(len(batch.Data)))
	for b.Loop() {
		if err := d.Decode(batch, yield, reject); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/record")
}

// BenchmarkDecodeForeign reads the example logs of every other format; its
// time per exchange is for comparison among them, for their sizes differ.
func BenchmarkDecodeForeign(b *testing.B) {
	for _, log := range []string{
		"litellm/testdata/payload.jsonl", "bedrock/testdata/invocations.jsonl", "envoy/testdata/access.jsonl",
		"anthropic/testdata/pairs.jsonl", "openai/testdata/chat.jsonl", "otlp/testdata/current.json",
	} {
		b.Run(log, func(b *testing.B) {
			text, err := os.ReadFile(log)
			if err != nil {
				b.Fatal(err)
			}
			batches, _ := readAll(b, string(text), "")
			d := intake.NewDecoder()
			exchanges := 0
			yield := func(*iolaus.Exchange, []byte, int) error { exchanges++; return nil }
			b.ReportAllocs()
			b.SetBytes(int64(len(batches[0].Data)))
			for b.Loop() {
				if err := d.Decode(batches[0], yield, func(intake.Problem) {}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(exchanges), "ns/exchange")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	var data bytes.Buffer
	for i := range 50_000 {
		data.WriteString(sampleRecord(i))
	}
	b.ReportAllocs()
	b.SetBytes(int64(data.Len()))
	for b.Loop() {
		o := intake.Options{Inputs: []string{"-"}, Stdin: bytes.NewReader(data.Bytes())}
		if _, err := intake.Read(context.Background(), o, func(*intake.Batch) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// decodeAll gives copies of the exchanges in a text, and why records were
// rejected.
func decodeAll(t testing.TB, text, from string) (exchanges []*iolaus.Exchange, rejected []string) {
	t.Helper()
	batches, _ := readAll(t, text, from)
	d := intake.NewDecoder()
	for _, b := range batches {
		err := d.Decode(b, func(x *iolaus.Exchange, raw []byte, nth int) error {
			exchanges = append(exchanges, xtest.Clone(x))
			return nil
		}, func(p intake.Problem) {
			rejected = append(rejected, fmt.Sprintf("%d: %s", p.Line, p.Reason))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return exchanges, rejected
}

func TestDecodeNative(t *testing.T) {
	const record = `{"id":"x_9f","time":"2026-03-02T00:00:02.818Z","account":"acct_1","org":"org_1","api_key":"key_1","pathway":"api","model":"frontier-4",
"client":{"ip":"203.0.113.7","asn":64500,"country":"US","user_agent":"a\"b","ja4":"t13d","device":"d_1"},
"request":{"system":[{"type":"text","text":"one"},{"type":"text","text":"two"}],"messages":[
 {"role":"user","content":"na\u00efve \ud83d\ude00"},
 {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"Erc1"},{"type":"redacted_thinking","data":"Zz"},{"type":"tool_use","id":"t","name":"f","input":{"a":"b\n"}}]},
 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"r1"},{"type":"image"},{"type":"text","text":"r2"}]},{"type":"image","source":{}}]}],
 "tools":[{"name":"f","description":"does","input_schema":{"type":"object"}}],"max_tokens":4096,"temperature":0.5,"thinking":{"type":"enabled"},"stream":true,"user":"u"},
"response":{"status":200,"stop_reason":"tool_calls","artefacts":["A","B"]},
"usage":{"input_tokens":1,"output_tokens":2,"reasoning_tokens":3,"cache_read_tokens":4},"latency_ms":5,"unknown":{"deep":[1]}}`
	want := &iolaus.Exchange{
		ID: "x_9f", Time: 1772409602818, Account: "acct_1", Org: "org_1", APIKey: "key_1", Pathway: "api", Model: "frontier-4",
		Client: iolaus.Client{IP: "203.0.113.7", ASN: 64500, Country: "US", UserAgent: `a"b`, JA4: "t13d", Device: "d_1"},
		Request: iolaus.Request{
			System: "one\ntwo",
			Messages: []iolaus.Message{
				{Role: "user", Blocks: []iolaus.Block{{Text: "naïve 😀"}}},
				{Role: "assistant", Blocks: []iolaus.Block{
					{Kind: iolaus.ThinkingBlock, Text: "hm", Artefact: "Erc1"},
					{Kind: iolaus.ThinkingBlock, Artefact: "Zz"},
					{Kind: iolaus.ToolUseBlock, Name: "f", Text: `{"a":"b\n"}`},
				}},
				{Role: "user", Blocks: []iolaus.Block{{Kind: iolaus.ToolResultBlock, Text: "r1\nr2"}, {Kind: iolaus.ImageBlock}}},
			},
			Tools:     []iolaus.Tool{{Name: "f", Description: "does", Schema: `{"type":"object"}`}},
			MaxTokens: 4096, Temperature: 0.5, Thinking: true, Stream: true, User: "u",
		},
		Response: iolaus.Response{Status: 200, StopReason: "tool_use", Artefacts: []string{"A", "B"}},
		Usage:    iolaus.Usage{InputTokens: 1, OutputTokens: 2, ReasoningTokens: 3, CacheReadTokens: 4},
		Latency:  5,
	}
	text := strings.ReplaceAll(record, "\n", " ") + "\n"
	// the second record must not inherit anything from the first
	text += `{"time":1772409602818,"account":"acct_2"}` + "\n"
	got, rejected := decodeAll(t, text, "")
	bare := &iolaus.Exchange{Time: 1772409602818, Account: "acct_2", Request: iolaus.Request{Temperature: -1}}
	if diff := cmp.Diff([]*iolaus.Exchange{want, bare}, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if len(rejected) > 0 {
		t.Error(rejected)
	}
}

func TestDecodeRejects(t *testing.T) {
	tests := []struct{ name, line, reason string }{
		{"cut off", `{"time":"2026-03-02T00:00:00Z","account":"a","req`, "not valid JSON: the record is cut off"},
		{"no JSON", `hello`, "not valid JSON"},
		{"bad value", `{"time":secret,"account":"a"}`, "not valid JSON"},
		{"array", `[1,2]`, "not a JSON object"},
		{"two records", `{"account":"a"}{"account":"b"}`, "not valid JSON"},
		{"no time", `{"account":"a"}`, "no time"},
		{"null time", `{"account":"a","time":null}`, "no time"},
		{"no account", `{"time":"2026-03-02T00:00:00Z"}`, "no account"},
		{"empty account", `{"time":"2026-03-02T00:00:00Z","account":""}`, "no account"},
		{"unreadable time", `{"time":"yesterday","account":"a"}`, "unreadable time"},
		{"object time", `{"time":{},"account":"a"}`, "unreadable time"},
		{"before 2015", `{"time":"2014-12-31T23:59:59Z","account":"a"}`, "implausible time"},
		{"after 2100", `{"time":"2100-01-01T00:00:00Z","account":"a"}`, "implausible time"},
		{"impossible day", `{"time":"2026-02-30T00:00:00Z","account":"a"}`, "unreadable time"},
		{"too deep", `{"time":"2026-03-02T00:00:00Z","account":"a","x":` + strings.Repeat("[", 400) + strings.Repeat("]", 400) + `}`, "not valid JSON"},
	}
	good := `{"time":"2026-03-02T00:00:00Z","account":"a"}`
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, rejected := decodeAll(t, good+"\n"+tt.line+"\r\n\n"+good, "iolaus")
			if len(got) != 2 {
				t.Errorf("%d exchanges around the broken record, want 2", len(got))
			}
			if diff := cmp.Diff([]string{"2: " + tt.reason}, rejected); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeTolerates(t *testing.T) {
	lines := []string{
		"{\"time\":1772409602818,\"account\":\"a\",\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"\xff\x00\xfe\"}]}}",
		`{"time":1772409602,"account":7,"client":"x","request":[],"response":7,"usage":"u"}`,
		`{"time":1772409602818000,"account":"a","request":{"messages":{"role":"user","content":null},"tools":"none"}}`,
		`{"time":"1772409602818","account":"a","request":{"messages":[null,7,"hi",[]],"tools":[null,{}],"system":7}}`,
		`{"time":"2026-03-02 01:00:02.818+01:00","account":"a","request":"{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"}`,
	}
	got, rejected := decodeAll(t, "\xef\xbb\xbf"+strings.Join(lines, "\r\n"), "")
	if len(got) != len(lines) || len(rejected) > 0 {
		t.Errorf("%d exchanges of %d; %v", len(got), len(lines), rejected)
	}
}

func TestDecodeStops(t *testing.T) {
	b := sampleBatch(t, 3)
	stop := errors.New("stop")
	calls := 0
	err := intake.NewDecoder().Decode(b, func(*iolaus.Exchange, []byte, int) error { calls++; return stop }, nil)
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("err %v after %d calls", err, calls)
	}
}

func TestDecodeAllocatesNothing(t *testing.T) {
	b := sampleBatch(t, 200)
	d := intake.NewDecoder()
	yield := func(*iolaus.Exchange, []byte, int) error { return nil }
	reject := func(p intake.Problem) { t.Error(p.Reason) }
	perBatch := testing.AllocsPerRun(10, func() {
		if err := d.Decode(b, yield, reject); err != nil {
			t.Error(err)
		}
	})
	if perBatch > 2 {
		t.Errorf("%v allocations for 200 records", perBatch)
	}
}

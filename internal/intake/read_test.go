package intake_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/intake/xtest"
)

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstded(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

// read gives what Read and Decode make of inputs: exchanges' ids, the batches,
// the totals with rejected records among the problems.
func read(t testing.TB, o intake.Options) (ids []string, batches []*intake.Batch, totals intake.Totals, err error) {
	t.Helper()
	var rejected []intake.Problem
	d := intake.NewDecoder()
	totals, err = intake.Read(context.Background(), o, func(b *intake.Batch) error {
		batches = append(batches, b)
		return d.Decode(b, func(x *iolaus.Exchange, _ []byte, _ int) error {
			ids = append(ids, strings.Clone(x.ID))
			return nil
		}, func(p intake.Problem) { p.Raw = nil; rejected = append(rejected, p) })
	})
	totals.Problems = append(totals.Problems, rejected...)
	return ids, batches, totals, err
}

func records(n int) []byte {
	var data strings.Builder
	for i := range n {
		data.WriteString(sampleRecord(i))
	}
	return []byte(data.String())
}

func TestSameContentSameBatches(t *testing.T) {
	data := records(30_000) // three batches
	dir := t.TempDir()
	var want []string
	for _, f := range []struct {
		name string
		data []byte
	}{
		{"plain.jsonl", data},
		{"no-extension", gzipped(t, data)},
		{"wrong-extension.gz", zstded(t, data)},
		{"no-last-break.jsonl", bytes.TrimSuffix(data, []byte("\n"))},
		{"two-members.gz", append(gzipped(t, data[:1<<20]), gzipped(t, data[1<<20:])...)},
	} {
		path := write(t, dir, f.name, f.data)
		exchanges, batches, totals, err := read(t, intake.Options{Inputs: []string{path}})
		if err != nil || len(totals.Problems) > 0 || len(exchanges) != 30_000 {
			t.Fatalf("%s: %d exchanges, %v, %v", f.name, len(exchanges), totals.Problems, err)
		}
		var ids []string
		line := 1
		for _, b := range batches {
			ids = append(ids, b.ID)
			if b.FirstLine != line {
				t.Errorf("%s: first line %d, want %d", f.name, b.FirstLine, line)
			}
			line += bytes.Count(b.Data, []byte("\n"))
		}
		if got := batches[len(batches)-1].Consumed; got != int64(len(f.data)) {
			t.Errorf("%s: consumed %d of %d", f.name, got, len(f.data))
		}
		if want == nil {
			want = ids
		}
		if diff := cmp.Diff(want, ids); diff != "" || len(ids) != 3 {
			t.Errorf("%s: %s", f.name, diff)
		}
	}
}

func TestTruncatedCompression(t *testing.T) {
	data := records(30_000)
	for name, compressed := range map[string][]byte{"gzip": gzipped(t, data), "zstd": zstded(t, data)} {
		t.Run(name, func(t *testing.T) {
			path := write(t, t.TempDir(), "log", compressed[:len(compressed)*3/4])
			ids, _, totals, err := read(t, intake.Options{Inputs: []string{path}})
			if err != nil {
				t.Fatal(err)
			}
			if len(ids) < 1000 || len(ids) == 30_000 {
				t.Errorf("%d exchanges before the break", len(ids))
			}
			if len(totals.Problems) != 1 || totals.Problems[0].Line != len(ids)+1 || !strings.Contains(totals.Problems[0].Reason, name+" data") {
				t.Errorf("problems %+v after %d records", totals.Problems, len(ids))
			}
		})
	}
}

func TestUnreadableSources(t *testing.T) {
	utf16le := []byte{0xff, 0xfe}
	utf16be := []byte{}
	for _, u := range utf16.Encode([]rune(`{"time":1772409602818,"account":"a"}`)) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
		utf16be = append(utf16be, byte(u>>8), byte(u))
	}
	tests := []struct {
		name, reason string
		data         []byte
	}{
		{"empty", "empty", nil},
		{"blank", "empty", []byte(" \r\n\n")},
		{"empty gzip", "empty", gzipped(t, nil)},
		{"UTF-16 with mark", "UTF-16", utf16le},
		{"UTF-16 without mark", "UTF-16", utf16be},
		{"binary", "binary", []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x03\x00\x3e\x00\x01")},
		{"image", "binary", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00")},
		{"text", "unknown format", []byte("Dear all,\nplease find attached\n")},
		{"other JSON", "unknown format", []byte(`{"level":"info","msg":"started"}` + "\n")},
		{"accounts", "registration records", []byte(`{"account":"a","created":"2025-06-22T04:00:00Z"}` + "\n")},
		{"gzip magic only", "broken compression", []byte{0x1f, 0x8b}},
		{"zstd cut", "zstd data", zstded(t, records(10))[:40]},
		{"parquet magic only", "broken Parquet", []byte("PAR1 and no more")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, t.TempDir(), "file", tt.data)
			_, _, _, err := read(t, intake.Options{Inputs: []string{path}})
			var unreadable *intake.SourceError
			if !errors.As(err, &unreadable) || unreadable.File != path || !strings.Contains(err.Error(), tt.reason) {
				t.Errorf("got %v, want %q", err, tt.reason)
			}
		})
	}
	_, _, _, err := read(t, intake.Options{Inputs: []string{"/no/such/file"}})
	var unreadable *intake.SourceError
	if !errors.As(err, &unreadable) || unreadable.Reason != "no such file or folder" {
		t.Error(err)
	}
	if _, _, _, err := read(t, intake.Options{From: "nonsense"}); err == nil {
		t.Error("no error for an unknown --from")
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	one := `{"id":"1","time":1772409602818,"account":"a"}`
	write(t, dir, "b/2.jsonl", []byte(strings.Replace(one, "1", "2", 1)))
	write(t, dir, "a.jsonl", []byte(one))
	write(t, dir, "c.jsonl.gz", gzipped(t, []byte(strings.Replace(one, "1", "3", 1))))
	write(t, dir, ".hidden", []byte(one))
	write(t, dir, ".cache/x.jsonl", []byte(one))
	write(t, dir, "accounts.jsonl", []byte(`{"account":"a","created":1}`))
	write(t, dir, "truth.csv", []byte("a,b\n1,2\n"))
	write(t, dir, "empty", nil)
	write(t, dir, "damaged.gz", gzipped(t, []byte(one))[:15])
	// named twice, and once more by name
	ids, _, totals, err := read(t, intake.Options{Inputs: []string{filepath.Join(dir, "c.jsonl.gz"), dir, dir}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, ids); diff != "" {
		t.Error(diff)
	}
	if totals.Sources != 3 || len(totals.Skipped) != 3 || len(totals.Problems) != 1 {
		t.Errorf("%d sources, skipped %v, problems %v", totals.Sources, totals.Skipped, totals.Problems)
	}
	if intake.TotalBytes([]string{dir}) == 0 || intake.TotalBytes([]string{dir, "-"}) != 0 {
		t.Error("wrong total of bytes")
	}
	empty := t.TempDir()
	if _, _, _, err := read(t, intake.Options{Inputs: []string{empty}}); err == nil {
		t.Error("no error for an empty folder")
	}
}

func TestLongRecords(t *testing.T) {
	record := func(id string, padding int) string {
		return `{"id":"` + id + `","time":1772409602818,"account":"a","x":"` + strings.Repeat("y", padding) + `"}` + "\n"
	}
	text := record("1", 0) + record("2", 5<<20) + record("3", 0) + record("4", 40<<20) + record("5", 0) + record("6", 17<<20) + record("7", 0)
	for _, tt := range []struct {
		limit int
		want  []string
		lines []int
	}{
		{0, []string{"1", "2", "3", "5", "7"}, []int{4, 6}},
		{1 << 20, []string{"1", "3", "5", "7"}, []int{4, 6, 2}},
		{20 << 20, []string{"1", "2", "3", "5", "6", "7"}, []int{4}},
	} {
		ids, _, totals, err := read(t, intake.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(text), MaxRecord: tt.limit})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, ids); diff != "" {
			t.Errorf("limit %d: %s", tt.limit, diff)
		}
		var lines []int
		for _, p := range totals.Problems {
			lines = append(lines, p.Line)
		}
		if diff := cmp.Diff(tt.lines, lines); diff != "" {
			t.Errorf("limit %d: %s", tt.limit, diff)
		}
	}
}

// TestUnendedRecord has an array in which a record never ends, so that all after it are in
// it and it passes the limit: that is said.
func TestUnendedRecord(t *testing.T) {
	record := `{"id":"1","time":1772409602818,"account":"a"}`
	text := "[" + record + `,{"id":"2","x":[` + strings.Repeat(record+",", (intake.MaxDocument+1<<20)/len(record))
	ids, _, totals, err := read(t, intake.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(text)})
	if err != nil || len(ids) != 1 || len(totals.Problems) != 1 {
		t.Errorf("%d records read, %d refused, error %v; want one of each", len(ids), len(totals.Problems), err)
	}
}

func TestDocuments(t *testing.T) {
	tests := []struct{ name, text string }{
		{"array of lines", "[{\"id\":\"1\",\"time\":1772409602818,\"account\":\"a\"},\n {\"id\":\"2\",\"time\":1772409602818,\"account\":\"a\"}]\n"},
		{"array on one line", `[{"id":"1","time":1772409602818,"account":"a","x":{"y":["}"]}},{"id":"2","time":1772409602818,"account":"a"}]`},
		{"pretty array", "[\n  {\n    \"id\": \"1\",\n    \"time\": 1772409602818,\n    \"account\": \"a\"\n  },\n  {\n    \"id\": \"2\",\n    \"time\": 1772409602818,\n    \"account\": \"a\\\"}\"\n  }\n]\n"},
		{"pretty objects in a row", "{\n  \"id\": \"1\",\n  \"time\": 1772409602818,\n  \"account\": \"a\"\n}\n{\n  \"id\": \"2\", \"time\": 1772409602818, \"account\": \"a\"}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ids, _, totals, err := read(t, intake.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(tt.text)})
			if err != nil || len(totals.Problems) > 0 {
				t.Fatal(err, totals.Problems)
			}
			if diff := cmp.Diff([]string{"1", "2"}, ids); diff != "" {
				t.Error(diff)
			}
		})
	}
	big := "[\n" + strings.ReplaceAll(strings.TrimSpace(string(records(30_000))), "\n", ",\n") + "\n]\n"
	ids, batches, _, err := read(t, intake.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(big)})
	if err != nil || len(ids) != 30_000 || len(batches) != 3 {
		t.Errorf("%d exchanges in %d batches, %v", len(ids), len(batches), err)
	}
	_, _, totals, err := read(t, intake.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(tests[2].text[:len(tests[2].text)-20])})
	if err != nil || len(totals.Problems) != 1 || !strings.Contains(totals.Problems[0].Reason, "cut off") {
		t.Error(totals.Problems, err)
	}
}

func TestParquet(t *testing.T) {
	type message struct {
		Role    string `parquet:"role"`
		Content string `parquet:"content"`
	}
	type request struct {
		System   string    `parquet:"system,optional"`
		Messages []message `parquet:"messages,list"`
		Tools    string    `parquet:"tools,json"`
	}
	type client struct {
		IP  string `parquet:"ip"`
		ASN int64  `parquet:"asn"`
	}
	type row struct {
		ID       string  `parquet:"id"`
		Time     int64   `parquet:"time,timestamp(millisecond)"`
		Account  string  `parquet:"account"`
		Client   client  `parquet:"client"`
		Request  request `parquet:"request"`
		Response string  `parquet:"response"`
	}
	rows := []row{{
		ID: "1", Time: 1772409602818, Account: "a", Client: client{"203.0.113.7", 64500},
		Request: request{
			Messages: []message{{"user", "hello \"you\""}, {"assistant", "hi"}},
			Tools:    "[{\"name\":\"f\",\n\"input_schema\":{}}]",
		},
		Response: `{"status":200,"stop_reason":"end_turn"}`,
	}}
	path := filepath.Join(t.TempDir(), "log")
	if err := parquet.WriteFile(path, rows); err != nil {
		t.Fatal(err)
	}
	var got []*iolaus.Exchange
	d := intake.NewDecoder()
	_, err := intake.Read(context.Background(), intake.Options{Inputs: []string{path}}, func(b *intake.Batch) error {
		return d.Decode(b, func(x *iolaus.Exchange, _ []byte, _ int) error { got = append(got, xtest.Clone(x)); return nil },
			func(p intake.Problem) { t.Error(p.Reason) })
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []*iolaus.Exchange{{
		ID: "1", Time: 1772409602818, Account: "a", Client: iolaus.Client{IP: "203.0.113.7", ASN: 64500},
		Request: iolaus.Request{
			Temperature: -1,
			Messages: []iolaus.Message{
				{Role: "user", Blocks: []iolaus.Block{{Text: `hello "you"`}}},
				{Role: "assistant", Blocks: []iolaus.Block{{Text: "hi"}}},
			},
			Tools: []iolaus.Tool{{Name: "f", Schema: "{}"}},
		},
		Response: iolaus.Response{Status: 200, StopReason: "end_turn"},
	}}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

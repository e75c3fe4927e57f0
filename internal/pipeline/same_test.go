package pipeline_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/iolaus-project/iolaus/internal/pipeline"
)

// TestSameBytesSameReport scans one world in every way that must not matter.
func TestSameBytesSameReport(t *testing.T) {
	w := smallWorld(t)
	base := pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts, Workers: 1}
	want := mustScan(t, base).Report
	if len(want.Campaigns) == 0 {
		t.Fatal("the world shows no campaign, so its report is no test")
	}
	scanned := func(t *testing.T, change func(*pipeline.Options)) *pipeline.Result {
		t.Helper()
		o := base
		change(&o)
		result := mustScan(t, o)
		sameReport(t, t.Name(), want, result.Report)
		return result
	}
	for _, workers := range []int{1, 2, 4} {
		t.Run("workers "+strconv.Itoa(workers), func(t *testing.T) {
			scanned(t, func(o *pipeline.Options) { o.Workers = workers })
		})
	}
	for _, processors := range []int{1, 2} {
		t.Run("processors "+strconv.Itoa(processors), func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
			scanned(t, func(o *pipeline.Options) { o.Workers = 0 })
		})
	}
	lines := readLines(t, w.exchanges)
	// files are read in the order of their names, so the names turn the order
	for _, order := range [][]string{{"a", "b", "c"}, {"c", "b", "a"}} {
		t.Run("files "+order[0]+" to "+order[2], func(t *testing.T) {
			parts := cut(t, lines, order)
			scanned(t, func(o *pipeline.Options) { o.Inputs, o.Workers = parts, 2 })
			slices.Reverse(parts)
			scanned(t, func(o *pipeline.Options) { o.Inputs, o.Workers = parts, 2 })
		})
	}
	t.Run("folder", func(t *testing.T) {
		parts := cut(t, lines, []string{"a", "b", "c"})
		scanned(t, func(o *pipeline.Options) { o.Inputs = []string{filepath.Dir(parts[0])} })
	})
	t.Run("lines turned round", func(t *testing.T) {
		turned := slices.Clone(lines)
		slices.Reverse(turned)
		file := writeLines(t, filepath.Join(t.TempDir(), "turned.jsonl"), turned)
		scanned(t, func(o *pipeline.Options) { o.Inputs = []string{file} })
	})
	t.Run("compressed", func(t *testing.T) {
		file := compress(t, w.exchanges)
		scanned(t, func(o *pipeline.Options) { o.Inputs = []string{file} })
	})
	t.Run("standard input", func(t *testing.T) {
		file, err := os.Open(w.exchanges)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		scanned(t, func(o *pipeline.Options) { o.Inputs, o.Stdin = []string{"-"}, file })
	})
	t.Run("store scanned twice", func(t *testing.T) {
		store := t.TempDir()
		first := scanned(t, func(o *pipeline.Options) { o.Store = store })
		if first.Read != w.totals.Exchanges || first.Skipped != 0 {
			t.Errorf("first scan: %d exchanges read and %d batches skipped, want %d and 0", first.Read, first.Skipped, w.totals.Exchanges)
		}
		second := scanned(t, func(o *pipeline.Options) { o.Store = store })
		if second.Read != 0 || second.Skipped == 0 || second.Duplicates != 0 {
			t.Errorf("second scan: %d exchanges read, %d batches skipped, %d duplicates, want 0, some and 0",
				second.Read, second.Skipped, second.Duplicates)
		}
	})
	t.Run("store filled part by part", func(t *testing.T) {
		store := t.TempDir()
		var last *pipeline.Result
		for _, part := range cut(t, lines, []string{"b", "c", "a"}) {
			last = mustScan(t, pipeline.Options{Inputs: []string{part}, Accounts: w.accounts, Store: store})
		}
		last.Report.Withdrawn = nil // what the reports on the parts said and the last does not
		sameReport(t, "after the last part", want, last.Report)
	})
}

// cut writes the lines to files of the given names, a run to each.
func cut(t *testing.T, lines [][]byte, names []string) []string {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for i, name := range names {
		run := lines[len(lines)*i/len(names) : len(lines)*(i+1)/len(names)]
		files = append(files, writeLines(t, filepath.Join(dir, name+".jsonl"), run))
	}
	return files
}

func compress(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	defer encoder.Close()
	packed := filepath.Join(t.TempDir(), "exchanges.jsonl.zst")
	if err := os.WriteFile(packed, encoder.EncodeAll(text, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return packed
}

func TestOverlappingFiles(t *testing.T) {
	w := smallWorld(t)
	want := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts})
	if want.Duplicates != 0 {
		t.Errorf("%d duplicates in a world without any", want.Duplicates)
	}
	lines := readLines(t, w.exchanges)
	third := len(lines) / 3
	dir := t.TempDir()
	files := []string{
		writeLines(t, filepath.Join(dir, "early.jsonl"), lines[:2*third]),
		writeLines(t, filepath.Join(dir, "late.jsonl"), lines[third:]),
	}
	got := mustScan(t, pipeline.Options{Inputs: files, Accounts: w.accounts})
	if got.Duplicates != int64(third) || got.Read != int64(len(lines)+third) {
		t.Errorf("%d duplicates of %d read, want %d of %d", got.Duplicates, got.Read, third, len(lines)+third)
	}
	sameReport(t, "overlapping files", want.Report, got.Report)
}

// TestSpansWithoutIDs has a document of three spans that carry no id: each is an exchange
// of its own, and one that is read twice is read once.
func TestSpansWithoutIDs(t *testing.T) {
	span := func(question string) string {
		return `{"name":"chat","startTimeUnixNano":"1772409602818000000","attributes":[` +
			`{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"enduser.id","value":{"stringValue":"acct_1"}},` +
			`{"key":"gen_ai.prompt.0.role","value":{"stringValue":"user"}},{"key":"gen_ai.prompt.0.content","value":{"stringValue":"` + question + `"}}]}`
	}
	document := `{"resourceSpans":[{"scopeSpans":[{"spans":[` + span("one") + "," + span("two") + "," + span("three") + "]}]}]}"
	got := mustScan(t, pipeline.Options{Inputs: []string{"-"}, Stdin: strings.NewReader(document + "\n" + document), From: "otlp-json"})
	if got.Read != 6 || got.Duplicates != 3 {
		t.Errorf("%d duplicates of %d read, want 3 of 6", got.Duplicates, got.Read)
	}
}

func TestDetectOnStore(t *testing.T) {
	w := smallWorld(t)
	store := t.TempDir()
	scanned := mustScan(t, pipeline.Options{Inputs: []string{w.exchanges}, Accounts: w.accounts, Store: store})
	for _, workers := range []int{1, 2} {
		detected, err := pipeline.Detect(t.Context(), terms(pipeline.Options{Store: store, Workers: workers}))
		if err != nil {
			t.Fatal(err)
		}
		sameReport(t, "detection on the store", scanned.Report, detected.Report)
		if detected.Read != 0 {
			t.Errorf("detection read %d exchanges", detected.Read)
		}
	}
}

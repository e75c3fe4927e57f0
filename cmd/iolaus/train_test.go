package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTrainCompressed trains on a file as it is and compressed.
func TestTrainCompressed(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(in(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var rows strings.Builder
	for i := range 12 {
		fmt.Fprintf(&rows, `{"source":"s%d","use":"train","capabilities":["%s"],"request":{"messages":[{"role":"user","content":"%s it"}]}}`+"\n",
			i/2, []string{"vision", "rubric_grading"}[i%2], []string{"see", "grade"}[i%2])
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(rows.String())); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write("rows.jsonl", rows.String())
	write("rows.jsonl.gz", packed.String())
	write("torn.jsonl.gz", packed.String()[:packed.Len()-9])
	write("vectors.tsv", "see\t1\t0\ngrade\t0\t1\n")
	write("lexicon.tsv", "de\tsehen\tsee\n")
	model := func(name string, want int) []byte {
		t.Helper()
		var out, errs bytes.Buffer
		args := []string{"train", "--vectors", in("vectors.tsv"), "--lexicon", in("lexicon.tsv"), "--out", in(name + ".bin"), "--card", in(name + ".md"), in(name)}
		if got := run(t.Context(), args, streams{out: &out, err: &errs}); got != want {
			t.Fatalf("%s: exit code %d, want %d: %s", name, got, want, errs.String())
		}
		file, err := os.ReadFile(in(name + ".bin"))
		if (err == nil) != (want == exitNothing) {
			t.Fatalf("%s: model: %v", name, err)
		}
		return file
	}
	if !bytes.Equal(model("rows.jsonl", exitNothing), model("rows.jsonl.gz", exitNothing)) {
		t.Error("a compressed file makes another model")
	}
	model("torn.jsonl.gz", exitUsage)
}

// TestTrainOutput names outputs that cannot be written, which a folder's rights or the
// length of a name decide: it shows before training, and nothing is left of the other.
func TestTrainOutput(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{
		"rows.jsonl": `{"source":"ash","use":"train","capabilities":["vision"],"request":{"system":"see"}}` + "\n" +
			`{"source":"beech","use":"train","capabilities":["vision"],"request":{"system":"see"}}` + "\n",
		"vectors.tsv": "see\t1\n", "lexicon.tsv": "de\tsehen\tsee\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	long := strings.Repeat("m", 250) // with its suffix it is too long for a file
	for _, test := range []struct{ out, card string }{{long, "MODEL.md"}, {"model.bin", long}} {
		var out, errs bytes.Buffer
		args := []string{"train", "--vectors", "vectors.tsv", "--lexicon", "lexicon.tsv", "--out", test.out, "--card", test.card, "rows.jsonl"}
		if got := run(t.Context(), args, streams{out: &out, err: &errs}); got != exitUsage || !strings.HasPrefix(errs.String(), "iolaus: write mmm") {
			t.Errorf("exit code %d, want %d: %s", got, exitUsage, errs.String())
		}
		if entries, err := os.ReadDir("."); err != nil || len(entries) != 3 {
			t.Errorf("folder holds %v, %v", entries, err)
		}
	}
}

// TestTrainInterrupt ends training before and while it works: nothing is written.
func TestTrainInterrupt(t *testing.T) {
	t.Chdir(t.TempDir())
	var rows strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&rows, `{"source":"s%d","use":"train","capabilities":["%s"],"request":{"system":"see it %d"}}`+"\n", i%40, []string{"vision", "tool_use"}[i/40%2], i%60)
	}
	for name, text := range map[string]string{"rows.jsonl": rows.String(), "vectors.tsv": "see\t1\n", "lexicon.tsv": ""} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, after := range []time.Duration{0, 20 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		var out, errs bytes.Buffer
		got := run(ctx, []string{"train", "--vectors", "vectors.tsv", "--lexicon", "lexicon.tsv", "rows.jsonl"}, streams{out: &out, err: &errs})
		cancel()
		if got != exitFailure || out.Len() > 0 {
			t.Errorf("exit code %d, want %d: %s%s", got, exitFailure, out.String(), errs.String())
		}
		if entries, err := os.ReadDir("."); err != nil || len(entries) != 3 {
			t.Errorf("folder holds %v, %v", entries, err)
		}
	}
}

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
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

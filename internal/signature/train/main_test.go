package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/iolaus-project/iolaus/internal/signature"
)

// TestRun trains on a small corpus twice and expects one file, in which only
// permissive rows count.
func TestRun(t *testing.T) {
	train := func(name string, extra string) []byte {
		directory := t.TempDir()
		writeCorpus(t, filepath.Join(directory, "a.jsonl.gz"), extra)
		out := filepath.Join(directory, name)
		if err := run([]string{directory}, out); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	base := train("base.bin", "")
	if len(base) != signature.EmbeddingSize {
		t.Errorf("%d bytes, want %d", len(base), signature.EmbeddingSize)
	}
	if !bytes.Equal(base, train("again.bin", "")) {
		t.Error("the same corpus gives another file")
	}
	restricted := ""
	for i := range 50 {
		restricted += fmt.Sprintf(`{"text":"restricted words %d","kind":"k","source":"s","lic":"noncommercial"}`+"\n", i)
	}
	if !bytes.Equal(base, train("restricted.bin", restricted)) {
		t.Error("restricted rows change the file")
	}
}

func writeCorpus(t *testing.T, name, extra string) {
	t.Helper()
	var file bytes.Buffer
	zipped := gzip.NewWriter(&file)
	for i := range 400 {
		topic := []string{"boats and harbours", "bread and ovens", "stars and orbits"}[i%3]
		fmt.Fprintf(zipped, `{"text":"number %c%c tells of %s","kind":"k%d","source":"s","lic":"permissive"}`+"\n", 'a'+i%26, 'a'+i/26, topic, i%3)
	}
	fmt.Fprint(zipped, extra)
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

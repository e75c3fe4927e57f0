package signature_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/zeebo/xxh3"
)

// prompt is one row of the shared data pack.
type prompt struct {
	Text   string `json:"text"`
	System string `json:"system"`
	Kind   string `json:"kind"`
	Label  string `json:"label"`
	Lang   string `json:"lang"`
}

// heldOut gives the prompts whose text has an odd xxh3, which nothing was
// trained on, in the order of the files. It skips the test when there are none.
func heldOut(t testing.TB) []prompt {
	t.Helper()
	shared := os.Getenv("IOLAUS_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	names, _ := filepath.Glob(filepath.Join(shared, "data/prompts_permissive/*.jsonl.gz"))
	if len(names) == 0 {
		t.Skipf("no prompts under %s; set IOLAUS_SHARED", shared)
	}
	var prompts []prompt
	for _, name := range names {
		prompts = append(prompts, readPrompts(t, name)...)
	}
	return prompts
}

func readPrompts(t testing.TB, name string) (odd []prompt) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(unzipped); ; {
		var p prompt
		if err := decoder.Decode(&p); err == io.EOF {
			return odd
		} else if err != nil {
			t.Fatal(err)
		}
		if xxh3.HashString(p.Text)%2 == 1 {
			odd = append(odd, p)
		}
	}
}

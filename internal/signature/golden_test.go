package signature_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
)

var rewrite = flag.Bool("rewrite", false, "write testdata/golden.txt anew")

// TestGolden holds signatures of fixed texts to what they were: stored
// signatures of one Version must go on comparing. A change here needs a new
// Version. Scores and the trained embedding have versions of their own.
func TestGolden(t *testing.T) {
	var got strings.Builder
	for _, test := range []struct {
		name string
		x    *iolaus.Exchange
	}{
		{"english", ask(english)},
		{"chinese", ask(chinese)},
		{"code", ask(code)},
		{"short", ask(short)},
		{"mixed", ask("用Python写 “a quoted span” и ещё 3.5, see https://a.example/b?c=1 \xff\u200b done")},
		{"tools", withTools()},
	} {
		s := sign(test.x)
		fmt.Fprintf(&got, "%s frame %016x tools %016x params %016x task %016x turns %d words %d script %d\n",
			test.name, uint64(s.Frame), uint64(s.Tools), uint64(s.Params), uint64(s.Task), s.Turns, s.Words, s.Script)
		fmt.Fprintf(&got, "  conversation %016x\n", uint64(s.Conversation))
		fmt.Fprintf(&got, "  phrases %08x\n  instruction %016x\n  meaning %d\n", s.Phrases, uint64(s.Instruction), s.Meaning)
	}
	const name = "testdata/golden.txt"
	if *rewrite {
		if err := os.WriteFile(name, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Error(diff)
	}
}

func withTools() *iolaus.Exchange {
	x := ask("List the files.")
	x.Request.Tools = []iolaus.Tool{{Name: "list", Schema: `{"type":"object","properties":{"at":{"type":"string"}}}`}}
	x.Request.Temperature, x.Request.MaxTokens, x.Request.Stream = 0.7, 1024, true
	return x
}

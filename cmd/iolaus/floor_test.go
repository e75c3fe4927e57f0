package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestFloor(t *testing.T) {
	long := `{"text":"` + strings.Repeat("x", 3<<20) + `"}` + "\n"
	for _, test := range []struct {
		name, text string
		ok         bool
	}{
		{"lines", strings.Repeat("{\"a\":1}\n", 1000), true},
		{"no last line break", "{}\n{}", true},
		{"lines over several batches", long + long + long, true},
		{"not JSON", "{}\n{\n", false},
		{"a line longer than a batch", strings.Repeat("x", 5<<20), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "in.jsonl")
			if err := os.WriteFile(path, []byte(test.text), 0o666); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			err := runFloor(context.Background(), path, streams{err: &out})
			if (err == nil) != test.ok {
				t.Fatalf("error %v", err)
			}
			if err == nil && !regexp.MustCompile(`floor exchanges/s +[1-9]`).MatchString(out.String()) {
				t.Errorf("printed %q", out.String())
			}
		})
	}
}

func TestValidateCountsLines(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "{}\n\n{}\n": 2, "[1]": 1} {
		if got, err := validate([]byte(text)); err != nil || got != want {
			t.Errorf("validate(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

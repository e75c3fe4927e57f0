package xtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
)

// Golden reads every example log in testdata by sniffing and compares format
// and exchanges with the golden file beside it.
func Golden(t *testing.T, format string) {
	logs, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, log := range logs {
		if strings.HasSuffix(log, ".golden") || filepath.Base(log) == "fuzz" {
			continue
		}
		count++
		t.Run(filepath.Base(log), func(t *testing.T) {
			got := describe(t, log, format)
			golden := log + ".golden"
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if count == 0 {
		t.Error("no example logs")
	}
}

// describe gives what is read of a log as indented JSON, empty fields left out.
func describe(t *testing.T, log, format string) string {
	var out strings.Builder
	print := func(what string, v any) {
		text, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %s\n", what, text)
	}
	d := intake.NewDecoder()
	totals, err := intake.Read(context.Background(), intake.Options{Inputs: []string{log}}, func(b *intake.Batch) error {
		if b.Format != format {
			t.Errorf("taken for %s, is %s", b.Format, format)
		}
		return d.Decode(b,
			func(x *iolaus.Exchange, _ []byte, _ int) error { print("exchange", prune(t, x)); return nil },
			func(p intake.Problem) { print("rejected", map[string]any{"line": p.Line, "reason": p.Reason}) })
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(totals.Problems) > 0 {
		print("problems", totals.Problems)
	}
	return out.String()
}

func prune(t *testing.T, v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	return withoutEmpty(tree)
}

func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value = withoutEmpty(value); value == nil {
				delete(v, key)
			} else {
				v[key] = value
			}
		}
		if len(v) == 0 {
			return nil
		}
		return v
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = withoutEmpty(v[i])
		}
		return v
	case string, float64, bool:
		if v == "" || v == 0.0 || v == false {
			return nil
		}
		return v
	}
	return nil
}

// Clone copies an exchange with everything that its strings alias.
func Clone(x *iolaus.Exchange) *iolaus.Exchange {
	text, err := json.Marshal(x)
	if err != nil {
		panic(err) // an Exchange has no value that JSON lacks
	}
	var c iolaus.Exchange
	if err := json.Unmarshal(text, &c); err != nil {
		panic(err)
	}
	return &c
}

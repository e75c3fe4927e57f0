package evaluate_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
)

// TestGolden compares what people and programs read with testdata; UPDATE=1
// rewrites it.
func TestGolden(t *testing.T) {
	truth := mustRead(t, small())
	one := []evaluate.World{{Truth: "one", Report: "one.json", Evaluation: mustEvaluate(t, truth, smallReport())}}
	none := mustEvaluate(t, truth, &iolaus.Report{Version: 1, Exchanges: 12})
	two := slices.Concat(one, []evaluate.World{{Truth: "t\x1bwo", Report: "two.json", Evaluation: none}})
	rivals := evaluate.Against(two, [][]evaluate.Rival{{{Method: "ri\x1bval", Evaluation: one[0].Evaluation}}, {{Method: "ri\x1bval", Evaluation: none}}})
	for name, write := range map[string]func(io.Writer) error{
		"one.txt":    func(w io.Writer) error { return evaluate.Table(w, one) },
		"two.txt":    func(w io.Writer) error { return evaluate.Table(w, two) },
		"two.html":   func(w io.Writer) error { return evaluate.HTML(w, two, rivals) },
		"versus.txt": func(w io.Writer) error { return evaluate.Versus(w, rivals) },
		"two.json":   func(w io.Writer) error { return evaluate.JSON(w, two, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name)
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(file, got.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s differs (-want +got); UPDATE=1 rewrites it:\n%s", name, diff)
			}
		})
	}
}

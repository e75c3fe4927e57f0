package evaluate_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
)

func page(t *testing.T, e *evaluate.Evaluation, rivals []evaluate.Rival) string {
	t.Helper()
	var b bytes.Buffer
	if err := evaluate.HTML(&b, []evaluate.World{{Evaluation: e}}, rivals); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPageOfNothing asks for the page of a report that accuses nobody, and of a
// world without campaigns.
func TestPageOfNothing(t *testing.T) {
	empty := mustEvaluate(t, mustRead(t, small()), &iolaus.Report{Version: 1, Exchanges: 12})
	empty.Campaigns[0].Name = "<script>alert(1)</script>"
	for name, e := range map[string]*evaluate.Evaluation{"nothing found": empty, "nothing at all": {Worlds: 1}} {
		text := page(t, e, nil)
		if !strings.Contains(text, "Nothing to draw") {
			t.Errorf("%s: the page does not say that there is nothing to draw", name)
		}
		for _, never := range []string{"NaN", "Inf", "<script", "ZgotmplZ", "http"} {
			if strings.Contains(strings.ReplaceAll(text, "http-equiv", ""), never) {
				t.Errorf("%s: the page holds %q", name, never)
			}
		}
	}
}

func TestPageDraws(t *testing.T) {
	e := mustEvaluate(t, mustRead(t, small()), smallReport())
	text := page(t, e, []evaluate.Rival{{Method: "A & B", Evaluation: e}})
	// alpha took one of four by the first hour, three by the fourth
	for _, want := range []string{`d="M0 100L20 75L40 50L60 50L80 25L100 0"`, "A &amp; B", `class="mark" d="M40 0V100"`, "Brier score"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

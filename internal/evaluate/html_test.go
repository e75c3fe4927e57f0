package evaluate_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
)

func page(t *testing.T, rivals []evaluate.Rival, worlds ...evaluate.World) string {
	t.Helper()
	var b bytes.Buffer
	if err := evaluate.HTML(&b, worlds, rivals); err != nil {
		t.Fatal(err)
	}
	checkPage(t, b.String())
	return b.String()
}

// checkPage refuses a page that is not well-formed, fetches something, holds a
// number that is none, or refers to what it does not hold.
func checkPage(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(regexp.MustCompile(`<meta[^>]*>`).ReplaceAllString(text, ""))) // the only tag without an end
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
	}
	for _, never := range []string{"NaN", "Inf", "<script", "<img", "<link", "@import", "url(", "http:", "https:", "\x1b", "\u202e", "ZgotmplZ", "%!"} {
		if i := strings.Index(text, never); i >= 0 {
			t.Errorf("the page holds %q: …%s…", never, text[max(0, i-60):min(len(text), i+60)])
		}
	}
	ids := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if ids[id[1]] {
			t.Errorf("id %q occurs twice", id[1])
		}
		ids[id[1]] = true
	}
	for _, to := range regexp.MustCompile(`(?:href="#|labelledby=")([^"]*)"`).FindAllStringSubmatch(text, -1) {
		for id := range strings.FieldsSeq(to[1]) {
			if !ids[id] {
				t.Errorf("the page refers to %q, which it does not hold", id)
			}
		}
	}
}

// TestPageOfNothing asks for the page of a report that accuses nobody, of a
// world without campaigns, and of no world.
func TestPageOfNothing(t *testing.T) {
	empty := mustEvaluate(t, mustRead(t, small()), &iolaus.Report{Version: 1, Exchanges: 12})
	for _, test := range []struct {
		name   string
		worlds []evaluate.World
		want   []string
	}{
		{"nothing found", []evaluate.World{{Evaluation: empty}}, []string{"Nothing to draw. Nobody was accused.", "It was never detected."}},
		{"nothing at all", []evaluate.World{{Evaluation: &evaluate.Evaluation{Worlds: 1}}}, []string{"Nothing to draw. The world has no campaign"}},
		{"twice nothing", []evaluate.World{{Evaluation: &evaluate.Evaluation{Worlds: 1}}, {Evaluation: empty}}, []string{"Nothing to draw. No campaign was accused."}},
		{"no world", nil, []string{"No world was evaluated."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := page(t, nil, test.worlds...)
			for _, want := range test.want {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
		})
	}
}

// TestPageOfHostileNames has every name and number that comes from a file odd.
func TestPageOfHostileNames(t *testing.T) {
	for _, name := range []string{"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</title></style><b>", "{{.}}", "\x1b[31mred", "user\u202etxt", "bad\xff", "", "(a (b"} {
		r := smallReport()
		for i := range r.Campaigns {
			r.Campaigns[i].Verdict, r.Campaigns[i].Confidence = iolaus.Verdict(name), math.NaN()
			r.Campaigns[i].DetectedAt = hour(100000 * (i - 1))
			r.Campaigns[i].Accounts[0].Membership = []float64{-1, 7, math.Inf(1)}[i%3]
		}
		e := mustEvaluate(t, mustRead(t, small()), r)
		for i := range e.Campaigns {
			e.Campaigns[i].Name = name
		}
		for i := range e.Populations {
			e.Populations[i].Name = name
		}
		w := evaluate.World{Truth: name, Report: name, Evaluation: e}
		page(t, []evaluate.Rival{{Method: name, Evaluation: e}}, w, w)
	}
}

func TestPageDraws(t *testing.T) {
	e := mustEvaluate(t, mustRead(t, small()), smallReport())
	text := page(t, []evaluate.Rival{{Method: "A & B", Evaluation: e}}, evaluate.World{Truth: "w", Report: "r", Evaluation: e})
	for _, want := range []string{
		`d="M0 100L20 75L40 50L60 50L80 25L100 0"`, // alpha took one of four by the first hour, three by the fourth
		`class="mark" d="M40 0V100"`, "detected 2.0 h",
		`d="M25 0L50 0L62.5 0L62.5 28.57L62.5 37.5L75 33.33"`, // precision is 5/7, 5/8 and 6/9 at last
		"from 0.5 on: 0.625 found, precision 0.714", "honest flagged 2/5",
		"A &amp; B", "Brier score 0.225 over 10 statements", "1 in 2", "limit 0.01: exceeded",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(text, "worst world") {
		t.Error("the only world is called the worst")
	}
	if chat, api := strings.Index(text, "<bdi>chat"), strings.Index(text, "<bdi>api"); chat > api {
		t.Error("the worst population is not the first")
	}
}

// TestPageOfWorlds pools two worlds and shows the worse by itself.
func TestPageOfWorlds(t *testing.T) {
	truth := mustRead(t, small())
	good := evaluate.World{Truth: "good", Report: "good.json", Evaluation: mustEvaluate(t, truth, smallReport())}
	bad := evaluate.World{Truth: "bad", Report: "bad.json", Evaluation: mustEvaluate(t, truth, &iolaus.Report{Version: 1, Exchanges: 16})}
	text := page(t, nil, good, bad)
	for _, want := range []string{"2 worlds, pooled", "The worst world: bad, bad.json", "Detected in 1 of 2 worlds, after 2.0 hours."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestScore: a4 has 0.6·0.4, h1 0.95·0.5, h2 and h3 0.6·0.9, a3 0.8², a1 and a2
// 0.95·0.9, b1 and b2 1.
func TestScore(t *testing.T) {
	e := mustEvaluate(t, mustRead(t, small()), smallReport())
	got, all := map[float64]evaluate.Share{}, evaluate.Share{}
	for _, bin := range e.Score.Bins {
		if bin.True.Of > 0 {
			got[bin.From] = bin.True
			all.Part, all.Of = all.Part+bin.True.Part, all.Of+bin.True.Of
		}
	}
	want := map[float64]evaluate.Share{0.2: share(1, 1), 0.4: share(0, 1), 0.5: share(0, 2), 0.6: share(1, 1), 0.8: share(2, 2), 0.999: share(2, 2)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("score differs (-want +got):\n%s", diff)
	}
	if all != e.Accounts.Precision {
		t.Errorf("the bins hold %v, the precision of accounts is %v", all, e.Accounts.Precision)
	}
	if twice := evaluate.Sum([]*evaluate.Evaluation{e, e}); twice.Score.Statements() != 18 || !near(twice.Score.Brier(), e.Score.Brier()) {
		t.Errorf("twice the same world: %d statements, Brier score %g", twice.Score.Statements(), twice.Score.Brier())
	}
}

package report_test

import (
	"bytes"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/report"
)

// hostileNames are what somebody who expects to be reported would be called.
var hostileNames = []string{
	"\x1b[31mred\x1b[0m", "\x1b]0;title\x07named", "\u009b2Jcleared", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</title></style><b>", "{{.}}", "javascript:alert(1)",
	"user\u202Etxt.exe", "\u2066isolated", "zero\u200bwidth", "line\nbreak\ttab\rreturn", "nul\x00byte",
	"=HYPERLINK(\"http://evil.example\")", "+1+1", "-1", "@SUM(A1)", "\t=1", "'quoted", "＝1+1",
	strings.Repeat("long", 500), "漢字の名前がとても長いので切り詰められるはずです。漢字の名前がとても長いので切り詰められるはずです。",
	"z\u0335\u0336\u0337\u0338\u0335\u0336\u0337\u0338a\u0335\u0336\u0337\u0338\u0335\u0336lgo", "bad\xff\xfeutf8", "\U000e0041tag", "", " ",
}

// hostile is a report in which every text that comes from outside is hostile and
// every number odd.
func hostile() *iolaus.Report {
	r := &iolaus.Report{Window: iolaus.Window{From: date(1, 0, 0), To: date(2, 0, 0)}, Exchanges: 10, Accounts: 3}
	for i, name := range hostileNames {
		c := iolaus.Campaign{
			ID: name, Name: name, Verdict: iolaus.Verdict(name), Confidence: math.NaN(), QValue: math.Inf(1), QAnytime: math.NaN(),
			Exchanges: 7, Distilled: 9, Parent: name, FirstSeen: date(1, 1, 0), DetectedAt: date(1, 2, 0),
			Capabilities: map[string]float64{name: 7}, Models: map[string]float64{name: -1}, Pathways: map[string]float64{name: math.NaN()},
			Families: []iolaus.FamilyUse{{ID: name, Capability: name, Slots: math.Inf(-1)}},
			Events:   []iolaus.Event{{Kind: iolaus.EventKind(name), Text: name}, {Time: date(1, 2, 0), Text: name}},
			Evidence: []iolaus.Evidence{
				{Kind: name, Observed: name, Expected: name, Text: name, LLR: math.Inf(1), P: math.NaN()},
				{Kind: "k", LLR: -1e300, P: 2},
			},
			Timeline: []iolaus.Activity{{Time: time.Time{}, Exchanges: 1}, {Time: date(1, 2, 0), Exchanges: -4}, {Time: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Exchanges: 1 << 60}},
			Accounts: []iolaus.Member{
				{Account: name, Membership: math.NaN(), Exchanges: 3, Ties: []int{0, 1, -1, 99}},
				{Account: name, Role: name, SuccessorOf: name, Exchanges: -1, Ties: []int{0}},
			},
		}
		if i%4 == 0 {
			c.Verdict = iolaus.RingOnly
		}
		if i > 0 {
			c.Timeline, c.Accounts = nil, c.Accounts[:1]
		}
		r.Campaigns = append(r.Campaigns, c)
	}
	return r
}

func TestTerminalShowsNothingHidden(t *testing.T) {
	for _, width := range []int{1, 40, 80, 100, 200} {
		var b bytes.Buffer
		if err := report.Table(&b, hostile(), report.TableOptions{Width: width}); err != nil {
			t.Fatal(err)
		}
		for _, name := range hostileNames {
			if name == "" {
				continue
			}
			if err := report.Explain(&b, hostile(), name, nil, report.TableOptions{Width: width}); err != nil {
				t.Fatal(err)
			}
		}
		checkTerminal(t, b.String(), max(width, 40))
	}
}

// checkTerminal refuses control and direction characters, and lines that do not
// fit. Wide characters are counted as one here, so that limit is lenient.
func checkTerminal(t *testing.T, s string, width int) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		n := 0
		for _, r := range line {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Fatalf("line holds %U: %q", r, line)
			}
			if !unicode.Is(unicode.Mn, r) {
				n++
			}
		}
		if n > width {
			t.Fatalf("line of %d columns in a width of %d: %q", n, width, line)
		}
	}
}

func TestColorIsTheOnlyEscape(t *testing.T) {
	var b bytes.Buffer
	if err := report.Table(&b, hostile(), report.TableOptions{Color: true}); err != nil {
		t.Fatal(err)
	}
	rest := regexp.MustCompile("\x1b\\[(1;31|35|33|36|1|2|0)m").ReplaceAllString(b.String(), "")
	checkTerminal(t, rest, 100)
}

func TestPageHoldsNoScript(t *testing.T) {
	for _, r := range []*iolaus.Report{sample(), hostile()} {
		var b bytes.Buffer
		if err := report.HTML(&b, r); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		for _, bad := range []string{"<script", "<img", "<link", "<iframe", "@import", "url(", " onerror=alert(1)>", "\u202e", "\u200b", "\x1b", "\x00", "ZgotmplZ", "NaN", "Inf"} {
			if strings.Contains(page, bad) {
				i := strings.Index(page, bad)
				t.Errorf("page holds %q: …%s…", bad, page[max(0, i-60):min(len(page), i+60)])
			}
		}
		if m := regexp.MustCompile(`<[^>]*\s(src|on\w+|srcset|action|data)=`).FindString(page); m != "" {
			t.Errorf("page holds the tag %q", m)
		}
		for _, want := range []string{"default-src 'none'", "prefers-color-scheme:dark", "@media print", `lang="en"`} {
			if !strings.Contains(page, want) {
				t.Errorf("page lacks %q", want)
			}
		}
		for _, target := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if id, ok := strings.CutPrefix(target[1], "#"); !ok || !strings.Contains(page, `id="`+id+`"`) {
				t.Errorf("link to %q leads nowhere in the page", target[1])
			}
		}
		ids := map[string]bool{}
		for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if ids[id[1]] {
				t.Errorf("id %q occurs twice", id[1])
			}
			ids[id[1]] = true
		}
	}
}

func TestCSVHoldsNoFormula(t *testing.T) {
	var b bytes.Buffer
	if err := report.CSV(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`(?m)(^|,)"?[=+@＝\t]`).FindString(b.String()); m != "" {
		t.Errorf("a cell begins %q", m)
	}
}

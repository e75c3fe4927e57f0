package evaluate_test

import (
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/evaluate"
)

// The traffic may be compressed, written in another way, or hold long lines.
func TestReadForms(t *testing.T) {
	traffic := small()["exchanges.jsonl"]
	first, rest, _ := strings.Cut(traffic, "\n")
	for _, test := range []struct{ name, file, text string }{
		{"plain", "exchanges.jsonl", traffic},
		{"compressed", "exchanges.jsonl.zst", compress(t, traffic)},
		{"other order of keys", "exchanges.jsonl", strings.ReplaceAll(strings.ReplaceAll(traffic, `{"id"`, `{"x":"","id"`), `,"org"`, ` , "org"`)},
		{"escapes", "exchanges.jsonl", strings.Replace(traffic, `"x1"`, `"\u00781"`, 1)},
		{"long line", "exchanges.jsonl", strings.TrimSuffix(first, "}") + `,"y":"` + strings.Repeat("long ", 500_000) + "\"}\r\n\n" + rest},
		{"no last line break", "exchanges.jsonl", strings.TrimSpace(traffic)},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := small()
			delete(files, "exchanges.jsonl")
			files[test.file] = test.text
			e := mustEvaluate(t, mustRead(t, files), smallReport())
			if e.Exchanges != share(16, 16) || e.Campaigns[1].Exposure != share(1, 4) {
				t.Errorf("%v exchanges, exposure of beta %v; want 16/16, 1/4", e.Exchanges, e.Campaigns[1].Exposure)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const accounts, taken, traffic = "truth_accounts.csv", "truth_exchanges.csv", "exchanges.jsonl"
	for _, test := range []struct{ name, file, old, new, want string }{
		{"other columns", accounts, "operator", "who", "its columns are"},
		{"an account twice", accounts, "a2,", "a1,", `account "a1" is listed twice`},
		{"a short row", accounts, "a2,campaign,alpha,op-a", "a2,campaign", "wrong number of fields"},
		{"unknown sender", traffic, `"account":"h1"`, `"account":"q1"`, `line 2: account "q1" is not in truth_accounts.csv`},
		{"no JSON", traffic, `{"id":"n2"`, `n2`, "line 7: it is not JSON"},
		{"no sender", traffic, `"account":"h1"`, `"user":"h1"`, "line 2: it has no id, time or account"},
		{"no such exchange", taken, "x4,", "x9,", `exchange "x9" is not in the traffic, or not in the same order`},
		{"no such time", traffic, `"x1","time":"2026-`, `"x1","time":"26-`, `exchange "x1": parsing time`},
		{"not yes or no", taken, "x4,alpha,1", "x4,alpha,yes", `distilled is "yes", not 0 or 1`},
		{"other campaign", taken, "x4,alpha,", "x4,beta,", `exchange "x4" is of campaign "beta" in truth_exchanges.csv, its account is not`},
		{"honest sender", traffic, `"account":"a2"`, `"account":"h2"`, `exchange "x2" is of campaign "alpha"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := small()
			files[test.file] = strings.Replace(files[test.file], test.old, test.new, 1)
			_, err := evaluate.Read(write(t, files))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
	for _, file := range []string{accounts, taken, traffic} {
		files := small()
		delete(files, file)
		if _, err := evaluate.Read(write(t, files)); err == nil || !strings.Contains(err.Error(), "no such file") {
			t.Errorf("without %s: error %v", file, err)
		}
		files[file] = ""
		if _, err := evaluate.Read(write(t, files)); err == nil {
			t.Errorf("empty %s: no error", file)
		}
	}
}

// FuzzHead holds the quick path against the parser.
func FuzzHead(f *testing.F) {
	f.Add([]byte(`{"id":"x1","time":"2026-03-02T00:00:00Z","account":"a1","org":"o"}`))
	f.Add([]byte(`{"id":"x\"1","time":"t","account":"a1"}`))
	f.Add([]byte(`{"id":"x1","id":"x2","time":"t","account":"a1"}`))
	f.Add([]byte(`{"account":"a1","time":"t","id":"x1"}`))
	f.Add([]byte(`{"id":"x1","time":"t","account":"a1`))
	f.Fuzz(func(t *testing.T, line []byte) {
		id, at, account, err := evaluate.Head(line, false)
		if err != nil {
			return // not a line of a world
		}
		quickID, quickAt, quickAccount, err := evaluate.Head(line, true)
		if err != nil || quickID != id || quickAt != at || quickAccount != account {
			t.Errorf("quick: %q %q %q %v, parsed: %q %q %q", quickID, quickAt, quickAccount, err, id, at, account)
		}
	})
}

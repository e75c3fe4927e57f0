package evaluate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }

// smallAccounts: a5 and h6 never send anything.
const smallAccounts = `account,population,campaign,operator
a1,campaign,alpha,op-a
a2,campaign,alpha,op-a
a3,campaign,alpha,op-a
a4,campaign,alpha,op-a
a5,campaign,alpha,op-a
b1,campaign,beta,op-b
b2,campaign,beta,op-b
b3,campaign,beta,op-b
g1,campaign,gamma,op-a
h1,chat,,
h2,chat,,
h3,chat,,
h4,chat,,
h5,api,,
h6,chat,,
`

// smallTraffic lists the exchanges in order of time: hour, id, account, and for
// those of campaigns the campaign and whether it distilled.
const smallTraffic = `0 x1 a1 alpha 1
0 n1 h1
1 x2 a2 alpha 1
1 y1 b1 beta 0
2 x3 a3 alpha 0
2 y2 b1 beta 1
2 n2 h2
3 x4 a4 alpha 1
3 z1 g1 gamma 1
4 x5 a1 alpha 1
4 n3 h3
5 y3 b2 beta 1
5 n4 h4
6 y4 b3 beta 1
6 n5 h5
7 y5 b1 beta 1
`

// small gives the files of the small world.
func small() map[string]string {
	var traffic, taken strings.Builder
	taken.WriteString("id,campaign,distilled\n")
	for line := range strings.Lines(smallTraffic) {
		f := strings.Fields(line)
		var n int
		_, _ = fmt.Sscan(f[0], &n)
		fmt.Fprintf(&traffic, `{"id":"%s","time":"%s","account":"%s","org":"o"}`+"\n", f[1], hour(n).Format(time.RFC3339Nano), f[2])
		if len(f) == 5 {
			fmt.Fprintf(&taken, "%s,%s,%s\n", f[1], f[3], f[4])
		}
	}
	return map[string]string{
		"truth_accounts.csv":  smallAccounts,
		"truth_exchanges.csv": taken.String(),
		"exchanges.jsonl":     traffic.String(),
	}
}

func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func compress(t testing.TB, text string) string {
	t.Helper()
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoder.EncodeAll([]byte(text), nil))
}

func mustRead(t testing.TB, files map[string]string) *evaluate.Truth {
	t.Helper()
	truth, err := evaluate.Read(write(t, files))
	if err != nil {
		t.Fatal(err)
	}
	return truth
}

func mustEvaluate(t testing.TB, truth *evaluate.Truth, r *iolaus.Report) *evaluate.Evaluation {
	t.Helper()
	e, err := evaluate.Evaluate(truth, r, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func member(account string, membership float64) iolaus.Member {
	return iolaus.Member{Account: account, Membership: membership}
}

// smallReport finds alpha in two pieces, beta but for one account and with an
// inner campaign, gamma not at all; one campaign is false.
func smallReport() *iolaus.Report {
	inner := member("b1", 0.6)
	inner.Distilled = 1
	return &iolaus.Report{Version: 1, Exchanges: 16, Accounts: 13, Campaigns: []iolaus.Campaign{
		{
			ID: "r1", Verdict: iolaus.Distillation, Confidence: 0.95, DetectedAt: hour(3),
			Accounts: []iolaus.Member{member("a1", 0.9), member("a2", 0.9), member("h1", 0.5)},
		},
		{
			ID: "r2", Verdict: iolaus.Harvest, Confidence: 0.8, DetectedAt: hour(2),
			Accounts: []iolaus.Member{member("a3", 0.8)},
		},
		{
			ID: "r3", Verdict: iolaus.Relay, Confidence: 1, DetectedAt: hour(4),
			Accounts: []iolaus.Member{member("b1", 1), member("b2", 1)},
		},
		{
			ID: "r4", Verdict: iolaus.Distillation, Confidence: 0.9, DetectedAt: hour(6), Parent: "r3",
			Accounts: []iolaus.Member{inner},
		},
		{
			ID: "r5", Verdict: iolaus.Distillation, Confidence: 0.6, DetectedAt: hour(5),
			Accounts: []iolaus.Member{member("h2", 0.9), member("h3", 0.9), member("a4", 0.4)},
		},
		{
			ID: "r6", Verdict: iolaus.RingOnly, Confidence: 0.9, DetectedAt: hour(1),
			Accounts: []iolaus.Member{member("h4", 1), member("h1", 1)},
		},
	}}
}

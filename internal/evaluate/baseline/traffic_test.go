package baseline_test

import (
	"slices"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }

// sent is one exchange of hand-made traffic, ten minutes past an hour.
type sent struct {
	account string
	hour    int
	ip      string
	org     string
	frame   iolaus.Hash
	opening uint32
	meaning [iolaus.MeaningWidth]int8
}

// feed shows traffic to a method, in order of time, and gives its report.
func feed(m baseline.Method, accounts []iolaus.Account, traffic []sent) *iolaus.Report {
	for i := range accounts {
		m.Register(&accounts[i])
	}
	slices.SortStableFunc(traffic, func(a, b sent) int { return a.hour - b.hour })
	for _, e := range traffic {
		x := iolaus.Exchange{
			Time:    iolaus.Millis(hour(e.hour).Add(10 * time.Minute).UnixMilli()),
			Account: e.account, Org: e.org, Client: iolaus.Client{IP: e.ip},
		}
		s := iolaus.Signature{Frame: e.frame, Meaning: e.meaning}
		s.Phrases[iolaus.PhraseCount-2] = e.opening
		m.Observe(&x, &s)
	}
	return m.Report()
}

// times repeats an exchange within its hour.
func times(n int, e sent) []sent {
	all := make([]sent, n)
	for i := range all {
		all[i] = e
	}
	return all
}

// names lists n accounts.
func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "a" + string(rune('0'+i/10)) + string(rune('0'+i%10))
	}
	return all
}

// each makes one exchange per account and hour.
func each(accounts []string, hours []int, fill func(i, hour int, e *sent)) []sent {
	var all []sent
	for i, a := range accounts {
		for _, h := range hours {
			e := sent{account: a, hour: h}
			fill(i, h, &e)
			all = append(all, e)
		}
	}
	return all
}

// expectation is one campaign that a report must hold.
type expectation struct {
	accounts []string
	detected int // hour
}

// expect compares a report's campaigns, in order of their first account.
func expect(t *testing.T, r *iolaus.Report, verdict iolaus.Verdict, want []expectation) {
	t.Helper()
	if len(r.Campaigns) != len(want) {
		t.Fatalf("%d campaigns, want %d: %+v", len(r.Campaigns), len(want), r.Campaigns)
	}
	for i, w := range want {
		c := &r.Campaigns[i]
		var accounts []string
		for _, m := range c.Accounts {
			accounts = append(accounts, m.Account)
		}
		if !slices.Equal(accounts, w.accounts) {
			t.Errorf("campaign %d has accounts %q, want %q", i, accounts, w.accounts)
		}
		if !c.DetectedAt.Equal(hour(w.detected)) {
			t.Errorf("campaign %d detected at %s, want %s", i, c.DetectedAt, hour(w.detected))
		}
		if c.Verdict != verdict {
			t.Errorf("campaign %d has verdict %s, want %s", i, c.Verdict, verdict)
		}
	}
}

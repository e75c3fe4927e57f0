package suite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

func testReported(t *testing.T, open Open) {
	s := opened(t, open)
	put := func(campaigns ...traffic.Reported) {
		t.Helper()
		if err := s.PutReported(t.Context(), campaigns); err != nil {
			t.Fatal(err)
		}
	}
	known := func() []traffic.Reported {
		t.Helper()
		got, err := s.Reported(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	put()
	if got := known(); got != nil {
		t.Errorf("%+v of a store on which nothing was reported", got)
	}
	relay := traffic.Reported{ID: "c_b", Name: "bay-heron", Verdict: iolaus.Relay, Report: 1, Until: 50, Accounts: 3, Members: []iolaus.Hash{2, 5, 1<<63 + 9}}
	inner := traffic.Reported{ID: "c_a", Name: "ashen-wren", Parent: "c_b", Templates: []iolaus.Hash{3, 1<<63 + 7}, Report: 1, Until: 50, Accounts: 1, Members: []iolaus.Hash{5}}
	put(relay, inner)
	put(relay, inner) // once more changes nothing
	grown := relay
	grown.Report, grown.Until, grown.Accounts, grown.Members = 3, 90, 2, []iolaus.Hash{1, 2}
	put(grown)
	relay.First, inner.First, grown.First = 1, 1, 1
	if diff := cmp.Diff([]traffic.Reported{inner, grown}, known()); diff != "" {
		t.Errorf("each as the last report to name it did:\n%s", diff)
	}
	inner.Gone, inner.Report, inner.Verdict = true, 4, iolaus.Distillation
	put(inner)
	add(t, s, "aa", rows(10))
	if diff := cmp.Diff([]traffic.Reported{inner, grown}, known()); diff != "" {
		t.Errorf("traffic changes what was reported:\n%s", diff)
	}
}

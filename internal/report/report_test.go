package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/report"
)

func TestNDJSONLines(t *testing.T) {
	var b bytes.Buffer
	if err := report.NDJSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	var ids []string
	for _, line := range lines[1:] {
		var c iolaus.Campaign
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	if diff := cmp.Diff([]string{"c_5k2q", "c_relay7", "c_t1ck", "c_ring"}, ids); diff != "" {
		t.Error(diff)
	}
	var head map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &head); err != nil {
		t.Fatal(err)
	}
	if len(head) != 5 || head["exchanges"] != 1818444.0 || head["rejected"] != 17.0 {
		t.Errorf("header is %v", head)
	}
}

func TestCSVRows(t *testing.T) {
	var b bytes.Buffer
	if err := report.CSV(&b, sample()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 60 + 120 + 1 + 9; len(rows) != want {
		t.Errorf("got %d rows, want %d", len(rows), want)
	}
	first := lockstep().Accounts[0]
	want := []string{"c_5k2q", "amber-otter", "distillation", "0.998", first.Account, "0.999", "member", "", fmt.Sprint(first.Exchanges), fmt.Sprint(first.Distilled)}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Error(diff)
	}
}

func TestWritersLeaveTheReportAlone(t *testing.T) {
	r := sample()
	for _, write := range []writer{report.JSON, report.NDJSON, report.CSV, report.HTML, table(report.TableOptions{}), explain("amber-otter", report.TableOptions{})} {
		if err := write(new(bytes.Buffer), r); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(sample(), r); diff != "" {
		t.Error(diff)
	}
}

// TestWithdrawn has a report that withdraws seven campaigns, one of a hostile name.
func TestWithdrawn(t *testing.T) {
	r := sample()
	for i := range 7 {
		r.Withdrawn = append(r.Withdrawn, iolaus.Withdrawn{ID: fmt.Sprintf("c_%d", i), Name: "pale-moth\x1b[2J<script>", Until: date(3, 7, 0), Accounts: 40})
	}
	still := r.Campaigns[0]
	r.Withdrawn = append(r.Withdrawn, iolaus.Withdrawn{ID: still.ID, Name: "blue-heron", Verdict: iolaus.Harvest, Until: date(3, 7, 0), Accounts: 2})
	for name, write := range map[string]func(io.Writer) error{
		"table": func(w io.Writer) error { return report.Table(w, r, report.TableOptions{Width: 500}) },
		"page":  func(w io.Writer) error { return report.HTML(w, r) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		said := strings.ReplaceAll(b.String(), "\u00a0", " ")
		for _, want := range []string{
			"No longer reported: pale-moth", "(c_4, 40 accounts, until 2026-03-03 07:00), 2 more.",
			"No longer accused, but still operated together: blue-heron (" + still.ID + ", harvest, 2 accounts, until 2026-03-03 07:00).",
		} {
			if !strings.Contains(said, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		if strings.Contains(said, "c_5,") || strings.Contains(said, "\x1b") || name == "page" && strings.Contains(said, "<script>") {
			t.Errorf("%s names more than five, or what is hostile", name)
		}
	}
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	back, err := report.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.Withdrawn, back.Withdrawn); diff != "" {
		t.Error(diff)
	}
}

func TestExplainFinds(t *testing.T) {
	tests := []struct {
		name, key, says string
		is              error
	}{
		{"id", "c_5k2q", "amber-otter  distillation", nil},
		{"name", "basalt-heron", "Campaigns inside it", nil},
		{"beginning of a name", "cob", "It lives inside basalt-heron", nil},
		{"beginning of an id", "c_5", "amber-otter", nil},
		{"account", lockstep().Accounts[59].Account, "successor of " + lockstep().Accounts[7].Account, nil},
		{"ring", "dune-marten", "never a ground for action", nil},
		{"former id", "c_0ld1d", "amber-otter  distillation  c_5k2q", nil},
		{"several", "c_", "", report.ErrAmbiguous},
		{"stranger", "acct_0", "Not a member of any reported campaign", report.ErrUnknown},
		{"nothing", "", "Not a member of any reported campaign", report.ErrUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			err := report.Explain(&b, sample(), tt.key, nil, report.TableOptions{Width: 200})
			if !errors.Is(err, tt.is) {
				t.Errorf("got error %v, want %v", err, tt.is)
			}
			if !strings.Contains(b.String(), tt.says) {
				t.Errorf("does not say %q:\n%s", tt.says, b.String())
			}
		})
	}
}

// huge is a report of one campaign of so many accounts.
func huge(n int) *iolaus.Report {
	c := lockstep()
	c.Accounts = accounts(9, n, 16_000_000, n/90, n/20)
	for i := range 400 {
		c.Families = append(c.Families, iolaus.FamilyUse{ID: fmt.Sprintf("f_%d", i), Exchanges: 3, Accounts: 2, Capability: "tool_use"})
		c.Events = append(c.Events, iolaus.Event{Time: date(2+i%9, i%24, 0), Kind: iolaus.Grew, Text: "More accounts."})
	}
	r := sample()
	r.Campaigns = []iolaus.Campaign{c}
	return r
}

func TestPageStaysSmall(t *testing.T) {
	tests := []struct {
		name  string
		in    *iolaus.Report
		most  int
		holds []string
	}{
		{"one campaign of 24,000 accounts", huge(24_000), 2 << 20, []string{"Drawn: 300 of 24,000 accounts", "and 23,800 more"}},
		{"many campaigns", many(1500, huge(100).Campaigns[0]), 12 << 20, []string{"and 500 more", "first 40 campaigns"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.HTML(&b, tt.in); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d bytes", b.Len())
			if b.Len() > tt.most {
				t.Errorf("page of %d bytes, want at most %d", b.Len(), tt.most)
			}
			for _, s := range tt.holds {
				if !strings.Contains(b.String(), s) {
					t.Errorf("page does not say %q", s)
				}
			}
		})
	}
}

// many repeats a campaign.
func many(n int, c iolaus.Campaign) *iolaus.Report {
	r := sample()
	r.Campaigns = nil
	for i := range n {
		c.ID, c.Name = fmt.Sprintf("c_%d", i), fmt.Sprintf("name-%d", i)
		r.Campaigns = append(r.Campaigns, c)
	}
	return r
}

func BenchmarkHTML(b *testing.B) {
	r := huge(24_000)
	for b.Loop() {
		if err := report.HTML(new(bytes.Buffer), r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSON(b *testing.B) {
	r := huge(24_000)
	for b.Loop() {
		if err := report.JSON(new(bytes.Buffer), r); err != nil {
			b.Fatal(err)
		}
	}
}

// TestExplainNearestGroup says why the group around a stranger was not reported, or that
// it was, without it.
func TestExplainNearestGroup(t *testing.T) {
	strong := []iolaus.Channel{{Name: "identity", Weight: 5.7, Most: 5.7}, {Name: "load", Weight: 3, Most: 3}}
	tests := []struct {
		name        string
		tested      iolaus.Tested
		says, never string
	}{
		{"light", iolaus.Tested{Needed: 9.5, Channels: strong, Verdict: iolaus.RingOnly}, "8.7 of the 9.5 nats needed", "as such"},
		{"no verdict", iolaus.Tested{Needed: 8, Channels: strong}, "too little for any verdict", "as such"},
		{"reported", iolaus.Tested{Needed: 8, Channels: strong, Verdict: iolaus.Relay}, "8.0 would do for a relay; it is reported as such", "too little"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := bystander()
			s.Tested = &tt.tested
			var b bytes.Buffer
			if err := report.Explain(&b, sample(), s.Account, s, report.TableOptions{Width: 400}); err != nil && !errors.Is(err, report.ErrUnknown) {
				t.Fatal(err)
			}
			if out := b.String(); !strings.Contains(out, tt.says) || strings.Contains(out, tt.never) {
				t.Errorf("says %q or not %q:\n%s", tt.never, tt.says, out)
			}
		})
	}
}

// TestExplainASingleExchange has accounts without a tie: of the one that wrote once it is
// said that this is too little.
func TestExplainASingleExchange(t *testing.T) {
	for _, exchanges := range []int64{1, 2} {
		s := bystander()
		s.Exchanges, s.Kin = exchanges, []iolaus.Kinship{{Campaign: "c_5k2q", Follows: 1}}
		var b bytes.Buffer
		if err := report.Explain(&b, sample(), s.Account, s, report.TableOptions{Width: 400}); !errors.Is(err, report.ErrUnknown) {
			t.Fatal(err)
		}
		if once := strings.Contains(b.String(), "a single exchange may fill a template by chance"); once != (exchanges == 1) {
			t.Errorf("%d exchanges:\n%s", exchanges, b.String())
		}
	}
}

// TestResidentsFollowTheirRelay lists campaigns largest first, of which two live in the
// second one; one is an orphan, and what has no id is nobody's home.
func TestResidentsFollowTheirRelay(t *testing.T) {
	campaign := func(id, parent string, v iolaus.Verdict, distilled int64) iolaus.Campaign {
		return iolaus.Campaign{ID: id, Parent: parent, Verdict: v, Exchanges: 100, Distilled: distilled}
	}
	r := &iolaus.Report{Campaigns: []iolaus.Campaign{
		campaign("c_one", "", iolaus.Distillation, 50),
		campaign("c_relay", "", iolaus.Relay, 0),
		campaign("", "", iolaus.Distillation, 10),
		campaign("c_ring", "", iolaus.RingOnly, 0),
		campaign("c_in", "c_relay", iolaus.Distillation, 20),
		campaign("c_orphan", "c_gone", iolaus.Distillation, 10),
		campaign("c_too", "c_relay", iolaus.Distillation, 4),
	}}
	var b bytes.Buffer
	if err := report.Table(&b, r, report.TableOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, line := range strings.Split(b.String(), "\n") {
		if f := strings.Fields(line); strings.Contains(line, " % ") && strings.Contains(line, "→") {
			rows = append(rows, strings.Join(f[:2], " "))
		}
	}
	want := []string{"c_one distillation", "c_relay relay", "└ c_in", "└ c_too", "(unnamed) distillation", "c_orphan distillation", "c_ring ring"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if !strings.Contains(b.String(), "24 %") {
		t.Errorf("of the relay, what is distilled inside it is not shown:\n%s", b.String())
	}
}

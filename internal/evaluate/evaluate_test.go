package evaluate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
)

func share(part, of int64) evaluate.Share { return evaluate.Share{Part: part, Of: of} }

func near(a, b float64) bool {
	return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b)
}

// The figures of all tests below were computed by hand from the small world.

func TestCampaigns(t *testing.T) {
	want := []evaluate.Campaign{
		{
			Name: "alpha", Operator: "op-a", Detected: share(1, 1),
			Recall:     share(4, 4), // a4 too, although in the false campaign
			Extracting: share(3, 3), // a3 made nothing
			Precision:  share(3, 4), // a1 a2 a3, not h1
			Pieces:     2, Purity: share(2, 3), Verdicts: map[string]int{"distillation": 1, "harvest": 1},
			Exposure: share(2, 4), Hours: []float64{2}, Held: share(4, 4), ByHour: []int64{1, 1, 0, 1, 1},
			Inner: evaluate.Inner{Distilled: share(0, 4)},
		},
		{
			Name: "beta", Operator: "op-b", Detected: share(1, 1),
			Recall: share(2, 3), Extracting: share(2, 3), Precision: share(2, 2),
			Pieces: 1, Purity: share(2, 2), Verdicts: map[string]int{"relay": 1},
			Exposure: share(1, 4), Hours: []float64{3}, Held: share(3, 4), ByHour: []int64{0, 1, 0, 0, 1, 1, 1},
			Inner: evaluate.Inner{Campaigns: 1, Distilled: share(1, 4), Precision: share(1, 1)},
		},
		{
			Name: "gamma", Operator: "op-a", Detected: share(0, 1),
			Recall: share(0, 1), Extracting: share(0, 1), Verdicts: map[string]int{},
			Exposure: share(1, 1), Hours: []float64{}, Held: share(0, 1), ByHour: []int64{1},
			Inner: evaluate.Inner{Distilled: share(0, 1)},
		},
	}
	e := mustEvaluate(t, mustRead(t, small()), smallReport())
	if diff := cmp.Diff(want, e.Campaigns); diff != "" {
		t.Errorf("campaigns differ (-want +got):\n%s", diff)
	}
}

func TestPopulations(t *testing.T) {
	e := mustEvaluate(t, mustRead(t, small()), smallReport())
	want := []evaluate.Population{
		{Name: "api", Flagged: share(0, 1), Ringed: share(0, 1)},
		{Name: "chat", Flagged: share(3, 4), Ringed: share(1, 4)}, // h1 is in a ring as well
	}
	if diff := cmp.Diff(want, e.Populations); diff != "" {
		t.Errorf("populations differ (-want +got):\n%s", diff)
	}
	all := evaluate.Population{Name: "all", Flagged: share(3, 5), Ringed: share(1, 5)}
	if diff := cmp.Diff(all, e.Honest); diff != "" {
		t.Errorf("all populations differ (-want +got):\n%s", diff)
	}
}

func TestOverall(t *testing.T) {
	nothing := &iolaus.Report{Version: 1, Exchanges: 16}
	nan := math.NaN()
	type figures struct {
		Recall, Precision, False     evaluate.Share
		Kept                         bool
		F1, BPrecision, BRecall, BF1 float64
		Items                        int64
		Confidence, Membership       float64
	}
	for _, test := range []struct {
		name   string
		report *iolaus.Report
		want   figures
	}{
		{"a bit of everything", smallReport(), figures{
			Recall: share(6, 8), Precision: share(6, 9), False: share(1, 5),
			F1: 12.0 / 17, BPrecision: 23.0 / 33, BRecall: 43.0 / 66, BF1: 2 * (23.0 / 33) * (43.0 / 66) / (23.0/33 + 43.0/66),
			Items: 11, Confidence: 0.4125 / 5, Membership: 2.25 / 10,
		}},
		// Every campaign account alone: precise, and recall 1/4 for four, 1/3 for three, 1 for one.
		{"nothing reported", nothing, figures{
			Recall: share(0, 8), Kept: true, BPrecision: 1, BRecall: 3.0 / 8, BF1: 2 * (3.0 / 8) / (11.0 / 8),
			Items: 8, Confidence: nan, Membership: nan,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mustEvaluate(t, mustRead(t, small()), test.report)
			got := figures{
				e.Accounts.Recall, e.Accounts.Precision, e.Discoveries.False,
				e.Discoveries.Kept(),
				e.Accounts.F1(), e.Clusters.Precision(), e.Clusters.Recall(), e.Clusters.F1(),
				e.Clusters.Items,
				e.Confidence.Brier(), e.Membership.Brier(),
			}
			if diff := cmp.Diff(test.want, got, cmp.Comparer(near)); diff != "" {
				t.Errorf("figures differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReliability(t *testing.T) {
	e := mustEvaluate(t, mustRead(t, small()), smallReport())
	type bin struct {
		From, Stated float64
		True         evaluate.Share
	}
	filled := func(c evaluate.Calibration) (bins []bin) {
		for _, b := range c.Bins {
			if b.True.Of > 0 {
				bins = append(bins, bin{b.From, b.Stated(), b.True})
			}
		}
		return bins
	}
	for _, test := range []struct {
		name string
		got  evaluate.Calibration
		want []bin
	}{
		{"confidence", e.Confidence, []bin{
			{0.5, 0.6, share(0, 1)},
			{0.8, 0.8, share(1, 1)},
			{0.9, 0.9, share(1, 1)},
			{0.95, 0.95, share(1, 1)},
			{0.99, 1, share(1, 1)},
		}},
		{"membership", e.Membership, []bin{
			{0.25, 0.4, share(0, 1)},
			{0.5, 0.55, share(1, 2)},
			{0.8, 0.8, share(1, 1)},
			{0.9, 0.9, share(2, 4)},
			{0.99, 1, share(2, 2)},
		}},
	} {
		if diff := cmp.Diff(test.want, filled(test.got), cmp.Comparer(near)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", test.name, diff)
		}
	}
}

// An even split is no false campaign; a campaign inside another's is a piece.
func TestOwner(t *testing.T) {
	group := func(id, parent string, accounts ...string) iolaus.Campaign {
		c := iolaus.Campaign{ID: id, Parent: parent, Verdict: iolaus.Distillation, DetectedAt: hour(1)}
		for _, a := range accounts {
			c.Accounts = append(c.Accounts, member(a, 1))
		}
		return c
	}
	for _, test := range []struct {
		name      string
		campaigns []iolaus.Campaign
		pieces    [3]int // of alpha, beta, gamma
		inner     [3]int
		false     evaluate.Share
	}{
		{"half honest", []iolaus.Campaign{group("1", "", "a1", "h1")}, [3]int{1, 0, 0}, [3]int{}, share(0, 1)},
		{"most honest", []iolaus.Campaign{group("1", "", "a1", "h1", "h2")}, [3]int{}, [3]int{}, share(1, 1)},
		{"two campaigns", []iolaus.Campaign{group("1", "", "a1", "b1", "b2")}, [3]int{0, 1, 0}, [3]int{}, share(0, 1)},
		{"equals", []iolaus.Campaign{group("1", "", "g1", "b1")}, [3]int{0, 1, 0}, [3]int{}, share(0, 1)},
		{"inner of its own", []iolaus.Campaign{group("1", "", "a1", "a2"), group("2", "1", "a1")}, [3]int{1, 0, 0}, [3]int{1, 0, 0}, share(0, 2)},
		{"inner of another", []iolaus.Campaign{group("1", "", "b1", "b2", "a1"), group("2", "1", "a1")}, [3]int{1, 1, 0}, [3]int{}, share(0, 2)},
		{"parent unknown", []iolaus.Campaign{group("2", "1", "a1")}, [3]int{1, 0, 0}, [3]int{}, share(0, 1)},
		{"no accounts", []iolaus.Campaign{group("1", "")}, [3]int{}, [3]int{}, share(1, 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := mustEvaluate(t, mustRead(t, small()), &iolaus.Report{Version: 1, Campaigns: test.campaigns})
			var pieces, inner [3]int
			for i, c := range e.Campaigns {
				pieces[i], inner[i] = c.Pieces, c.Inner.Campaigns
			}
			if pieces != test.pieces || inner != test.inner || e.Discoveries.False != test.false {
				t.Errorf("pieces %v, inner %v, false %v; want %v, %v, %v",
					pieces, inner, e.Discoveries.False, test.pieces, test.inner, test.false)
			}
		})
	}
}

func TestOtherWorld(t *testing.T) {
	truth := mustRead(t, small())
	for name, r := range map[string]*iolaus.Report{
		"unknown account":    {Campaigns: []iolaus.Campaign{{Accounts: []iolaus.Member{member("q9", 1)}}}},
		"account of no use":  {Campaigns: []iolaus.Campaign{{Accounts: []iolaus.Member{member("a5", 1)}}}},
		"too many exchanges": {Exchanges: 17},
	} {
		if _, err := evaluate.Evaluate(truth, r, 0.01); !errors.Is(err, evaluate.ErrOtherWorld) {
			t.Errorf("%s: error %v, want %v", name, err, evaluate.ErrOtherWorld)
		}
	}
}

func TestSum(t *testing.T) {
	truth := mustRead(t, small())
	mixed := mustEvaluate(t, truth, smallReport())
	none := mustEvaluate(t, truth, &iolaus.Report{Version: 1, Exchanges: 16})
	sum := evaluate.Sum([]*evaluate.Evaluation{none, mixed, mixed})

	if sum.Worlds != 3 || sum.Accounts.Recall != share(12, 24) || sum.Accounts.Precision != share(12, 18) ||
		sum.Discoveries.False != share(2, 10) || sum.Honest.Flagged != share(6, 15) {
		t.Errorf("sums differ: %+v", sum)
	}
	alpha := evaluate.Campaign{
		Name: "alpha", Operator: "op-a", Detected: share(2, 3), Recall: share(8, 12), Extracting: share(6, 9), Precision: share(6, 8),
		Pieces: 4, Purity: share(4, 6), Verdicts: map[string]int{"distillation": 2, "harvest": 2},
		Exposure: share(8, 12), Hours: []float64{2, 2}, Held: share(8, 12), ByHour: []int64{3, 3, 0, 3, 3},
		Inner: evaluate.Inner{Distilled: share(0, 12)},
	}
	if diff := cmp.Diff(alpha, sum.Campaigns[0]); diff != "" {
		t.Errorf("alpha differs (-want +got):\n%s", diff)
	}
	if got, want := sum.Clusters.Precision(), (8+2*23.0/3)/30; !near(got, want) {
		t.Errorf("BCubed precision %g, want %g", got, want)
	}
	if got, want := sum.Membership.Brier(), 0.225; !near(got, want) {
		t.Errorf("Brier %g, want %g", got, want)
	}
	again := evaluate.Sum([]*evaluate.Evaluation{mixed, none, mixed})
	unexported := cmp.AllowUnexported(evaluate.BCubed{}, evaluate.Calibration{}, evaluate.Bin{})
	if diff := cmp.Diff(sum, again, unexported, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("the sum depends on the order:\n%s", diff)
	}
	if evaluate.Sum(nil) != nil {
		t.Error("the sum of nothing is not nil")
	}
}

func TestWorst(t *testing.T) {
	world := func(found, accused, falseOnes int64) *evaluate.Evaluation {
		return &evaluate.Evaluation{
			Accounts:    evaluate.Detection{Recall: share(found, 10), Precision: share(found, accused)},
			Discoveries: evaluate.Discoveries{False: share(falseOnes, 10)},
		}
	}
	empty := &evaluate.Evaluation{}
	for _, test := range []struct {
		name   string
		worlds []*evaluate.Evaluation
		want   int
	}{
		{"least found", []*evaluate.Evaluation{world(9, 9, 0), world(5, 5, 0), world(8, 8, 0)}, 1},
		{"nothing found", []*evaluate.Evaluation{world(9, 9, 0), world(0, 0, 0)}, 1},
		{"equal, more false", []*evaluate.Evaluation{world(9, 9, 0), world(9, 9, 2)}, 1},
		{"equal", []*evaluate.Evaluation{world(9, 9, 0), world(9, 9, 0)}, 0},
		{"nothing to find", []*evaluate.Evaluation{empty, world(9, 9, 0)}, 1},
	} {
		if got := evaluate.Worst(test.worlds); got != test.want {
			t.Errorf("%s: world %d, want %d", test.name, got, test.want)
		}
	}
}

func TestShare(t *testing.T) {
	for _, test := range []struct {
		share           evaluate.Share
		rate, low, high float64
	}{
		// In closed form: z²/(n+z²) and 1/(1+z²); and an example of R. G. Newcombe,
		// Statistics in Medicine 17, 1998.
		{share(0, 10), 0, 0, 0.2775328},
		{share(5, 10), 0.5, 0.2365931, 0.7634069},
		{share(1, 1), 1, 0.2065493, 1},
		{share(81, 263), 0.3080, 0.2553, 0.3662},
		{share(0, 0), math.NaN(), 0, 1},
	} {
		low, high := test.share.Interval()
		got := []float64{test.share.Rate(), low, high}
		if diff := cmp.Diff([]float64{test.rate, test.low, test.high}, got, cmpopts.EquateApprox(0, 1e-4), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.share, diff)
		}
	}
}

// TestStand counts what stands at any look: within the limit, and told at all.
func TestStand(t *testing.T) {
	r := smallReport()
	r.Campaigns[0].QAnytime, r.Campaigns[1].QAnytime = 0.009, 0.011
	if got, want := mustEvaluate(t, mustRead(t, small()), r).Discoveries.Stand, share(1, 5); got != want {
		t.Errorf("%v stand, want %v", got, want)
	}
}

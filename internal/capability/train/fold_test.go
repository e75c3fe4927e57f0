package train_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/capability/train"
)

func corpus(t *testing.T, list []train.Row) *train.Corpus {
	t.Helper()
	c, err := train.NewCorpus(list, vectors(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestDeal checks that every source is in one fold, that a large one has a fold of
// its own, and that the others have about as many rows.
func TestDeal(t *testing.T) {
	var list []train.Row
	var sources []string
	count := map[string]int{}
	for s := range 40 {
		name := fmt.Sprintf("s%02d", s)
		sources, count[name] = append(sources, name), 1+s%4
		if s == 7 {
			count[name] = 40
		}
		for range count[name] {
			list = append(list, row(name, 1, "a word"))
		}
	}
	var dealt []string
	for f, of := range corpus(t, list).Dealt() {
		size := 0
		for _, s := range of {
			size += count[s]
		}
		mean := (len(list) - 40) / (train.Folds - 1)
		if alone := cmp.Equal(of, []string{"s07"}); !alone && (size < mean-1 || size > mean+2) {
			t.Errorf("fold %d, %v, has %d rows, want about %d", f, of, size, mean)
		}
		dealt = append(dealt, of...)
	}
	slices.Sort(dealt)
	if diff := cmp.Diff(sources, dealt); diff != "" {
		t.Error(diff)
	}
}

// TestLeftOut gives the rows of a source other labels: the model that scores them
// must not notice, those of the other sources must.
func TestLeftOut(t *testing.T) {
	changed := some()
	for i := range changed {
		if changed[i].Source == "elm" {
			changed[i].Is = changed[(i+40)%len(changed)].Is
		}
	}
	before, after := corpus(t, some()), corpus(t, changed)
	if diff := cmp.Diff(before.LeftOut("elm"), after.LeftOut("elm")); diff != "" {
		t.Error("the source itself scores differently:", diff)
	}
	if cmp.Equal(before.LeftOut("ash"), after.LeftOut("ash")) {
		t.Error("another source does not score differently")
	}
}

// TestWeights checks that sources weigh alike, less with few rows, and that what
// shows a label weighs three tenths.
func TestWeights(t *testing.T) {
	const label, topic = 5, 1 << 14
	var list []train.Row
	add := func(source string, is, not int) {
		for range is {
			list = append(list, row(source, 1<<label|topic, "a word"))
		}
		for range not {
			list = append(list, row(source, topic, "a word"))
		}
	}
	add("ash", 100, 10)
	add("beech", 10, 0)
	add("cedar", 5, 1000)
	is, not := corpus(t, list).Weights(label)
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if diff := cmp.Diff(map[string]float64{"ash": 0.3 / 2.5, "beech": 0.3 / 2.5, "cedar": 0.15 / 2.5}, is, near); diff != "" {
		t.Error("show it:", diff)
	}
	if diff := cmp.Diff(map[string]float64{"ash": 0.35, "cedar": 0.35}, not, near); diff != "" {
		t.Error("do not:", diff)
	}
}

// TestUnjudged checks that rows without a topic count for no topic, and unsure ones
// neither way.
func TestUnjudged(t *testing.T) {
	unsure := row("beech", 1<<14, "a word")
	unsure.Unsure = 1<<2 | 1<<14 // what it shows as well counts as shown
	c := corpus(t, []train.Row{row("ash", 1<<3, "a word"), unsure})
	for label, want := range map[int][2][]string{
		3:  {{"ash"}, {"beech"}}, // a form
		14: {{"beech"}, nil},     // a topic: ash was not judged
		2:  {nil, {"ash"}},       // beech is unsure
	} {
		is, not := c.Weights(label)
		if got := [2][]string{slices.Sorted(maps.Keys(is)), slices.Sorted(maps.Keys(not))}; !cmp.Equal(got, want) {
			t.Errorf("label %d: %q show it or do not, want %q", label, got, want)
		}
	}
}

// TestPacked compares logits of the model in whole numbers with those it was made from.
func TestPacked(t *testing.T) {
	before, after := corpus(t, some()).Packed()
	for i := range before {
		for l := range capability.Labels {
			if math.Abs(before[i][l]-after[i][l]) > 0.1 {
				t.Fatalf("row %d, label %d: logit %.3f, packed %.3f", i, l, before[i][l], after[i][l])
			}
		}
	}
}

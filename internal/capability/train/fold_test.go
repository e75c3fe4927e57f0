package train_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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

// TestDealOnlyScored checks that rows that may not be trained on move no other row to
// another fold, and are spread over the folds themselves.
func TestDealOnlyScored(t *testing.T) {
	var list []train.Row
	for s := range 30 {
		for range 1 + s%5 {
			list = append(list, row(fmt.Sprintf("s%02d", s), 1, "a word"))
		}
	}
	base := corpus(t, list).Dealt()
	for s := range 24 {
		for range 1 + s%7 {
			only := row(fmt.Sprintf("o%02d", s), 1, "a word")
			only.Train = false
			list = append(list, only)
		}
	}
	for range 50 {
		more := row("s03", 1, "a word")
		more.Train = false
		list = append(list, more)
	}
	for f, of := range corpus(t, list).Dealt() {
		trained := slices.DeleteFunc(slices.Clone(of), func(s string) bool { return s[0] == 'o' })
		if diff := cmp.Diff(base[f], trained); diff != "" {
			t.Errorf("fold %d: %s", f, diff)
		}
		if len(of) == len(trained) {
			t.Errorf("fold %d has no source that is only scored", f)
		}
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
	leftOut := func(list []train.Row, source string) [][capability.Labels]float64 {
		t.Helper()
		scores, err := corpus(t, list).LeftOut(source)
		if err != nil {
			t.Fatal(err)
		}
		return scores
	}
	if diff := cmp.Diff(leftOut(some(), "elm"), leftOut(changed, "elm")); diff != "" {
		t.Error("the source itself scores differently:", diff)
	}
	if cmp.Equal(leftOut(some(), "ash"), leftOut(changed, "ash")) {
		t.Error("another source does not score differently")
	}
}

// TestLeftOutWords gives the rows of a source other words, which decide for words and
// pairs of the other sources whether they are in enough, and for a word of the word
// list whether it is English: the model without the source must know nothing of it.
func TestLeftOutWords(t *testing.T) {
	sources := make([]string, train.Folds) // each has a fold of its own
	for s := range sources {
		sources[s] = fmt.Sprintf("s%02d", s)
	}
	list := rows(sources...)
	for i := range list {
		s, text := list[i].Source, list[i].Request.Messages[0].Blocks[0].Text
		switch {
		case s == "s00":
			text += " once"
		case s < "s05":
			text += " four times"
		}
		if s != "s11" {
			text += " boot" // in eleven sources, where twelve make it English
		}
		list[i].Request = ask(text).Request
	}
	changed := slices.Clone(list)
	for i := range changed {
		if text := changed[i].Request.Messages[0].Blocks[0].Text; changed[i].Source == "s11" {
			changed[i].Request = ask(text + " once four times boot").Request
		}
	}
	without := func(list []train.Row) [][capability.Labels]float64 {
		t.Helper()
		v, err := train.ReadVectors(strings.NewReader("boot\t1\t0\nshoe\t1\t1\n"))
		if err != nil {
			t.Fatal(err)
		}
		words, err := train.ReadLexicon(strings.NewReader("de\tboot\tshoe\n"))
		if err != nil {
			t.Fatal(err)
		}
		c, err := train.NewCorpusWith(list, v, words)
		if err != nil {
			t.Fatal(err)
		}
		scores, err := c.Without("s11")
		if err != nil {
			t.Fatal(err)
		}
		return scores
	}
	if diff := cmp.Diff(without(list), without(changed)); diff != "" {
		t.Error("the model knows of words of the source that it leaves out:", diff)
	}
}

// TestGap puts words on either side of what is not read of a long text: no pair comes
// of them.
func TestGap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	fill := func(n int) string {
		var words []string
		for range n {
			words = append(words, word("filler", random.IntN(20), random.IntN(20)))
		}
		return strings.Join(words, " ")
	}
	for _, gap := range []int{0, 1, 50} {
		list := some()
		for i := range list {
			w := strings.Fields(list[i].Request.Messages[0].Blocks[0].Text)
			label := i / 3 % capability.Labels
			list[i].Request = ask(fill(764) + " " + w[0] + " " + w[1] + " " + w[2] + " " + word("head", label) + " " + fill(gap) + " " +
				word("tail", label) + " " + fill(252) + " " + w[3] + " " + w[4] + " " + w[5]).Request
		}
		before, after, err := corpus(t, list).Packed()
		if err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for i := range before {
			for l := range before[i] {
				worst = max(worst, math.Abs(before[i][l]-after[i][l]))
			}
		}
		if worst > 0.25 {
			t.Errorf("%d words in between: logits differ by up to %.2f", gap, worst)
		}
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
	before, after, err := corpus(t, some()).Packed()
	if err != nil {
		t.Fatal(err)
	}
	for i := range before {
		for l := range capability.Labels {
			if math.Abs(before[i][l]-after[i][l]) > 0.1 {
				t.Fatalf("row %d, label %d: logit %.3f, packed %.3f", i, l, before[i][l], after[i][l])
			}
		}
	}
}

package train_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/capability/train"
	"github.com/iolaus-project/iolaus/internal/text"
)

// word makes words of letters, such as "labelba".
func word(kind string, numbers ...int) string {
	for _, n := range numbers {
		kind += string(rune('a' + n))
	}
	return kind
}

// rows makes three rows for each label and source, with words of the label, of the
// source and of neither.
func rows(sources ...string) []train.Row {
	random := rand.New(rand.NewPCG(1, 1))
	var list []train.Row
	for s, source := range sources {
		for l := range capability.Labels {
			for range 3 {
				words := []string{
					word("label", l, random.IntN(3)), word("label", l, random.IntN(3)),
					word("filler", random.IntN(20)), word("filler", random.IntN(20)), word("filler", random.IntN(20)),
					word("source", s),
				}
				random.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
				list = append(list, row(source, 1<<l, strings.Join(words, " ")))
			}
		}
	}
	return list
}

func row(source string, is uint16, prompt string) train.Row {
	return train.Row{Source: source, Licence: "MIT", Train: true, Lang: "en", Is: is, Request: ask(prompt).Request}
}

func ask(prompt string) *iolaus.Exchange {
	x := new(iolaus.Exchange)
	x.Reset()
	x.Request.Messages = []iolaus.Message{{Role: "user", Blocks: []iolaus.Block{{Text: prompt}}}}
	return x
}

func some() []train.Row { return rows("ash", "beech", "cedar", "elm", "fir", "larch") }

// vectors has words of each label, one of them in no row, and words of none.
func vectors(t testing.TB) *train.Vectors {
	t.Helper()
	var lines strings.Builder
	line := func(word string, one int) {
		fmt.Fprintf(&lines, "%s%s\t1%s\n", word, strings.Repeat("\t0", one), strings.Repeat("\t0", capability.Labels-one))
	}
	for l := range capability.Labels {
		for k := range 4 {
			line(word("label", l, k), l)
		}
	}
	for k := range 20 {
		line(word("filler", k), capability.Labels)
	}
	v, err := train.ReadVectors(strings.NewReader(lines.String()))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// lexicon has a foreign word for one word of each label.
func lexicon(t testing.TB) train.Lexicon {
	t.Helper()
	var lines strings.Builder
	for l := range capability.Labels {
		fmt.Fprintf(&lines, "xx\t%s\t%s other\n", word("fremd", l), word("label", l, 0))
	}
	l, err := train.ReadLexicon(strings.NewReader(lines.String()))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func run(t testing.TB, list []train.Row, workers int) *train.Result {
	t.Helper()
	r, err := train.Train(t.Context(), train.Input{Rows: list, Vectors: vectors(t), Lexicon: lexicon(t), Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func file(t testing.TB, r *train.Result) []byte {
	t.Helper()
	f, err := r.Model.Save()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func best(m *capability.Model, prompt string) iolaus.Capability {
	s := capability.NewModelScorer(m)
	var t text.Tokenizer
	t.Reset()
	t.Add(prompt)
	var r capability.Reading
	s.Read(t.Tokens(), &r)
	scores := s.Combine(ask(prompt), &r)
	return scores.Best()
}

// TestTrain trains, and asks for each label with words that no row has together.
func TestTrain(t *testing.T) {
	result := run(t, some(), 2)
	for l := range capability.Labels {
		want := iolaus.Capability(l + 1)
		for name, prompt := range map[string]string{
			"words of the label":          word("label", l, 0) + " harbour " + word("label", l, 2),
			"a word that has a vector":    word("label", l, 3) + " harbour " + word("label", l, 3),
			"a word of another language":  word("fremd", l),
			"letter case and punctuation": "<" + strings.ToUpper(word("label", l, 1)) + ">!",
		} {
			if got := best(result.Model, prompt); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
	for _, want := range []string{
		fmt.Sprintf("Format %d; %d words and pairs", capability.Version, result.Model.Words()),
		"trained on 270 labelled requests of 6 sources and measured on 270 of 6",
		"| rubric_grading | form | 6 | 18 |", "| vision | topic | 6 | 18 |",
		"| ash | MIT | 45 | 0 |", "| larch | MIT | 45 | 0 |",
	} {
		if !strings.Contains(result.Card, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	if strings.Contains(result.Card, word("label", 0, 0)) {
		t.Error("the card repeats a prompt")
	}
}

// TestSame trains twice, with other numbers of workers.
func TestSame(t *testing.T) {
	first, second := run(t, some(), 1), run(t, some(), 5)
	if !bytes.Equal(file(t, first), file(t, second)) {
		t.Error("one corpus gives two models")
	}
	if diff := cmp.Diff(first.Card, second.Card); diff != "" {
		t.Error("one corpus gives two cards:", diff)
	}
}

// TestOnlyScored checks what rows that may not be trained on change: the card, and
// nothing that ships.
func TestOnlyScored(t *testing.T) {
	evaluate := func(row train.Row) train.Row {
		row.Train, row.Licence = false, "CC-BY-NC-4.0"
		return row
	}
	seen := some()
	for i := range seen {
		if i%3 == 0 {
			seen[i] = evaluate(seen[i])
		}
	}
	base := run(t, seen, 2)
	other := append([]train.Row{}, seen...)
	for i := range other {
		if !other[i].Train {
			other[i].Is = other[(i+50)%len(other)].Is
		}
	}
	// words of their own and of the others, as English as can be; one source stands
	// before the others
	more := append([]train.Row{}, seen...)
	for l := range capability.Labels {
		for _, source := range []string{"alder", "oak", "pine"} {
			text := word("own", l) + " " + word("fremd", l) + " " + word("label", l, 3) + " label " + word("own", l)
			more = append(more, evaluate(row(source, 1<<l, text)))
		}
	}
	for s := range 20 {
		more = append(more, evaluate(row(fmt.Sprint("english", s), 1, word("fremd", 1)+" "+word("label", 1, 0))))
	}
	for _, test := range []struct {
		name string
		list []train.Row
		want string // in the card
	}{
		{"other labels", other, "trained on 180 labelled requests of 6 sources and measured on 270 of 6"},
		{"other rows", more, "trained on 180 labelled requests of 6 sources and measured on 335 of 29"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, test.list, 2)
			if !bytes.Equal(file(t, base), file(t, got)) {
				t.Error("the model changes")
			}
			if base.Card == got.Card {
				t.Error("the measures do not change")
			}
			if !strings.Contains(got.Card, test.want) {
				t.Errorf("the card lacks %q", test.want)
			}
		})
	}
}

func TestTrainErrors(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var many []train.Row
	for s := range 257 {
		many = append(many, row(fmt.Sprint("s", s), 1, "a word"))
	}
	evaluate, mute := some(), some()
	for i := range evaluate {
		evaluate[i].Train = false
		mute[i].Is, mute[i].Unsure = 0, 1
	}
	shown := append(some(), mute...)
	for i := range shown {
		shown[i].Train = shown[i].Is == 0
	}
	for _, test := range []struct {
		name string
		ctx  context.Context
		list []train.Row
		want string
	}{
		{"too many sources", t.Context(), many, "more than 256 sources"},
		{"no rows", t.Context(), nil, "there are none"},
		{"none to train on", t.Context(), evaluate, "none of them may be trained on"},
		{"one source", t.Context(), rows("ash"), "all that may be trained on are of one source"},
		{"one source to train on", t.Context(), append(rows("ash"), evaluate...), "all that may be trained on are of one source"},
		{"no label", t.Context(), mute, "none that may be trained on shows a capability"},
		{"no label to train on", t.Context(), shown, "none that may be trained on shows a capability"},
		{"cancelled", gone, some(), ""},
	} {
		r, err := train.Train(test.ctx, train.Input{Rows: test.list, Vectors: vectors(t), Lexicon: lexicon(t), Workers: 2})
		want := train.ErrInput
		if test.ctx.Err() != nil {
			want = test.ctx.Err()
		}
		if r != nil || !errors.Is(err, want) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
}

// TestTrainDiverges trains with vectors of which no logit comes out finite.
func TestTrainDiverges(t *testing.T) {
	var lines strings.Builder
	for l := range capability.Labels {
		fmt.Fprintf(&lines, "%s\t3e38\n", word("label", l, 0))
	}
	v, err := train.ReadVectors(strings.NewReader(lines.String()))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := train.Train(t.Context(), train.Input{Rows: some(), Vectors: v, Workers: 2}); r != nil || err == nil || !strings.Contains(err.Error(), "diverged") {
		t.Errorf("error %v, want that it diverged", err)
	}
}

// counted is a context that ends when it has been asked so often.
type counted struct {
	context.Context
	left *int
}

func (c counted) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestTrainStops ends the context after ever more work of reading, of the last model
// and of the card: at each point it stops with the context's error. The folds' models
// ask a context of their own, see TestTrainStopsSoon.
func TestTrainStops(t *testing.T) {
	in := train.Input{Rows: rows("ash", "beech"), Vectors: vectors(t), Lexicon: lexicon(t), Workers: 1}
	const most = 1 << 30
	left := most
	if _, err := train.Train(counted{t.Context(), &left}, in); err != nil {
		t.Fatal(err)
	}
	asked := most - left
	for _, share := range []float64{0, 0.01, 0.2, 0.5, 0.8, 0.9, 0.99, 1} {
		left = int(share * float64(asked-1))
		if r, err := train.Train(counted{t.Context(), &left}, in); r != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("ended after %.0f %% of the work: error %v", 100*share, err)
		}
		if after := -left; after > 2*asked/100+100 {
			t.Errorf("ended after %.0f %% of the work: asked %d times more, of %d", 100*share, after, asked)
		}
	}
}

// TestTrainStopsSoon ends the context while it works.
func TestTrainStopsSoon(t *testing.T) {
	var list []train.Row
	for s := range 30 {
		list = append(list, rows(fmt.Sprint("s", s), fmt.Sprint("t", s))...)
	}
	in := train.Input{Rows: list, Vectors: vectors(t), Lexicon: lexicon(t), Workers: 2}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	if r, err := train.Train(ctx, in); r != nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v after %s", err, time.Since(start))
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("stopped after %s", took)
	}
}

// TestSmall checks the card of few rows: no figure stands where there is none.
func TestSmall(t *testing.T) {
	list := []train.Row{
		row("ash", 1<<3, "grade it"), row("ash", 1, "a garden"), row("beech", 1<<3, "grade it"), row("beech", 1, "a garden"),
	}
	for name, list := range map[string][]train.Row{
		"two labels":  list,
		"a row each":  {list[0], list[2]},
		"no topic":    {list[0], list[0], list[2]},
		"one label":   {list[1], list[3]},
		"with others": append(some(), list...),
	} {
		card := run(t, list, 1).Card
		for _, bad := range []string{"NaN", "Inf", "%!"} {
			if strings.Contains(card, bad) {
				t.Errorf("%s: the card has %s", name, bad)
			}
		}
		if few := len(list) < 10; few != strings.Contains(card, "| vision | topic | 0 | 0 | – | ") {
			t.Errorf("%s: the card has a figure for nothing, or none for something", name)
		}
		if strings.Contains(card, "examples written for this purpose") {
			t.Errorf("%s: the card speaks of a source that is not there", name)
		}
	}
	list[0].Source = "iolaus"
	if card := run(t, list, 1).Card; !strings.Contains(card, "The source `iolaus` is examples written for this purpose") {
		t.Error("the card does not say what the source iolaus is")
	}
}

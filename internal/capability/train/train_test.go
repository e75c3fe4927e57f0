package train_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

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
func lexicon() (io.ReadCloser, error) {
	var lines strings.Builder
	for l := range capability.Labels {
		fmt.Fprintf(&lines, "xx\t%s\t%s other\n", word("fremd", l), word("label", l, 0))
	}
	return io.NopCloser(strings.NewReader(lines.String())), nil
}

func run(t testing.TB, list []train.Row, workers int) *train.Result {
	t.Helper()
	r, err := train.Train(t.Context(), train.Input{Rows: list, Vectors: vectors(t), Lexicon: lexicon, Workers: workers})
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

// TestOnlyScored checks what rows that may not be trained on change: the measures
// and the curves, at the end of the file, but no weight.
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
	weights := func(r *train.Result) []byte {
		f := file(t, r)
		return f[:len(f)-capability.Labels*512]
	}
	t.Run("other labels", func(t *testing.T) {
		other := append([]train.Row{}, seen...)
		for i := range other {
			if !other[i].Train {
				other[i].Is = other[(i+50)%len(other)].Is
			}
		}
		got := run(t, other, 2)
		if !bytes.Equal(weights(base), weights(got)) {
			t.Error("the weights change")
		}
		if bytes.Equal(file(t, base), file(t, got)) || base.Card == got.Card {
			t.Error("the measures do not change")
		}
	})
	t.Run("words of their own", func(t *testing.T) {
		more := append([]train.Row{}, seen...)
		for l := range capability.Labels {
			for _, source := range []string{"oak", "pine"} {
				more = append(more, evaluate(row(source, 1<<l, word("own", l)+" "+word("other", l))))
			}
		}
		got := run(t, more, 2)
		if !bytes.Equal(weights(base), weights(got)) {
			t.Error("the weights change")
		}
		if want := "| oak | CC-BY-NC-4.0 | 0 | 15 |"; !strings.Contains(got.Card, want) {
			t.Errorf("the card lacks %q", want)
		}
		if want := "trained on 180 labelled requests of 6 sources and measured on 300 of 8"; !strings.Contains(got.Card, want) {
			t.Errorf("the card lacks %q", want)
		}
	})
}

func TestTrainErrors(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var many []train.Row
	for s := range 257 {
		many = append(many, row(fmt.Sprint("s", s), 1, "a word"))
	}
	missing := errors.New("no such list")
	for _, test := range []struct {
		name string
		ctx  context.Context
		in   train.Input
		want string
	}{
		{"cancelled", gone, train.Input{Rows: some(), Lexicon: lexicon}, "context canceled"},
		{"too many sources", t.Context(), train.Input{Rows: many, Lexicon: lexicon}, "more than 256 sources"},
		{"no word list", t.Context(), train.Input{Rows: some(), Lexicon: func() (io.ReadCloser, error) { return nil, missing }}, "no such list"},
		{"broken word list", t.Context(), train.Input{Rows: some(), Lexicon: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("# words\nxx\tfremd\n")), nil
		}}, "line 2: want three fields"},
	} {
		test.in.Vectors, test.in.Workers = vectors(t), 2
		if r, err := train.Train(test.ctx, test.in); r != nil || err == nil || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
}

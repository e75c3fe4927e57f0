package train_test

import (
	"bufio"
	"errors"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/capability/train"
)

func TestReadVectors(t *testing.T) {
	v, err := train.ReadVectors(strings.NewReader("Boat\t1\t-0.5\nstep-by-step\t1\t1\n船\t0\t1e-3\n"))
	if err != nil {
		t.Fatal(err)
	}
	if v.Width != 2 {
		t.Errorf("width %d, want 2", v.Width)
	}
	for word, want := range map[string]bool{"boat": true, "船": true, "ship": false, "step": false, "step-by-step": false} {
		if got := v.Knows(word); got != want {
			t.Errorf("knows %s: %t, want %t", word, got, want)
		}
	}
}

func TestReadVectorsErrors(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no number", "boat\n", "line 1: 0 numbers, want 0"},
		{"empty line", "boat\t1\n\nship\t2\n", "line 2: 0 numbers, want 1"},
		{"a number less", "boat\t1\t2\nship\t1\n", "line 2: 1 numbers, want 2"},
		{"a number more", "boat\t1\nship\t1\t2\n", "line 2: 2 numbers, want 1"},
		{"a word for a number", "boat\t1\nship\tone\n", `line 2: strconv.ParseFloat: parsing "one": invalid syntax`},
		{"too large", "boat\t1e39\n", `line 1: strconv.ParseFloat: parsing "1e39": value out of range`},
		{"spaces for tabs", "boat 1 2\n", "line 1: 0 numbers, want 0"},
		{"NaN", "boat\t1\nship\tNaN\n", `line 2: "NaN" is no finite number`},
		{"infinite", "boat\t1\t-inf\n", `line 1: "-inf" is no finite number`},
		{"nothing", "", "there are no word vectors"},
		{"no word of one token", "step-by-step\t1\n", "there are no word vectors"},
	} {
		if v, err := train.ReadVectors(strings.NewReader(test.text)); v != nil || err == nil || err.Error() != test.want {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	long := "boat\t1\nship\t1" + strings.Repeat("0", 1<<20)
	if _, err := train.ReadVectors(strings.NewReader(long)); !errors.Is(err, bufio.ErrTooLong) || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Errorf("a line of more than 1 MB: error %v", err)
	}
}

func TestReadLexicon(t *testing.T) {
	l, err := train.ReadLexicon(strings.NewReader("# a comment\n\n" +
		"de\tBoot\tboat ship\nde\tboot\tbread\nde\tgute Nacht\tnight\nde\tbaum\tapple-tree\n" +
		"zh\t船\tboat\nzh\t评分\tscore rating\nzh\t评分表\trubric\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(l) != 3 {
		t.Errorf("%d words, want 3", len(l))
	}
	for word, want := range map[string]string{
		"boot": "boat", // the first line and its first word count
		"船":    "boat",
		"评分":   "score",
		"baum": "", // two English words
		"gute": "",
		"分":    "",
	} {
		if got := l.English(word, "boat", "ship", "bread", "poison", "night", "apple", "score", "rubric"); got != want {
			t.Errorf("%s stands for %q, want %q", word, got, want)
		}
	}
}

func TestReadLexiconErrors(t *testing.T) {
	for name, text := range map[string]string{
		"two fields":  "de\tBoot\tboat\nde\tBrot\n",
		"four fields": "de\tBoot\tboat\nde\tBrot\tbread\tloaf\n",
		"spaces":      "de\tBoot\tboat\nde Brot bread\n",
	} {
		l, err := train.ReadLexicon(strings.NewReader(text))
		if l != nil || err == nil || err.Error() != "line 2: want three fields" {
			t.Errorf("%s: error %v", name, err)
		}
	}
	long := "# words\nde\tBoot\t" + strings.Repeat("x", 1<<17)
	if _, err := train.ReadLexicon(strings.NewReader(long)); !errors.Is(err, bufio.ErrTooLong) || !strings.HasPrefix(err.Error(), "line 2: ") {
		t.Errorf("a line of 128 KB: error %v", err)
	}
}

package prose_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
)

func TestEveryGenreAndLanguage(t *testing.T) {
	book := prose.NewBook()
	if book.Topics() < 40 {
		t.Errorf("%d topics, want at least 40", book.Topics())
	}
	for genre := prose.Question; genre <= prose.Seed; genre++ {
		for language := prose.English; language <= prose.Japanese; language++ {
			for topic := range book.Topics() {
				piece := prose.Piece{Genre: genre, Language: language, Topic: topic, Key: uint64(topic)}
				text := string(book.Write(nil, piece))
				if len(text) < 10 || !utf8.ValidString(text) || strings.ContainsAny(text, "${}") {
					t.Fatalf("%+v: %q", piece, text)
				}
				if again := string(book.Write(nil, piece)); again != text {
					t.Fatalf("%+v: %q, then %q", piece, text, again)
				}
			}
		}
	}
}

// TestVariety draws pieces of one genre. Were all of 10^9 texts as likely, five
// of them would be repeated; short questions are more likely than long ones.
func TestVariety(t *testing.T) {
	book := prose.NewBook()
	const n = 100_000
	seen := make(map[uint64]bool, n)
	words, long := 0, 0
	for i := range n {
		text := book.Write(nil, prose.Piece{Topic: i % book.Topics(), Focus: uint64(i), Key: chance.Key(1, uint64(i))})
		seen[xxh3.Hash(text)] = true
		w := len(strings.Fields(string(text)))
		words += w
		if w > 150 {
			long++
		}
	}
	if repeated := n - len(seen); repeated > 25 {
		t.Errorf("%d of %d texts of one genre are repeated", repeated, n)
	}
	if mean := words / n; mean < 20 || mean > 60 {
		t.Errorf("a text has %d words on average", mean)
	}
	if long == 0 {
		t.Error("no text is longer than 150 words")
	}
}

func TestTemplateParaphrase(t *testing.T) {
	book := prose.NewBook()
	tmpl := book.Template("reasoning", 5)
	write := func(paraphrase float64, key uint64) string {
		how := prose.Paraphrase{Synonyms: paraphrase, Order: paraphrase, Key: key}
		return string(tmpl.Wrap(nil, how, func(dst []byte) []byte { return dst }))
	}
	plain := write(0, 1)
	if other := write(0, 2); other != plain {
		t.Errorf("unparaphrased template changes: %q, then %q", plain, other)
	}
	distinct := map[string]bool{}
	for key := range uint64(50) {
		distinct[write(0.8, key)] = true
	}
	if len(distinct) < 48 {
		t.Errorf("%d distinct wordings of 50 at paraphrase 0.8", len(distinct))
	}
	other := book.Template("reasoning", 6)
	if text := string(other.Open(nil)); strings.HasPrefix(plain, text) {
		t.Errorf("two keys give one template: %q", text)
	}
}

func TestTranslated(t *testing.T) {
	book := prose.NewBook()
	for _, kind := range []string{"reasoning", "rubric", "rewrite", "cleaning"} {
		tmpl := book.Template(kind, 3)
		for _, language := range []prose.Language{prose.Chinese, prose.Spanish, prose.German} {
			other, ok := book.Translated(tmpl, language)
			again, _ := book.Translated(tmpl, language)
			if !ok {
				t.Errorf("%s has no form in language %d", kind, language)
				continue
			}
			text := string(other.Open(nil))
			if text == string(tmpl.Open(nil)) || text != string(again.Open(nil)) {
				t.Errorf("%s in language %d: %q", kind, language, text)
			}
		}
	}
	if _, ok := book.Translated(book.Template("app", 3), prose.German); ok {
		t.Error("a kind without translations has one")
	}
}

func BenchmarkWrite(b *testing.B) {
	book := prose.NewBook()
	var text []byte
	for i := range b.N {
		text = book.Write(text[:0], prose.Piece{Topic: i % 40, Key: uint64(i), Words: 60})
	}
	b.SetBytes(int64(len(text)))
}

// TestFurtherTasksDiffer has a queue of sessions draw real prompts: no task of a session is
// asked twice, nor one of another.
func TestFurtherTasksDiffer(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "prompts_permissive"), 0o755); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	zip := gzip.NewWriter(&file)
	for i := range 2000 {
		fmt.Fprintf(zip, `{"kind":"code","label":"agentic_coding","text":"task %d"}`+"\n", i)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "prompts_permissive", "code.jsonl.gz"), file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	book := prose.NewBook()
	if err := book.ReadPrompts(dir); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for serial := range uint64(100) {
		for n := range uint64(4) {
			piece := prose.Piece{Genre: prose.Code, Serial: 1 + serial, Queue: 7}
			seen[string(book.Write(nil, piece.Further(n, serial<<8+n)))] = true
		}
	}
	if len(seen) != 400 {
		t.Errorf("%d texts of 400 tasks", len(seen))
	}
}

package capability_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Labels of the tests: an index is the capability less one.
const (
	grading = int(iolaus.RubricGrading) - 1
	coding  = int(iolaus.AgenticCoding) - 1
	vision  = int(iolaus.Vision) - 1
)

// hash gives the hash of a word.
func hash(t testing.TB, word string) uint64 {
	t.Helper()
	var k text.Tokenizer
	k.Reset()
	k.Add(word)
	if len(k.Tokens()) != 1 {
		t.Fatalf("%q has %d tokens, want 1", word, len(k.Tokens()))
	}
	return k.Tokens()[0].Hash
}

// weighted gives a word one weight.
func weighted(hash uint64, label int, weight float64) capability.Weighted {
	w := capability.Weighted{Hash: hash}
	w.Weights[label] = weight
	return w
}

// packing is a model whose labels differ in nothing: a step is a hundredth, the
// whole counts once and the best window half.
func packing(words ...capability.Weighted) *capability.Packing {
	p := &capability.Packing{Words: words, Curve: logistic}
	for l := range capability.Labels {
		p.Step[l], p.Whole[l], p.Best[l], p.Base[l] = 0.01, 1, 0.5, -1
	}
	return p
}

func logistic(_ int, logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }

// rubricModel knows two words, of which one speaks for two labels, and a pair.
func rubricModel(t testing.TB) *capability.Model {
	rubric, tests := hash(t, "rubric"), hash(t, "tests")
	both := weighted(rubric, grading, 1)
	both.Weights[coding] = -0.5
	return capability.Pack(packing(both, weighted(tests, coding, 1.2), weighted(capability.Pair(rubric, tests), coding, 0.4)))
}

// TestLogits compares with sums made by hand.
func TestLogits(t *testing.T) {
	m := rubricModel(t)
	scorer := capability.NewModelScorer(m)
	for _, test := range []struct {
		name, text      string
		grading, coding float64
	}{
		{"no known word", "a ship", -1, -1},
		{"one", "a rubric", -1 + 1 + 0.5/4, -1 - 0.5 - 0.25/4},
		{"letter case and signs", "[Rubric]!", -1 + 1 + 0.5/4, -1 - 0.5 - 0.25/4},
		{"two", "tests, a rubric", -1 + 1/math.Sqrt2 + 0.5/4, -1 + 0.7/math.Sqrt2 + 0.35/4},
		{"a pair", "rubric tests", -1 + 1/math.Sqrt(3) + 0.5/4, -1 + 1.1/math.Sqrt(3) + 0.55/4},
		{"repeated: the whole counts it once, the window each time", "rubric a rubric a rubric", -1 + 1 + 1.5/4, -1 - 0.5 - 0.75/4},
		{"repeated in the next window", "rubric" + strings.Repeat(" a", 15) + " rubric", -1 + 1 + 0.5/4, -1 - 0.5 - 0.25/4},
		{"the best window is another's", "rubric" + strings.Repeat(" a", 15) + " tests", -1 + 1/math.Sqrt2 + 0.5/4, -1 + 0.7/math.Sqrt2 + 0.6/4},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, scores := logits(m, scorer, ask(test.text)), score(scorer, ask(test.text))
			for label, want := range map[int]float64{grading: test.grading, coding: test.coding} {
				if math.Abs(got[label]-want) > 0.002 {
					t.Errorf("logit of label %d is %.4f, want %.4f", label, got[label], want)
				}
				if p := float64(scores[label+1]); math.Abs(p-255*logistic(label, want)) > 1.6 {
					t.Errorf("score of label %d is %.0f, want %.1f", label, p, 255*logistic(label, want))
				}
			}
		})
	}
}

// logits gives the logits of the texts of an exchange, its shape left out.
func logits(m *capability.Model, s *capability.Scorer, x *iolaus.Exchange) (z [capability.Labels]float64) {
	var all capability.Reading
	for _, r := range readings(s, x) {
		all.Add(r)
	}
	for l, fixed := range m.Logits(&all, new([capability.Shapes]int32)) {
		z[l] = float64(fixed) / (1 << capability.Fraction)
	}
	return z
}

// TestExtremes checks that what is beyond the ends of the numbers stays at the ends.
func TestExtremes(t *testing.T) {
	p := packing(weighted(hash(t, "rubric"), grading, 1e6), weighted(hash(t, "tests"), grading, -1e6))
	p.Base[coding], p.Base[vision] = 1e9, -1e300
	m := capability.Pack(p)
	scorer := capability.NewModelScorer(m)
	high, low := score(scorer, ask("rubric")), score(scorer, ask("tests"))
	if want := -1 + 1.27 + 0.5*1.27/4; math.Abs(logits(m, scorer, ask("rubric"))[grading]-want) > 0.002 || high[grading+1] <= low[grading+1] {
		t.Errorf("a heavy word scores %d, a light one %d", high[grading+1], low[grading+1])
	}
	if up, down := high[coding+1], high[vision+1]; up != 255 || down != 0 {
		t.Errorf("extreme logits score %d and %d, want 255 and 0", up, down)
	}
}

func TestRoundTrip(t *testing.T) {
	for name, m := range map[string]*capability.Model{"built in": builtIn(t), "small": rubricModel(t)} {
		t.Run(name, func(t *testing.T) {
			file := save(t, m)
			again, err := capability.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(file, save(t, again)) {
				t.Error("a model read back is written differently")
			}
			if m.Words() != again.Words() {
				t.Errorf("%d words, want %d", again.Words(), m.Words())
			}
			first, second := capability.NewModelScorer(m), capability.NewModelScorer(again)
			for _, p := range prompts() {
				x := ask(p.text)
				if diff := cmp.Diff(logits(m, first, x), logits(again, second, x)); diff != "" {
					t.Errorf("%s: logits: %s", p.name, diff)
				}
				if diff := cmp.Diff(score(first, x), score(second, x)); diff != "" {
					t.Errorf("%s: scores: %s", p.name, diff)
				}
			}
		})
	}
}

func builtIn(t testing.TB) *capability.Model {
	t.Helper()
	file, err := os.ReadFile("model.bin")
	if err != nil {
		t.Fatal(err)
	}
	m, err := capability.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func save(t testing.TB, m *capability.Model) []byte {
	t.Helper()
	file, err := m.Save()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestPackKeepsTheHeaviest fills one bucket of the table with more words than it holds.
func TestPackKeepsTheHeaviest(t *testing.T) {
	const bucket = 5 << 24
	var words []capability.Weighted
	for i := range uint64(12) {
		words = append(words, weighted((i+1)<<50|bucket, grading, 0.1+0.05*float64((i*5)%12)))
	}
	words = append(words, weighted(77<<50, coding, 0.004)) // rounds to nothing
	m := capability.Pack(packing(words...))
	if got := m.Words(); got != 8 {
		t.Errorf("%d words, want the eight of a bucket", got)
	}
	scorer := capability.NewModelScorer(m)
	for i := range words[:12] {
		var r capability.Reading
		scorer.Read([]text.Token{{Hash: words[i].Hash}}, &r)
		want := int32(0)
		if weight := words[i].Weights[grading]; weight > 0.28 {
			want = int32(math.Round(100 * weight))
		}
		if got := r.Sum[grading]; got != want {
			t.Errorf("word of weight %.2f counts %d steps, want %d", words[i].Weights[grading], got, want)
		}
	}
}

// TestPackKeepsOneOfATag packs words that the table cannot tell apart: the heaviest
// stays, and takes no second place.
func TestPackKeepsOneOfATag(t *testing.T) {
	const first, second = 6<<50 | 5<<24 | 1, 6<<50 | 5<<24 | 2
	for _, words := range [][]capability.Weighted{
		{weighted(first, grading, 0.2), weighted(second, grading, -0.5)},
		{weighted(second, grading, -0.5), weighted(first, grading, 0.2)},
	} {
		m := capability.Pack(packing(words...))
		if m.Words() != 1 {
			t.Errorf("%d words, want 1", m.Words())
		}
		for _, hash := range []uint64{first, second} {
			var r capability.Reading
			capability.NewModelScorer(m).Read([]text.Token{{Hash: hash}}, &r)
			if r.Sum[grading] != -50 {
				t.Errorf("word %x counts %d steps, want those of the heavier, -50", hash, r.Sum[grading])
			}
		}
	}
}

// TestBuiltInIsSound checks that the curves of the built-in model never fall, and that
// each of its words can be found.
func TestBuiltInIsSound(t *testing.T) {
	m := builtIn(t)
	for l, curve := range capability.Curves(m) {
		for k := 1; k < len(curve); k++ {
			if curve[k] < curve[k-1] {
				t.Errorf("label %d falls from %d to %d at place %d", l, curve[k-1], curve[k], k)
				break
			}
		}
	}
	if twice := capability.TagsTwice(m); twice > 0 {
		t.Errorf("%d words stand behind others of their tag", twice)
	}
}

// The parts of a model file with one bucket.
const (
	head     = "iolaus capability model\n"
	oneTable = 16 + 8*16
	allTable = oneTable << 14
	numbers  = len(head) + 8
)

// smallFile gives the file of a model with one bucket: that of the word "rubric".
func smallFile(t testing.TB) []byte {
	t.Helper()
	file := save(t, rubricModel(t))
	bucket := int(hash(t, "rubric")>>24) & (1<<14 - 1)
	small := append([]byte{}, file[:numbers]...)
	binary.LittleEndian.PutUint32(small[len(head)+4:], 1)
	small = append(small, file[numbers+16*bucket:][:16]...)
	small = append(small, file[numbers+16<<14+8*16*bucket:][:8*16]...)
	return append(small, file[numbers+allTable:]...)
}

func TestLoad(t *testing.T) {
	small := smallFile(t)
	with := func(at int, v uint32) []byte {
		file := bytes.Clone(small)
		binary.LittleEndian.PutUint32(file[at:], v)
		return file
	}
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "not a model file"},
		{"another file", []byte("#!/bin/sh\nexit 0 and some more bytes after it\n"), "not a model file"},
		{"another magic", append([]byte("i"), small...), "not a model file"},
		{"no format", small[:len(head)], "not a model file"},
		{"no buckets", small[:len(head)+4], "not a model file"},
		{"format 0", with(len(head), 0), "format 0, want 1"},
		{"next format", with(len(head), capability.Version+1), "format 2, want 1"},
		{"zero buckets", with(len(head)+4, 0), "0 buckets"},
		{"three buckets", with(len(head)+4, 3), "3 buckets"},
		{"too many buckets", with(len(head)+4, 1<<18), "262144 buckets"},
		{"most buckets", with(len(head)+4, 1<<31), "2147483648 buckets"},
		{"more buckets than there are", with(len(head)+4, 1<<17), "ends too early"},
		{"header alone", small[:numbers], "ends too early"},
		{"ends in the tags", small[:numbers+15], "ends too early"},
		{"ends in the table", small[:numbers+oneTable-1], "ends too early"},
		{"no scales", small[:numbers+oneTable], "ends too early"},
		{"no curve", small[:len(small)-1], "ends too early"},
		{"one byte more", append(bytes.Clone(small), 0), "1 bytes too many"},
		{"twice", append(bytes.Clone(small), small...), fmt.Sprintf("%d bytes too many", len(small))},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m, err := capability.Load(test.file)
			runtime.ReadMemStats(&after)
			if m != nil || err == nil || !strings.HasPrefix(err.Error(), "load capability model: ") || !strings.HasSuffix(err.Error(), test.want) {
				t.Errorf("got %v, error %v, want %q", m != nil, err, test.want)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > 40<<20 {
				t.Errorf("took %d MB for a file of %d bytes", took>>20, len(test.file))
			}
		})
	}
	if _, err := capability.Load(small); err != nil {
		t.Errorf("the file that all are made from: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	small := smallFile(f)
	f.Add(small)
	f.Add(small[:numbers+oneTable])
	f.Add([]byte(head))
	f.Add([]byte{})
	extreme := bytes.Clone(small)
	for i := numbers; i < len(extreme); i++ {
		extreme[i] = 0x7f + byte(i%2)
	}
	f.Add(extreme)
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := capability.Load(file)
		if err != nil {
			return
		}
		if !bytes.Equal(file, save(t, m)) {
			t.Error("a model read back is written differently")
		}
		x := ask("A rubric, tests and 3 ships.")
		if first, second := score(capability.NewModelScorer(m), x), score(capability.NewModelScorer(m), x); first != second {
			t.Errorf("one text scores %v and %v", first, second)
		}
	})
}

// TestCard checks that the card is that of the built-in model.
func TestCard(t *testing.T) {
	card, err := os.ReadFile("MODEL.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`Format (\d+); (\d+) words and pairs in the table`).FindStringSubmatch(string(card))
	want := []string{strconv.Itoa(capability.Version), strconv.Itoa(builtIn(t).Words())}
	if found == nil || !cmp.Equal(found[1:], want) {
		t.Errorf("MODEL.md names format and words %q, the model has %q", found, want)
	}
	for c := iolaus.Conversation; int(c) < iolaus.CapabilityCount; c++ {
		if !strings.Contains(string(card), "\n| "+c.String()+" | ") {
			t.Errorf("MODEL.md has no line for %s", c)
		}
	}
}

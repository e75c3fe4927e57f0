package family_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// text is a template as its prompts are sampled: sentences of four phrases each, of
// which every one hangs on which of three wordings were chosen for two places.
type text struct {
	key       uint64
	sentences int
	reworded  float64 // chance that a wording is drawn anew
	slot      int     // phrases of the slot within the instruction part
	opens     bool    // the first words are the template's
	centre    uint64  // of its wordings
	spread    int     // bits of them drawn anew
}

// prompt keeps the twelve smallest phrases, as a signature does.
func (x *text) prompt(r *rand.Rand, holder int32) family.Prompt {
	var all []uint32
	for s := range x.sentences {
		for half := range 2 {
			wording := uint64(0)
			if r.Float64() < x.reworded {
				wording = uint64(r.IntN(3))
			}
			for k := range 2 {
				all = append(all, uint32(splitmix.Mix(x.key<<32|uint64(s)<<16|uint64(half)<<8|uint64(k)<<4|wording)))
			}
		}
	}
	for range x.slot {
		all = append(all, r.Uint32())
	}
	slices.Sort(all)
	p := family.Prompt{Holder: holder, Wording: iolaus.Hash(x.wording(r))}
	copy(p.Phrases[:12], all)
	if x.opens && x.reworded == 0 {
		p.Phrases[12] = uint32(splitmix.Mix(x.key))
	}
	return p
}

func (x *text) wording(r *rand.Rand) uint64 {
	w := x.centre
	for range x.spread {
		w ^= 1 << r.IntN(64)
	}
	return w
}

// strangers write what nobody else does.
func strangers(r *rand.Rand, n int) []family.Prompt {
	prompts := make([]family.Prompt, n)
	for i := range prompts {
		prompts[i] = template(r, int32(10_000+i), nil, 0)
		prompts[i].Wording = iolaus.Hash(r.Uint64())
	}
	return prompts
}

// bcubed gives precision and recall of the families of the first n prompts, which
// follow one template, among all (Bagga and Baldwin 1998). A prompt without a family
// is alone.
func bcubed(f *family.Families, prompts []family.Prompt, n int) (precision, recall float64) {
	ours, all := map[int32]float64{}, map[int32]float64{}
	for i := range prompts {
		of, _ := f.Assign(&prompts[i])
		all[of]++
		if i < n {
			ours[of]++
		}
	}
	for of, k := range ours {
		if of == family.None {
			precision, recall = precision+k, recall+k/float64(n)
			continue
		}
		precision, recall = precision+k*k/all[of], recall+k*k/float64(n)
	}
	return precision / float64(n), recall / float64(n)
}

// TestTemplatesHold measures whether a template comes out as one family, as B-cubed
// precision and recall. It takes hashes where text would be, so that how well a
// signature samples is not seen here. The honest are strangers who share nothing; those
// who share a turn of phrase are in the next test. With a MinLift of 0.3 the last two
// cases have a recall of 0.92 and 0.83.
func TestTemplatesHold(t *testing.T) {
	for _, test := range []struct {
		name              string
		text              text
		precision, recall float64
	}{
		{"verbatim", text{sentences: 6, slot: 20, spread: 4}, 0.99, 0.99},
		{"the slot is nine tenths of three hundred words", text{sentences: 7, slot: 50, spread: 12}, 0.99, 0.95},
		{"the slot is nine tenths of eighty words", text{sentences: 2, slot: 72, opens: true, spread: 12}, 0.99, 0.3},
		{"half of the wordings drawn anew", text{sentences: 6, slot: 20, reworded: 0.5, spread: 6}, 0.99, 0.95},
		{"every wording drawn anew", text{sentences: 6, slot: 20, reworded: 1, spread: 8}, 0.99, 0.95},
	} {
		t.Run(test.name, func(t *testing.T) {
			const accounts, each, worlds = 80, 6, 5
			precision, recall := 0.0, 0.0
			for seed := range uint64(worlds) {
				r := rand.New(rand.NewPCG(11, seed))
				test.text.key, test.text.centre = 77+seed, r.Uint64()
				var prompts []family.Prompt
				for h := range accounts {
					for range each {
						prompts = append(prompts, test.text.prompt(r, int32(h)))
					}
				}
				prompts = append(prompts, strangers(r, 4000)...)
				p, q := bcubed(build(t, slices.Clone(prompts), family.DefaultOptions()), prompts, accounts*each)
				precision, recall = precision+p/worlds, recall+q/worlds
			}
			t.Logf("B-cubed precision %.3f, recall %.3f", precision, recall)
			if precision < test.precision || recall < test.recall {
				t.Errorf("B-cubed precision %.3f, recall %.3f; want %.2f and %.2f", precision, recall, test.precision, test.recall)
			}
		})
	}
}

// TestTurnsOfPhraseStayOut measures whether prompts that have nothing of a template but
// one turn of phrase, two phrases that always come together, are drawn into it. They
// are the honest look-alike. One that is worded like the template as well is taken.
func TestTurnsOfPhraseStayOut(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	x := text{key: 5, sentences: 3, centre: r.Uint64(), spread: 4}
	var prompts []family.Prompt
	for h := range 60 {
		for range 4 {
			prompts = append(prompts, x.prompt(r, int32(h)))
		}
	}
	turn := prompts[0].Phrases[2:4]
	others := strangers(r, 3000)
	for i := range 40 {
		copy(others[i].Phrases[:], turn)
	}
	f := build(t, append(slices.Clone(prompts), others...), family.DefaultOptions())
	own, _ := f.Assign(&prompts[0])
	if own == family.None {
		t.Fatal("the template is no family")
	}
	for i := range others {
		if of, _ := f.Assign(&others[i]); of == own {
			t.Errorf("stranger %d is drawn in", i)
		}
	}
	alike := others[0]
	alike.Wording = iolaus.Hash(x.centre)
	if of, _ := f.Assign(&alike); of != own {
		t.Errorf("a prompt worded like the template is in family %d, want %d", of, own)
	}
}

// TestTwoTemplatesOfOneTurn measures that templates with a turn of phrase in common
// do not become one however low the bar for joining phrases is.
func TestTwoTemplatesOfOneTurn(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	a := text{key: 6, sentences: 5, slot: 10, reworded: 1, centre: r.Uint64(), spread: 8}
	b := a
	b.key, b.centre = 7, r.Uint64()
	var prompts []family.Prompt
	for h := range 60 {
		for range 4 {
			p, q := a.prompt(r, int32(h)), b.prompt(r, int32(100+h))
			p.Phrases[12], q.Phrases[12] = 42, 42
			prompts = append(prompts, p, q)
		}
	}
	f := build(t, slices.Clone(prompts), family.DefaultOptions())
	of := [2]map[int32]int{{}, {}}
	for i := range prompts {
		n, _ := f.Assign(&prompts[i])
		of[i%2][n]++
	}
	for n, k := range of[0] {
		if n != family.None && of[1][n] > k/20 {
			t.Errorf("family %d has %d prompts of one template and %d of the other", n, k, of[1][n])
		}
	}
}

// TestAPublicPrompt measures that the system prompt of a public agent is a family for
// all who send it, whatever they ask. What it means is not decided here.
func TestAPublicPrompt(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	prompts := strangers(r, 900)
	for i := range prompts {
		if i%3 == 0 {
			prompts[i].Frame = 9
		}
	}
	f := build(t, slices.Clone(prompts), family.DefaultOptions())
	for i := range prompts {
		template, setting := f.Assign(&prompts[i])
		if template != family.None || (setting != family.None) != (i%3 == 0) {
			t.Fatalf("prompt %d is in families %d and %d", i, template, setting)
		}
	}
}

// TestFamiliesLast measures that a family keeps its name while a store grows and
// wordings turn up that were not seen before, and that the order of prompts changes
// nothing.
func TestFamiliesLast(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	var prompts []family.Prompt
	texts := make([]text, 5)
	for i := range texts {
		texts[i] = text{key: uint64(20 + i), sentences: 6, slot: 10, reworded: 0.5, centre: r.Uint64(), spread: 6}
	}
	for h := range 300 {
		for range 4 {
			prompts = append(prompts, texts[h%5].prompt(r, int32(h)))
		}
	}
	last := build(t, slices.Clone(prompts), family.DefaultOptions())
	name := func(f *family.Families, p *family.Prompt) iolaus.Hash {
		if n, _ := f.Assign(p); n != family.None {
			return f.ID(n)
		}
		return 0
	}
	for _, part := range []int{3, 2, 1} {
		some := slices.Clone(prompts[:len(prompts)/part])
		r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		f := build(t, some, family.DefaultOptions())
		differ := 0
		for i := range prompts[:len(prompts)/part] {
			if name(f, &prompts[i]) != name(last, &prompts[i]) {
				differ++
			}
		}
		t.Logf("of a store of 1/%d: %d of %d prompts are in another family", part, differ, len(some))
		if differ > len(some)/20 || part == 1 && differ > 0 {
			t.Errorf("of a store of 1/%d, %d of %d prompts are in another family", part, differ, len(some))
		}
	}
}

package family_test

import (
	"math/rand/v2"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
)

// template gives a prompt that holds each of the template's phrases with the
// chance kept and fills the rest with phrases of its own.
func template(r *rand.Rand, holder int32, of []uint32, kept float64) family.Prompt {
	p := family.Prompt{Holder: holder}
	for i := range p.Phrases {
		p.Phrases[i] = r.Uint32() | 1<<31
	}
	for i, phrase := range of {
		if r.Float64() < kept {
			p.Phrases[i] = phrase
		}
	}
	return p
}

// phrases gives a prompt that has these and nothing else.
func phrases(of ...uint32) *family.Prompt {
	p := &family.Prompt{}
	copy(p.Phrases[:], of)
	return p
}

func build(t *testing.T, prompts []family.Prompt, o family.Options) *family.Families {
	t.Helper()
	families, err := family.Build(t.Context(), prompts, o)
	if err != nil {
		t.Fatal(err)
	}
	return families
}

func TestBuildFindsTemplates(t *testing.T) {
	for _, test := range []struct {
		name    string
		holders int
		kept    float64
		found   bool
	}{
		{"verbatim", 20, 1, true},
		{"a fifth of the words changed", 20, 0.7, true},
		{"too few holders", 3, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			var prompts []family.Prompt
			for h := range test.holders {
				for range 4 {
					prompts = append(prompts, template(r, int32(h), []uint32{11, 12, 13, 14, 15}, test.kept))
				}
			}
			for h := range 2000 { // strangers with two phrases of everyday language
				prompts = append(prompts, template(r, int32(1000+h), []uint32{900, 901}, 0.5))
			}
			assigned, wrong := 0, 0
			families := build(t, prompts, family.DefaultOptions())
			everyday, _ := families.Assign(phrases(900, 901))
			for i := range prompts {
				f, _ := families.Assign(&prompts[i])
				switch {
				case prompts[i].Holder < 1000 && f != family.None && f != everyday:
					assigned++
				case prompts[i].Holder >= 1000 && f != family.None && f != everyday:
					wrong++
				}
			}
			if found := assigned > test.holders*4*8/10; found != test.found {
				t.Errorf("assigned %d of %d prompts of the template, want found = %v", assigned, test.holders*4, test.found)
			}
			if wrong != 0 {
				t.Errorf("%d strangers were drawn into the template", wrong)
			}
		})
	}
}

func TestBuildKeepsTemplatesApart(t *testing.T) {
	// two templates that share one opening phrase must stay two families
	r := rand.New(rand.NewPCG(3, 4))
	var prompts []family.Prompt
	for h := range 40 {
		prompts = append(prompts,
			template(r, int32(h), []uint32{1, 12, 13, 14}, 0.95),
			template(r, int32(100+h), []uint32{1, 22, 23, 24}, 0.95))
	}
	families := build(t, prompts, family.Options{MinHolders: 5, MinLift: 0.6})
	a, _ := families.Assign(phrases(12, 13, 14))
	b, _ := families.Assign(phrases(22, 23, 24))
	if a == family.None || b == family.None || a == b {
		t.Errorf("families %d and %d, want two different ones", a, b)
	}
}

func TestBuildIgnoresOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var prompts []family.Prompt
	for h := range 200 {
		p := template(r, int32(h), []uint32{uint32(h%7)*10 + 1, uint32(h%7)*10 + 2, uint32(h%7)*10 + 3}, 0.9)
		p.Frame = iolaus.Hash(1 + h%3)
		prompts = append(prompts, p)
	}
	shuffled := append([]family.Prompt(nil), prompts...)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	a := build(t, prompts, family.DefaultOptions())
	b := build(t, shuffled, family.DefaultOptions())
	if a.Len() != b.Len() || a.Len() != 7+3 {
		t.Fatalf("%d and %d families, want 7 templates and 3 system prompts", a.Len(), b.Len())
	}
	for n := range int32(a.Len()) {
		if a.ID(n) != b.ID(n) {
			t.Errorf("family %d is %x in one order and %x in another", n, a.ID(n), b.ID(n))
		}
	}
}

func TestAssignNeedsTwoPhrases(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var prompts []family.Prompt
	for h := range 20 {
		prompts = append(prompts, template(r, int32(h), []uint32{1, 2, 3}, 1))
	}
	families := build(t, prompts, family.DefaultOptions())
	if f, _ := families.Assign(phrases(1)); f != family.None {
		t.Errorf("one phrase is family %d, want none", f)
	}
	if f, _ := families.Assign(phrases(1, 2)); f == family.None {
		t.Error("two phrases are no family, want one")
	}
}

package family

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// None is the family of a prompt that belongs to no template.
const None int32 = -1

// Options bound what counts as a template.
type Options struct {
	MinHolders int     // independent holders a phrase and a pair of phrases need
	MinLift    float64 // least share of the commoner phrase's holders that hold both
}

// DefaultOptions are the settings used by detection. Where every wording is drawn anew
// from three or four, two phrases of a template meet in about one in ten of its prompts.
func DefaultOptions() Options { return Options{MinHolders: 5, MinLift: 0.08} }

// Prompt is one sampled exchange: who sent it, its phrases and its wording. Holder is
// the dense number of an independent holder: accounts of one declared org share it.
type Prompt struct {
	Holder  int32
	Frame   iolaus.Hash // system prompt; 0 = none
	Phrases [iolaus.PhraseCount]uint32
	Wording iolaus.Hash // iolaus.Signature.Instruction; 0 = none
}

// Families are the templates of a body of traffic.
type Families struct {
	owner    map[uint32]int32
	frame    map[iolaus.Hash]int32
	ids      []iolaus.Hash
	likeness []likeness // by family of prompts
}

// Len is the number of families.
func (f *Families) Len() int { return len(f.ids) }

// ID gives the stable name of family n: a hash of the smallest of its commonest
// phrases, or its system prompt's hash. A wording that turns up later is rarer and does
// not rename it.
func (f *Families) ID(n int32) iolaus.Hash { return f.ids[n] }

// Assign gives the family of the prompt, which owns most of its phrases, and the
// family of its system prompt; each may be None. Ties go to the smaller number.
func (f *Families) Assign(p *Prompt) (template, setting int32) {
	setting, ok := f.frame[p.Frame]
	if !ok {
		setting = None
	}
	template, count := f.most(p)
	if template != None && !f.likeness[template].takes(count, p.Wording) {
		template = None
	}
	return template, setting
}

// most gives the family that owns most of the prompt's phrases, and how many.
func (f *Families) most(p *Prompt) (best int32, count int) {
	var owners [iolaus.PhraseCount]int32
	owned := owners[:0]
	for _, phrase := range p.Phrases {
		if family, ok := f.owner[phrase]; ok && phrase != 0 {
			owned = append(owned, family)
		}
	}
	slices.Sort(owned)
	best = None
	runs(owned, func(family int32, n int) {
		if n > count {
			best, count = family, n
		}
	})
	return best, count
}

// Build finds the families of the prompts, in any order: the result depends on
// the set of prompts alone. It sorts prompts by holder in place. The only error
// is that of ctx.
func Build(ctx context.Context, prompts []Prompt, o Options) (*Families, error) {
	slices.SortFunc(prompts, func(a, b Prompt) int {
		if c := cmp.Compare(a.Holder, b.Holder); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.Frame, b.Frame), slices.Compare(a.Phrases[:], b.Phrases[:]), cmp.Compare(a.Wording, b.Wording))
	})
	holders := countPhrases(prompts, o.MinHolders)
	phrases := slices.Sorted(maps.Keys(holders))
	number := make(map[uint32]int32, len(phrases))
	for i, p := range phrases {
		number[p] = int32(i)
	}
	f, err := assemble(ctx, phrases, holders, countPairs(prompts, holders, number, o), o)
	if err != nil {
		return nil, err
	}
	f.learnLikeness(prompts)
	f.addFrames(prompts, o.MinHolders)
	return f, nil
}

// addFrames makes a family of each system prompt with enough holders.
func (f *Families) addFrames(prompts []Prompt, minimum int) {
	var all, mine []iolaus.Hash
	eachHolder(prompts, func(of []Prompt) {
		mine = mine[:0]
		for i := range of {
			if of[i].Frame != 0 {
				mine = append(mine, of[i].Frame)
			}
		}
		slices.Sort(mine)
		all = append(all, slices.Compact(mine)...)
	})
	slices.Sort(all)
	f.frame = map[iolaus.Hash]int32{}
	runs(all, func(frame iolaus.Hash, n int) {
		if n >= minimum {
			f.frame[frame] = int32(len(f.ids))
			f.ids = append(f.ids, frame)
		}
	})
}

// assemble makes a family of each community of joined phrases, numbered by
// smallest phrase.
func assemble(ctx context.Context, phrases []uint32, holders map[uint32]int32, joined []leiden.Edge, o Options) (*Families, error) {
	community, err := leiden.Communities(ctx, leiden.NewGraph(len(phrases), joined), leiden.Options{Resolution: o.MinLift})
	if err != nil {
		return nil, fmt.Errorf("communities of %d phrases: %w", len(phrases), err)
	}
	size, most := map[int32]int{}, map[int32]int32{}
	for i, c := range community {
		size[c]++
		most[c] = max(most[c], holders[phrases[i]])
	}
	f := &Families{owner: map[uint32]int32{}}
	number := map[int32]int32{}
	for i, p := range phrases {
		c := community[i]
		if size[c] < 2 {
			continue
		}
		n, ok := number[c]
		if !ok {
			n = int32(len(f.ids))
			number[c] = n
			f.ids = append(f.ids, 0)
		}
		f.owner[p] = n
		if f.ids[n] == 0 && 4*holders[p] > 3*most[c] {
			f.ids[n] = iolaus.Hash(splitmix.Mix(uint64(p)))
		}
	}
	return f, nil
}

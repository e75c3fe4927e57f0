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

// DefaultOptions are the settings used by detection.
func DefaultOptions() Options { return Options{MinHolders: 5, MinLift: 0.3} }

// Prompt is one sampled exchange: who sent it and its phrases. Holder is the
// dense number of an independent holder: accounts of one declared org share it.
type Prompt struct {
	Holder  int32
	Frame   iolaus.Hash // system prompt; 0 = none
	Phrases [iolaus.PhraseCount]uint32
}

// Families are the templates of a body of traffic.
type Families struct {
	owner map[uint32]int32
	frame map[iolaus.Hash]int32
	ids   []iolaus.Hash
}

// Len is the number of families.
func (f *Families) Len() int { return len(f.ids) }

// ID gives the stable name of family n: a hash of its smallest phrase, or its
// system prompt's hash.
func (f *Families) ID(n int32) iolaus.Hash { return f.ids[n] }

// Assign gives the family of the prompt, which owns most of its phrases and two
// at least, and the family of its system prompt; each may be None. Ties go to the
// smaller number.
func (f *Families) Assign(frame iolaus.Hash, phrases *[iolaus.PhraseCount]uint32) (template, setting int32) {
	var families [iolaus.PhraseCount]int32
	n := 0
	for _, p := range phrases {
		if family, ok := f.owner[p]; ok && p != 0 {
			families[n] = family
			n++
		}
	}
	setting, ok := f.frame[frame]
	if !ok {
		setting = None
	}
	return most(families[:n]), setting
}

// most gives the family that occurs most often, at least twice, or None.
func most(owned []int32) int32 {
	slices.Sort(owned)
	best, count := None, 1
	runs(owned, func(family int32, n int) {
		if n > count {
			best, count = family, n
		}
	})
	return best
}

// Build finds the families of the prompts, in any order: the result depends on
// the set of prompts alone. It sorts prompts by holder in place. The only error
// is that of ctx.
func Build(ctx context.Context, prompts []Prompt, o Options) (*Families, error) {
	slices.SortFunc(prompts, func(a, b Prompt) int {
		if c := cmp.Compare(a.Holder, b.Holder); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.Frame, b.Frame), slices.Compare(a.Phrases[:], b.Phrases[:]))
	})
	holders := countPhrases(prompts, o.MinHolders)
	phrases := slices.Sorted(maps.Keys(holders))
	number := make(map[uint32]int32, len(phrases))
	for i, p := range phrases {
		number[p] = int32(i)
	}
	f, err := assemble(ctx, phrases, countPairs(prompts, holders, number, o), o)
	if err != nil {
		return nil, err
	}
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

// countPhrases gives the number of distinct holders of each phrase that has at
// least minimum.
func countPhrases(prompts []Prompt, minimum int) map[uint32]int32 {
	var all, mine []uint32
	eachHolder(prompts, func(of []Prompt) {
		mine = mine[:0]
		for i := range of {
			for _, p := range of[i].Phrases {
				if p != 0 {
					mine = append(mine, p)
				}
			}
		}
		slices.Sort(mine)
		all = append(all, slices.Compact(mine)...)
	})
	slices.Sort(all)
	counts := map[uint32]int32{}
	runs(all, func(phrase uint32, n int) {
		if n >= minimum {
			counts[phrase] = int32(n)
		}
	})
	return counts
}

// countPairs gives the pairs of phrases that imply each other, by number, weighed
// by the Jaccard similarity of their holders.
func countPairs(prompts []Prompt, holders, number map[uint32]int32, o Options) []leiden.Edge {
	var all, mine []uint64
	var kept [iolaus.PhraseCount]uint32
	eachHolder(prompts, func(of []Prompt) {
		mine = mine[:0]
		for i := range of {
			n := 0
			for _, p := range of[i].Phrases {
				if _, ok := holders[p]; ok {
					kept[n] = p
					n++
				}
			}
			slices.Sort(kept[:n])
			for a := range n {
				for b := a + 1; b < n; b++ {
					if kept[a] != kept[b] {
						mine = append(mine, uint64(kept[a])<<32|uint64(kept[b]))
					}
				}
			}
		}
		slices.Sort(mine)
		all = append(all, slices.Compact(mine)...)
	})
	slices.Sort(all)
	var joined []leiden.Edge
	runs(all, func(pair uint64, n int) {
		a, b := holders[uint32(pair>>32)], holders[uint32(pair)]
		if n >= o.MinHolders && float64(n) >= o.MinLift*float64(max(a, b)) {
			joined = append(joined, leiden.Edge{
				A: number[uint32(pair>>32)], B: number[uint32(pair)], Weight: float64(n) / float64(int(a)+int(b)-n),
			})
		}
	})
	return joined
}

// assemble makes a family of each community of joined phrases, numbered by
// smallest phrase.
func assemble(ctx context.Context, phrases []uint32, joined []leiden.Edge, o Options) (*Families, error) {
	community, err := leiden.Communities(ctx, leiden.NewGraph(len(phrases), joined), leiden.Options{Resolution: o.MinLift})
	if err != nil {
		return nil, fmt.Errorf("communities of %d phrases: %w", len(phrases), err)
	}
	size := map[int32]int{}
	for _, c := range community {
		size[c]++
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
			f.ids = append(f.ids, iolaus.Hash(splitmix.Mix(uint64(p))))
		}
		f.owner[p] = n
	}
	return f, nil
}

// eachHolder calls visit with the prompts of each holder in turn.
func eachHolder(prompts []Prompt, visit func([]Prompt)) {
	for i := 0; i < len(prompts); {
		j := i
		for j < len(prompts) && prompts[j].Holder == prompts[i].Holder {
			j++
		}
		visit(prompts[i:j])
		i = j
	}
}

// runs calls visit with each distinct value of a sorted slice and its count.
func runs[T comparable](sorted []T, visit func(T, int)) {
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j] == sorted[i] {
			j++
		}
		visit(sorted[i], j-i)
		i = j
	}
}

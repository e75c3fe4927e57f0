package family

import (
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/leiden"
)

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

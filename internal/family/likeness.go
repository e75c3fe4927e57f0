package family

import (
	"math/bits"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of what belongs to a family.
const (
	leastPhrases = 2
	usualPart    = 2    // a prompt with one in so many of the phrases that the family's prompts usually have is one of them
	nearest      = 0.01 // of all prompts may be as near to a family as one with fewer phrases that it takes in
	crowdSize    = 2048 // prompts drawn as a picture of the traffic
	wordingBits  = 64
)

// likeness is how the prompts of a family are alike.
type likeness struct {
	usual  int    // the family's phrases that they have, in the median
	centre uint64 // of their wordings: each bit as most have it
	reach  int    // bits by which few of all prompts differ from the centre; -1 where more than few equal it
}

// takes reports whether a prompt with count of the family's phrases belongs to it.
// Two phrases may be one turn of phrase, "at least 500 words", that anybody uses: where
// the family's prompts have many, those with two must be worded like the others.
func (l *likeness) takes(count int, wording iolaus.Hash) bool {
	if count < leastPhrases {
		return false
	}
	return usualPart*count >= l.usual || wording != 0 && bits.OnesCount64(uint64(wording)^l.centre) <= l.reach
}

// learnLikeness fills in how the prompts of each family are alike.
func (f *Families) learnLikeness(prompts []Prompt) {
	counts := make([][iolaus.PhraseCount + 1]int32, len(f.ids))
	signs := make([][wordingBits]int32, len(f.ids))
	for i := range prompts {
		p := &prompts[i]
		family, count := f.most(p)
		if count < leastPhrases {
			continue
		}
		counts[family][count]++
		if p.Wording != 0 {
			vote(&signs[family], uint64(p.Wording))
		}
	}
	crowd := drawWordings(prompts)
	f.likeness = make([]likeness, len(f.ids))
	for i := range f.likeness {
		l := &f.likeness[i]
		l.usual, l.centre = median(counts[i][:]), majority(&signs[i])
		l.reach = reach(l.centre, crowd)
	}
}

func vote(signs *[wordingBits]int32, wording uint64) {
	for b := range signs {
		signs[b] += int32(wording>>b&1)*2 - 1
	}
}

func majority(signs *[wordingBits]int32) (centre uint64) {
	for b, s := range signs {
		if s > 0 {
			centre |= 1 << b
		}
	}
	return centre
}

// reach gives the distance within which at most nearest of the crowd is: a chance that
// is counted in this very traffic, where prompts of one topic are near each other.
func reach(centre uint64, crowd []uint64) int {
	var at [wordingBits + 1]int
	for _, wording := range crowd {
		at[bits.OnesCount64(wording^centre)]++
	}
	within := 0
	for distance, n := range at {
		if within += n; float64(within) > nearest*float64(len(crowd)) {
			return distance - 1
		}
	}
	return -1
}

// drawWordings draws from the wordings in their order, so that the draw depends on
// nothing but the set of prompts.
func drawWordings(prompts []Prompt) []uint64 {
	all := make([]uint64, 0, len(prompts))
	for i := range prompts {
		if w := prompts[i].Wording; w != 0 {
			all = append(all, uint64(w))
		}
	}
	slices.Sort(all)
	n := min(len(all), crowdSize)
	for i := range n {
		all[i] = all[i*len(all)/n]
	}
	return all[:n]
}

// median gives the median of a histogram.
func median(counts []int32) int {
	total, seen := int32(0), int32(0)
	for _, n := range counts {
		total += n
	}
	for value, n := range counts {
		if seen += n; 2*seen >= total {
			return value
		}
	}
	return 0
}

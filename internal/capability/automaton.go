package capability

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus/internal/text"
)

// start is the state before a pattern's first word.
const start = -1

// move is one word of a pattern: it leads from one state to a higher one.
type move struct {
	from, to int32 // from is start for a pattern's first word
	rule     int32 // that is complete in the new state; -1 for none
	reach    uint8 // how many tokens the word may stand after the last one
	tag      bool  // a bracket must stand right before the word
}

// automaton follows all patterns at once. For each state it remembers where the
// text last reached it; since a gap only has an upper bound, the latest place
// is the only one that matters.
type automaton struct {
	words []words  // open-addressed by hash
	moves []move   // by word, those into higher states first
	seen  []uint64 // by state
	clock uint64   // number of the text's first token, above all earlier ones by a gap
	last  []uint64 // by rule: where it fired last
	fired []int32  // rules that fired in the text, each once, first things first
	// filter has a bit for 16 bits of each word's hash: most words of a text
	// are in no pattern and stop here.
	filter [1 << 10]uint64
}

// words says which moves one word makes: moves[from:to].
type words struct {
	hash     uint64
	from, to int32
}

const maxReach = math.MaxUint8

// compile builds the automaton of rules.
func compile(rules []rule) (*automaton, error) {
	var t text.Tokenizer
	byWord := map[uint64][]move{}
	states := int32(0)
	for r := range rules {
		places, err := rules[r].places(&t)
		if err != nil {
			return nil, err
		}
		from := int32(start)
		for i, p := range places {
			rule := int32(-1)
			if i == len(places)-1 {
				rule = int32(r)
			}
			from, states = addPlace(byWord, p, from, states, rule)
		}
	}
	a := &automaton{
		clock: maxReach + 1,
		seen:  make([]uint64, states),
		last:  make([]uint64, len(rules)),
		fired: make([]int32, 0, len(rules)),
	}
	a.index(byWord)
	return a, nil
}

// addPlace adds the moves of one place of a pattern. All its choices end in one
// state, which it gives with the new number of states.
func addPlace(byWord map[uint64][]move, p place, from, states, rule int32) (end, count int32) {
	inner := int32(0)
	for _, choice := range p {
		inner += int32(len(choice) - 1)
	}
	end = states + inner
	for _, choice := range p {
		at := from
		for i, s := range choice {
			m := move{from: at, to: end, rule: rule, reach: s.reach, tag: s.tag}
			if i < len(choice)-1 {
				m.to, m.rule = states, -1
				states++
			}
			byWord[s.hash] = append(byWord[s.hash], m)
			at = m.to
		}
	}
	return end, end + 1
}

// index lays the moves out by word.
func (a *automaton) index(byWord map[uint64][]move) {
	size := 1
	for size < 4*len(byWord) {
		size *= 2
	}
	a.words = make([]words, size)
	for hash, moves := range byWord {
		w := words{hash: hash, from: int32(len(a.moves))}
		// A word must not take two steps at once: whatever it moves on from
		// comes after what it moves to.
		slices.SortFunc(moves, func(x, y move) int { return cmp.Compare(y.to, x.to) })
		a.moves = append(a.moves, moves...)
		w.to = int32(len(a.moves))
		at := a.home(hash)
		for a.words[at].to != 0 {
			at = (at + 1) % size
		}
		a.words[at] = w
		a.filter[hash>>54] |= 1 << (hash >> 48 & 63)
	}
}

func (a *automaton) home(hash uint64) int { return int(hash>>20) & (len(a.words) - 1) }

// scan gives the rules that match in tokens, in the order in which they first
// do. The answer is valid until the next scan.
func (a *automaton) scan(tokens []text.Token) []int32 {
	a.fired = a.fired[:0]
	for i := range tokens {
		h := tokens[i].Hash
		if a.filter[h>>54]>>(h>>48&63)&1 == 0 {
			continue
		}
		for at := a.home(h); a.words[at].to != 0; at = (at + 1) & (len(a.words) - 1) {
			if w := &a.words[at]; w.hash == h {
				a.step(a.moves[w.from:w.to], a.clock+uint64(i), tokens[i].Before)
				break
			}
		}
	}
	a.clock += uint64(len(tokens)) + maxReach + 1
	return a.fired
}

// step makes the moves of the word at place now.
func (a *automaton) step(moves []move, now uint64, before byte) {
	for i := range moves {
		m := &moves[i]
		if m.from != start && now-a.seen[m.from] > uint64(m.reach) {
			continue
		}
		if m.tag && before != '<' && before != '/' && before != '[' {
			continue
		}
		a.seen[m.to] = now
		if r := m.rule; r >= 0 && a.last[r] < a.clock {
			a.last[r] = now
			a.fired = append(a.fired, r)
		}
	}
}

package prose

import (
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// frame is a sentence with holes: literals and, between them, what to put.
type frame struct {
	literals []string
	holes    []byte     // one fewer than literals
	choices  [][]string // of the holes '{', in order
}

func parseFrame(line string) frame {
	var f frame
	for {
		at := strings.IndexAny(line, "${")
		if at < 0 {
			f.literals = append(f.literals, line)
			return f
		}
		f.literals = append(f.literals, line[:at])
		if line[at] == '{' {
			inside, rest, _ := strings.Cut(line[at+1:], "}")
			f.holes = append(f.holes, '{')
			f.choices = append(f.choices, strings.Split(inside, "|"))
			line = rest
			continue
		}
		f.holes = append(f.holes, line[at+1])
		line = line[at+2:]
	}
}

// readFrames gives the frames of every section, such as "en ask".
func readFrames() map[string][]frame {
	all, section := map[string][]frame{}, ""
	for line := range lines("lexicon/frames.txt") {
		if line[0] == '[' {
			section = strings.Trim(line, "[]")
			continue
		}
		all[section] = append(all[section], parseFrame(line))
	}
	return all
}

// speaker fills frames from one vocabulary. Half of its nouns are drawn from
// the eight that focus prefers, as a person keeps to what concerns them.
type speaker struct {
	*vocabulary
	syntax *syntax
	focus  uint64
	rand   chance.Stream
}

func (sp *speaker) noun() int {
	r := sp.rand.Uint64()
	if r&1 == 0 {
		r = chance.Key(sp.focus, r>>1&7)
	}
	return int((r >> 32) * uint64(len(sp.nouns)) >> 32)
}

func (sp *speaker) pick(words []string) string { return words[sp.rand.Intn(len(words))] }

func (sp *speaker) sentence(dst []byte, f *frame) []byte {
	start, choice := len(dst), 0
	for i, literal := range f.literals {
		dst = append(dst, literal...)
		switch {
		case i == len(f.holes):
		case f.holes[i] == '{':
			dst = append(dst, sp.pick(f.choices[choice])...)
			choice++
		default:
			dst = sp.fill(dst, f.holes[i])
		}
	}
	capitalise(dst[start:])
	return dst
}

func (sp *speaker) fill(dst []byte, hole byte) []byte {
	switch hole {
	case 'n':
		return append(dst, sp.nouns[sp.noun()]...)
	case 's':
		return append(dst, sp.plurals[sp.noun()]...)
	case 'v':
		return append(dst, sp.pick(sp.verbs)...)
	case 'a':
		return append(dst, sp.pick(sp.adjectives)...)
	case 'N':
		return sp.phrase(dst)
	case 'k':
		return strconv.AppendInt(dst, int64(sp.rand.Between(2, 12)), 10)
	case 'K':
		return strconv.AppendInt(dst, int64(sp.rand.Between(15, 980)), 10)
	case 'p':
		return append(dst, sp.pick(people)...)
	case 'c':
		return append(dst, sp.pick(places)...)
	case 'w':
		return append(dst, sp.pick(weekdays)...)
	}
	panic("prose: frame has a hole that nothing fills: " + string(hole)) // a bug in the embedded file
}

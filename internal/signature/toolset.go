package signature

import (
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
)

// toolSet hashes the tools offered, in any order: each by its name and the
// names and types of its parameters, not by its descriptions. It also gives
// the highest scores of any tool's name and description.
func (s *Signer) toolSet(tools []iolaus.Tool) (iolaus.Hash, iolaus.Scores) {
	var scores iolaus.Scores
	if len(tools) == 0 {
		return 0, scores
	}
	sum := uint64(len(tools))
	for i := range tools {
		e := s.tool(&tools[i])
		sum += e.hash
		for c, score := range e.scores {
			scores[c] = max(scores[c], score)
		}
	}
	return iolaus.Hash(max(mix(sum^mixB, mixA), 1)), scores
}

func (s *Signer) tool(t *iolaus.Tool) *entry {
	key := mix(xxh3.HashString(t.Name)^mixA, mixC)
	key = mix(key^xxh3.HashString(t.Schema), mixB)
	key = mix(key^xxh3.HashString(t.Description), mixC)
	e, known := s.tools.at(max(key, 1))
	if !known {
		e.hash = mix(xxh3.HashString(t.Name)^mixB, mixA) + shapeOf(t.Schema)
		e.hash = mix(e.hash, mixC)
		s.side.Reset()
		s.side.Add(t.Name)
		s.side.Add(t.Description)
		e.scores = s.read()
	}
	return e
}

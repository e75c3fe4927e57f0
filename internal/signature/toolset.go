package signature

import (
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
)

// toolSet hashes the tools offered, in any order: each by its name and the
// names and types of its parameters, not by its descriptions. It also gives what
// was read of their names and descriptions.
func (s *Signer) toolSet(tools []iolaus.Tool) (iolaus.Hash, *entry) {
	if len(tools) == 0 {
		return 0, &s.nothing
	}
	key := uint64(len(tools))
	for i := range tools {
		key = mix(key^toolKey(&tools[i]), mixC) // in order, in which they are read
	}
	e, known := s.tools.at(max(key, 1))
	if !known {
		sum := uint64(len(tools))
		s.side.Reset()
		for i := range tools {
			h := mix(xxh3.HashString(tools[i].Name)^mixB, mixA) + shapeOf(tools[i].Schema)
			sum += mix(h, mixC)
			s.side.Add(tools[i].Name)
			s.side.Add(tools[i].Description)
		}
		e.hash = max(mix(sum^mixB, mixA), 1)
		s.read(e)
	}
	return iolaus.Hash(e.hash), e
}

// toolKey names a tool as it is, byte for byte.
func toolKey(t *iolaus.Tool) uint64 {
	key := mix(xxh3.HashString(t.Name)^mixA, mixC)
	key = mix(key^xxh3.HashString(t.Schema), mixB)
	return mix(key^xxh3.HashString(t.Description), mixC)
}

package capability

import "github.com/iolaus-project/iolaus"

// Combine gives the scores of an exchange whose texts (system prompt, tools, last
// user turn) were read as parts.
func (s *Scorer) Combine(x *iolaus.Exchange, parts ...*Reading) iolaus.Scores {
	var all Reading
	for _, p := range parts {
		all.Add(p)
	}
	var scores iolaus.Scores
	seen := Shape(x, &all)
	if all.Tokens == 0 && seen[imageSent] == 0 {
		return scores
	}
	for label, logit := range s.reader.model.Logits(&all, &seen) {
		scores[1+label] = max(s.reader.model.score(label, logit), all.Rules[label])
	}
	return scores
}

// score gives the calibrated probability of a label in 255ths.
func (m *Model) score(label int, logit int32) uint8 {
	place := int(logit)>>(Fraction-curveBits) + curvePlaces/2
	return m.curve[label][min(max(place, 0), curvePlaces-1)]
}

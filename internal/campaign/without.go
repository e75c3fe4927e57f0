package campaign

import (
	"maps"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// testsOf gives the channels of a ring, of one holder, or of what lives in a relay.
func testsOf(lone, inside bool) []channel {
	switch {
	case lone:
		return loneChannels()
	case inside:
		return insideChannels()
	}
	return channels()
}

// judgementOf puts evidence back into its channels.
func judgementOf(evidence []iolaus.Evidence, tests []channel) judgement {
	j := judgement{byChannel: map[string]float64{}}
	for _, c := range tests {
		var found []iolaus.Evidence
		for _, e := range evidence {
			if e.Channel == c.name {
				found = append(found, e)
			}
		}
		worth := min(meanOf(found), c.cap)
		j.byChannel[c.name] = worth
		j.total += worth
		j.evidence = append(j.evidence, found)
	}
	return j
}

// without gives the judgement as it were if a channel had nothing to say.
func (j judgement) without(name string) judgement {
	rest := judgement{byChannel: maps.Clone(j.byChannel), total: j.total - j.byChannel[name]}
	rest.byChannel[name] = 0
	for _, found := range j.evidence {
		if len(found) == 0 || found[0].Channel != name {
			rest.evidence = append(rest.evidence, found)
		}
	}
	return rest
}

// described lists the channels of the tests that had anything to say, the strongest first.
func (j judgement) described(tests []channel) []iolaus.Channel {
	var channels []iolaus.Channel
	for i, c := range tests {
		if len(j.evidence[i]) > 0 {
			channels = append(channels, iolaus.Channel{Name: c.name, Weight: rounded(j.byChannel[c.name]), Most: rounded(c.cap)})
		}
	}
	slices.SortStableFunc(channels, func(a, b iolaus.Channel) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return channels
}

// channels says what the evidence of a finding comes to, how much was needed, and
// what would be left without each channel.
//
// Its confidence says how much it has to spare: 1 less it, of it, is the number of
// candidates over their e-value, which had to be below the false-discovery rate
// times the number of reported candidates. Those are as many as the findings at
// least; they may be more, and then less was needed.
func (t *Tally) channels(f int, fdr float64) (channels []iolaus.Channel, needed float64) {
	finding := &t.findings[f]
	lone := finding.Verdict == iolaus.Harvest
	tests := testsOf(lone, finding.Parent >= 0)
	j := judgementOf(finding.Evidence, tests)
	channels = j.described(tests)
	spare := logit(finding.Confidence) + math.Log(fdr*float64(t.chosen(f)))
	if math.IsInf(spare, 0) || math.IsNaN(spare) {
		return channels, 0 // lost in rounding
	}
	needed = j.total - max(0, spare)
	verdictOf := t.verdictOf(f, lone, j)
	if v, ok := verdictOf(j); !ok || v != finding.Verdict {
		return channels, 0 // judged on part of the members: what would be left is not known
	}
	for i := range channels {
		rest := j.without(channels[i].Name)
		if !j.speaks(channels[i].Name) || rest.total < needed {
			continue
		}
		if v, ok := verdictOf(rest); ok {
			channels[i].Without = v
		}
	}
	return channels, rounded(needed)
}

// chosen is how many findings were chosen together with one.
func (t *Tally) chosen(f int) int {
	n := 0
	for i := range t.findings {
		if t.findings[i].Parent < 0 {
			n++
		}
	}
	if t.findings[f].Parent >= 0 {
		return 1 // see lift
	}
	return n
}

// verdictOf gives what says the verdict on a finding, judged so, from a judgement
// of it.
func (t *Tally) verdictOf(f int, lone bool, whole judgement) func(judgement) (iolaus.Verdict, bool) {
	finding := &t.findings[f]
	if finding.Parent >= 0 { // see lift
		return func(j judgement) (iolaus.Verdict, bool) {
			return iolaus.Distillation, j.spread() || !whole.spread() && j.byChannel["queue"] > againstQueue
		}
	}
	g := at(t.world, &Candidate{Accounts: finding.tested(), Links: finding.Links, lone: lone}, t.world.To)
	return func(j judgement) (iolaus.Verdict, bool) { return verdict(g, j) }
}

// logit is the logarithm of the odds.
func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// logistic is the probability that odds stand for, which are given in nats.
func logistic(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

package campaign

import (
	"math"

	"github.com/iolaus-project/iolaus"
)

// minChannels is how many channels must speak for a verdict.
const (
	minChannelsRing         = 2
	minChannelsDistillation = 3
	minAccountsRing         = 10 // below it, friends or a study group look the same
)

// What the queue and the load may say against a campaign at most, in nats: a factor of
// three, within the noise of few tasks, and one of a hundred.
const (
	againstQueue = -1.1
	againstLoad  = -4.6
)

// verdict says what a judged group is; ok is false when the channels that speak
// are too few for any verdict.
func verdict(g *group, j judgement) (v iolaus.Verdict, ok bool) {
	if g.candidate.lone {
		return loneVerdict(g, j)
	}
	// a few accounts that nothing ties may look alike by chance
	broad := j.broad() && (j.full() || j.speaks("identity") || holders(g.world, g.members) >= minBulkHolders)
	queue := j.byChannel["queue"]
	switch {
	case j.strong() < minChannelsRing || queue < againstQueue:
		return "", false
	case j.byChannel["load"] < againstLoad && !j.speaks("replay"):
		return "", false // who are as unevenly busy as strangers are fed by nobody
	case len(g.members) < minAccountsRing && (!broad || !g.templated()):
		return "", false
	case broad && (queue >= 0 || j.speaks("replay")) && g.resells(j):
		return iolaus.Relay, true // first: its customers' work is not the operator's
	case broad && (queue > 0 || queue > againstQueue && j.has("one_queue")) && g.templated() && g.extracts(j),
		broad && j.speaks("replay"), // to carry reasoning over is to extract it
		broad && queue >= 0 && (g.pooled(j) || g.dispatched(j)) && g.extracts(j),
		queue >= 0 && j.speaks("load") && g.pooled(j) && g.extracts(j): // a pool that carries one load needs no third channel
		return iolaus.Distillation, true
	case !g.templated() && queue > minRelayQueue && j.byChannel["identity"] > math.Log(3):
		return iolaus.Relay, true
	case !j.speaks("identity"):
		return "", false // alike in what they do, but nothing shows one operator
	case broad && queue >= 0 && j.speaks("load") && holders(g.world, g.members) >= minPoolHolders && g.extracts(j):
		return iolaus.Distillation, true // a pool that carries one load shows an operator without a template
	}
	return iolaus.RingOnly, true
}

// verdictAt is the verdict on a judged group, and whether there is one and the evidence
// comes to a threshold, in nats.
func verdictAt(g *group, j judgement, threshold float64) (v iolaus.Verdict, ok bool) {
	v, ok = verdict(g, j)
	return v, ok && j.total >= threshold
}

// extracts reports whether the group wants what a distillation pipeline needs: a
// third of its exchanges do, or the intent channel speaks for it and everyday use
// is not most of what it does, or it takes answers in bulk whatever they are.
func (g *group) extracts(j judgement) bool {
	if g.bulk(j) {
		return true
	}
	aim, share := g.aim()
	return targeted(aim) && (share >= 1.0/3 || j.speaks("intent") && g.everyday() < 0.5)
}

// minPoolHolders is above the sizes of teams that share an office and a house style.
const minPoolHolders = 12

// pooled reports whether a dozen holders or more live from a template that hardly
// anybody else has, on a pool of cards, devices or networks, and their load does not
// speak against a dispatcher: there, one operator shows without a queue, whose tasks may
// be too few to measure.
func (g *group) pooled(j judgement) bool {
	return g.private && g.templated() && holders(g.world, g.members) >= minPoolHolders &&
		j.byChannel["load"] > 0 && j.speaks("identity")
}

// dispatched reports whether many holders live from a template that hardly anybody else
// has, in accounts that come and go as a fleet's, which carry one load, and nothing in
// when they work speaks for people: there, one operator shows without a queue and a pool.
func (g *group) dispatched(j judgement) bool {
	return g.private && g.templated() && holders(g.world, g.members) >= minBulkHolders &&
		j.speaks("load") && j.speaks("life") && (j.byChannel["timing"] > 0 || j.speaks("sessions"))
}

// Bounds of what takes answers in bulk.
const (
	minBulkHolders = 30
	minBulkQueue   = 1.6 // nats, a factor of five
	minBulkFilled  = 0.9 // share of the work that fills a template with a task of its own
	maxBulkCommon  = 1.0 / 3
)

// bulk reports whether many holders who declare nothing in common work off one queue of
// ever new tasks, and not of ordinary automation: what they ask for may be worded as no
// rule knows, but nobody else works like that. Queue and life must speak for it, and two
// of identity, timing and load: an operator that shares nothing between its accounts
// still feeds them. As long as there are too few tasks to see a queue, life, load and a
// pool must speak for it, and a template that nobody else has. Load that is even beyond
// doubt stands in for life and the two.
func (g *group) bulk(j judgement) bool {
	speak := 0
	for _, channel := range []string{"identity", "timing", "load"} {
		if j.speaks(channel) {
			speak++
		}
	}
	if (speak < 2 || !j.speaks("life")) && !j.surelyEven() {
		return false
	}
	count, total := g.wants()
	if g.filled() < minBulkFilled || float64(count[iolaus.Automation]) > maxBulkCommon*float64(total) {
		return false
	}
	return j.byChannel["queue"] >= minBulkQueue && holders(g.world, g.members) >= minBulkHolders ||
		!j.has("one_queue") && j.speaks("load") && g.pooled(j)
}

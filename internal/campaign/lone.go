package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// Bounds of the tests on one holder.
const (
	minLoneTasks = 200 // root tasks below which one holder says too little
	minPeerTasks = 20  // of a reference account that it is compared with
	formShare    = 0.1 // of the exchanges, for a form to be part of the work
)

// loneCandidates gives the busy holders, an account or the accounts of a declared
// org, as candidates for a harvest without a ring. They are chosen by how busy
// they are alone.
func loneCandidates(w *World) []Candidate {
	of := map[int32]int{} // candidate by holder
	var candidates []Candidate
	for _, a := range w.Busy {
		h := w.Holder[a]
		i, ok := of[h]
		if !ok {
			i = len(candidates)
			of[h] = i
			candidates = append(candidates, Candidate{lone: true})
		}
		candidates[i].Accounts = append(candidates[i].Accounts, a)
	}
	return candidates
}

// loneChannels lists the tests on one holder. Without a ring there is no queue
// over accounts to find; what is left is what a holder asks for, how broadly, and
// when. Each compares it with reference accounts.
//
// They cannot see a harvest that keeps to one topic, one form or office hours.
// Honest look-alikes: grading teams (one form, a corpus of their own), batches
// round the clock (no form).
func loneChannels() []channel {
	return []channel{
		{"intent", math.Log(50), []func(*group) []iolaus.Evidence{loneForms}},
		{"pipeline", math.Log(100), []func(*group) []iolaus.Evidence{formsTogether}},
		{"breadth", math.Log(100), []func(*group) []iolaus.Evidence{breadth}},
		{"clock", math.Log(20), []func(*group) []iolaus.Evidence{roundTheClock}},
	}
}

// loneForms asks how much of the work is a form that a pipeline needs.
func loneForms(g *group) []iolaus.Evidence {
	share := 0.0
	for _, n := range formsOf(g.traces) {
		share += n
	}
	return g.amongPeers("concentration", share, fmt.Sprintf("%.0f %% of exchanges elicit, grade, rewrite or clean", 100*share),
		"Most of the work is what a distillation pipeline needs.", func(trace []Exchange) float64 {
			sum := 0.0
			for _, n := range formsOf([][]Exchange{trace}) {
				sum += n
			}
			return sum
		})
}

// formsTogether asks how many forms stand side by side: honest teams have one.
func formsTogether(g *group) []iolaus.Evidence {
	count := func(traces [][]Exchange) float64 {
		n := 0.0
		for _, share := range formsOf(traces) {
			if share >= formShare {
				n++
			}
		}
		return n
	}
	n := count(g.traces)
	if n < 2 {
		return nil
	}
	return g.amongPeers("forms_together", n, fmt.Sprintf("%.0f forms of request side by side", n),
		"Several steps of a distillation pipeline run in one place.",
		func(trace []Exchange) float64 { return count([][]Exchange{trace}) })
}

// breadth asks whether the tasks sweep over topics: the mean similarity of two
// tasks, of which the people and products behind an account have more.
func breadth(g *group) []iolaus.Evidence {
	own := -similarity(g.traces)
	return g.amongPeers("breadth", own, fmt.Sprintf("similarity %.3f between its tasks", -own),
		"The tasks sweep over topics as no one person's or product's do.",
		func(trace []Exchange) float64 { return -similarity([][]Exchange{trace}) })
}

// roundTheClock asks how even the hours of the day are.
func roundTheClock(g *group) []iolaus.Evidence {
	own := dayEntropy(g.traces)
	return g.amongPeers("round_the_clock", own, fmt.Sprintf("evenness %.3f of the hours of the day", own),
		"It works round the clock.", func(trace []Exchange) float64 { return dayEntropy([][]Exchange{trace}) })
}

// amongPeers ranks a value among reference accounts outside the group: high
// values speak for a harvest.
func (g *group) amongPeers(kind string, own float64, observed, text string, of func([]Exchange) float64) []iolaus.Evidence {
	inside := make(map[int32]bool, len(g.members))
	for _, a := range g.members {
		inside[a] = true
	}
	n, alike := 0, 0
	for _, a := range g.world.Reference {
		trace := g.world.Traces[a]
		if inside[a] || roots(trace) < minPeerTasks {
			continue
		}
		n++
		if of(trace) >= own {
			alike++
		}
	}
	p := float64(1+alike) / float64(1+n)
	e := iolaus.Evidence{
		Kind: kind, Observed: observed, Expected: fmt.Sprintf("as much in %d of %d other accounts", alike, n),
		LLR: fromP(p), P: p, Text: text,
	}
	if e.LLR <= 0 {
		e.Text = "Others do so as well."
	}
	return []iolaus.Evidence{e}
}

// formsOf gives the share of each form among the exchanges.
func formsOf(traces [][]Exchange) []float64 {
	shares := make([]float64, iolaus.CapabilityCount)
	total := 0.0
	for _, trace := range traces {
		for i := range trace {
			total++
			if b := trace[i].Best; b.Form() {
				shares[b]++
			}
		}
	}
	for c := range shares {
		shares[c] /= math.Max(1, total)
	}
	return shares
}

// similarity is the mean cosine of two root tasks.
func similarity(traces [][]Exchange) float64 {
	var sum vector
	squares, n := 0.0, 0.0
	for _, trace := range traces {
		for i := range trace {
			if !trace[i].Root {
				continue
			}
			var v vector
			for d, x := range trace[i].Meaning {
				v[d] = float64(x) / 127
			}
			sum.add(&v)
			squares += v.norm2()
			n++
		}
	}
	if n < 2 {
		return 1
	}
	return (sum.norm2() - squares) / (n * (n - 1))
}

// dayEntropy is the entropy of the hours of the day, 1 when all are alike.
func dayEntropy(traces [][]Exchange) float64 {
	var hours [24]float64
	total := 0.0
	for _, trace := range traces {
		for i := range trace {
			hours[trace[i].Time/hourMillis%24]++
			total++
		}
	}
	h := 0.0
	for _, n := range hours {
		if n > 0 {
			h -= n / total * math.Log(n/total)
		}
	}
	return h / math.Log(24)
}

func roots(trace []Exchange) int {
	n := 0
	for i := range trace {
		if trace[i].Root {
			n++
		}
	}
	return n
}

// loneVerdict says whether one holder extracts: three channels speak for it, and
// most of its work is forms that a pipeline needs.
func loneVerdict(g *group, j judgement) (iolaus.Verdict, bool) {
	tasks, share := 0, 0.0
	for _, trace := range g.traces {
		tasks += roots(trace)
	}
	for _, n := range formsOf(g.traces) {
		share += n
	}
	if tasks < minLoneTasks || share < 0.5 || j.strong() < minChannelsDistillation {
		return "", false
	}
	return iolaus.Harvest, true
}

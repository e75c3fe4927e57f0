package campaign

import (
	"fmt"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
)

// intent asks whether the group concentrates on one thing that a distillation
// pipeline needs, with a template whose slot varies and no conversation, more
// than holders drawn at random do.
//
// Capability scores are weak evidence about one exchange; over a group they are
// compared with the same scores of other holders, so their errors cancel. It
// cannot tell a grading team from a harvest by itself: that is what its low cap
// and the other channels are for.
func intent(g *group) []iolaus.Evidence {
	aim, share := g.aim()
	if aim == iolaus.Unsure {
		return nil
	}
	harvest := g.harvestShare()
	alike, templated, n := g.world.holdersLike(aim, 0.8*share, 0.8*harvest, g.members)
	pAim := float64(1+alike) / float64(1+n)
	pForm := float64(1+templated) / float64(1+n)
	text := fmt.Sprintf("%.0f %% of the group's exchanges are %s", 100*share, words(aim))
	return []iolaus.Evidence{
		{
			Kind:     "concentration",
			Observed: fmt.Sprintf("%.0f %% of exchanges are %s", 100*share, words(aim)),
			Expected: fmt.Sprintf("so many in %d of %d random holders", alike, n),
			LLR:      fromP(pAim), P: pAim,
			Text: text + ".",
		},
		{
			Kind:     "template_reuse",
			Observed: fmt.Sprintf("%.0f %% of exchanges fill one of %d templates with a new task and end there", 100*harvest, len(g.families)),
			Expected: fmt.Sprintf("so many in %d of %d random holders", templated, n),
			LLR:      fromP(pForm), P: pForm,
			Text: "Templates are filled with ever new tasks, without conversation.",
		},
	}
}

// words is a capability in plain words.
func words(c iolaus.Capability) string {
	switch c {
	case iolaus.ReasoningTraces:
		return "elicitation of reasoning"
	case iolaus.RubricGrading:
		return "grading by rubric"
	case iolaus.CensorshipRewrite:
		return "rewriting of sensitive questions"
	case iolaus.TraceCleaning:
		return "cleaning of reasoning traces"
	case iolaus.SafeguardProbing:
		return "probing of safeguards"
	case iolaus.TaskSynthesis:
		return "synthesis of tasks"
	case iolaus.InstructionHarvest:
		return "instruction following"
	case iolaus.AgenticCoding:
		return "agentic coding"
	case iolaus.ToolUse:
		return "tool use"
	case iolaus.DataAnalysis:
		return "data analysis"
	case iolaus.ComputerUse:
		return "computer use"
	case iolaus.Vision:
		return "vision"
	}
	return c.String()
}

// targeted reports whether a capability is one that rivals harvest.
func targeted(c iolaus.Capability) bool { return c >= iolaus.ReasoningTraces }

// aim gives the capability that most of the group's exchanges want, and the
// share of all harvested capabilities together.
func (g *group) aim() (iolaus.Capability, float64) {
	var count [iolaus.CapabilityCount]int
	for _, trace := range g.traces {
		for i := range trace {
			count[trace[i].Best]++
		}
	}
	best, n := iolaus.Unsure, 0
	for c := range count {
		if targeted(iolaus.Capability(c)) {
			n += count[c]
			if count[c] > count[best] || best == iolaus.Unsure && count[c] > 0 {
				best = iolaus.Capability(c)
			}
		}
	}
	return best, float64(n) / float64(max(1, g.exchanges))
}

// harvestShare is the share of the group's exchanges that open a conversation
// with a new task in one of its templates.
func (g *group) harvestShare() float64 {
	seen := map[iolaus.Hash]bool{}
	n := 0
	for _, trace := range g.traces {
		for i := range trace {
			x := &trace[i]
			if x.Root && g.own(x.Family) && !seen[x.Task] {
				seen[x.Task] = true
				n++
			}
		}
	}
	return float64(n) / float64(max(1, g.exchanges))
}

// holdersLike counts the reference accounts outside the group that reach the
// share of harvested capabilities, and those that reach the share of templated
// new tasks. A form of request is compared with forms, a topic with everything.
func (w *World) holdersLike(aim iolaus.Capability, share, harvest float64, members []int32) (alike, templated, n int) {
	inside := make(map[int32]bool, len(members))
	for _, a := range members {
		inside[a] = true
	}
	for _, a := range w.Reference {
		trace := w.Traces[a]
		if inside[a] || len(trace) == 0 {
			continue
		}
		n++
		aimed, roots := 0, 0
		for i := range trace {
			x := &trace[i]
			if aim.Form() && x.Best.Form() || !aim.Form() && targeted(x.Best) {
				aimed++
			}
			if x.Root && x.Family != family.None {
				roots++
			}
		}
		if float64(aimed) >= share*float64(len(trace)) {
			alike++
		}
		if float64(roots) >= harvest*float64(len(trace)) {
			templated++
		}
	}
	return alike, templated, n
}

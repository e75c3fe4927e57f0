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
	filled := g.filled()
	concentrated, templated, both, n := g.world.unitsLike(g, aim, share, filled)
	evidence := []iolaus.Evidence{{
		Kind:     "template_reuse",
		Observed: fmt.Sprintf("%.0f %% of exchanges fill one of %d templates with a task of its own", 100*filled, len(g.families)),
		Expected: fmt.Sprintf("so many in %d of %d other groups and accounts", templated, n),
		Text:     "Templates are filled with ever new tasks.",
	}}
	if aim != iolaus.Unsure {
		evidence = append(evidence, iolaus.Evidence{
			Kind:     "concentration",
			Observed: fmt.Sprintf("%.0f %% of exchanges are of a kind that rivals harvest, most of them %s", 100*share, words(aim)),
			Expected: fmt.Sprintf("so many in %d of %d other groups and accounts", concentrated, n),
			Text:     wantsText(aim, share),
		}, iolaus.Evidence{
			Kind:     "harvest",
			Observed: fmt.Sprintf("%.0f %% of exchanges of such a kind, and %.0f %% that fill a template", 100*share, 100*filled),
			Expected: fmt.Sprintf("so many of both in %d of %d other groups and accounts", both, n),
			Text:     "What rivals harvest is asked for by templates that are filled with ever new tasks.",
		})
	}
	for i, alike := range []int{templated, concentrated, both}[:len(evidence)] {
		e := &evidence[i]
		e.P = float64(1+alike) / float64(1+n)
		e.LLR = fromP(e.P)
		if e.LLR <= 0 {
			e.Text = "Others do so as well."
		}
	}
	return evidence
}

// wantsText says how much of what the group does is what rivals harvest.
func wantsText(aim iolaus.Capability, share float64) string {
	if share >= 0.8 {
		return fmt.Sprintf("The group wants little else than what rivals harvest, %s before all.", words(aim))
	}
	return fmt.Sprintf("Much of what the group wants is what rivals harvest, %s before all.", words(aim))
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
	case iolaus.ProblemSolving:
		return "solving of problems"
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

// aim gives the capability that most of the group's work wants, and the share
// of all harvested capabilities together.
func (g *group) aim() (iolaus.Capability, float64) {
	count, total := g.wants()
	best, n := iolaus.Unsure, 0
	for c := range count {
		if targeted(iolaus.Capability(c)) {
			n += count[c]
			if count[c] > count[best] || best == iolaus.Unsure && count[c] > 0 {
				best = iolaus.Capability(c)
			}
		}
	}
	return best, float64(n) / float64(max(1, total))
}

// everyday is the share of conversation and ordinary automation in the work.
func (g *group) everyday() float64 {
	count, total := g.wants()
	return float64(count[iolaus.Conversation]+count[iolaus.Automation]) / float64(max(1, total))
}

// wants counts the work by capability.
func (g *group) wants() (count [iolaus.CapabilityCount]int, total int) {
	templated := g.templated()
	for _, trace := range g.traces {
		for i := range trace {
			if g.counts(&trace[i], templated) {
				count[trace[i].Best]++
				total++
			}
		}
	}
	return count, total
}

// filled is the share of the group's exchanges that follow its templates, times
// the share of distinct tasks among those that open a conversation.
func (g *group) filled() float64 {
	distinct := map[iolaus.Hash]bool{}
	roots := 0
	for _, trace := range g.traces {
		for i := range trace {
			if x := &trace[i]; x.Root && g.follows(x) {
				distinct[x.Task] = true
				roots++
			}
		}
	}
	if roots == 0 {
		return 0
	}
	share := float64(g.work) / float64(g.exchanges)
	if g.templated() {
		share = 1 // of what is looked at
	}
	return share * float64(len(distinct)) / float64(roots)
}

// habit is what one unit of the reference does: the shares of harvested forms,
// of harvested capabilities, and of exchanges that follow some template.
type habit struct{ forms, targeted, templated float64 }

// unitsLike counts the reference units outside the group, and those among them
// that come near the group's shares, of one and of both. A form of request is compared
// with forms, a topic with all that is harvested.
func (w *World) unitsLike(g *group, aim iolaus.Capability, share, filled float64) (concentrated, templated, both, n int) {
	const near = 0.8
	inside := make(map[int32]bool, len(g.members))
	for _, a := range g.members {
		inside[a] = true
	}
	for _, u := range w.units() {
		if inside[u.first] {
			continue
		}
		n++
		had := u.habit.targeted
		if aim.Form() {
			had = u.habit.forms
		}
		wants, fills := had >= near*share, u.habit.templated >= near*filled
		if wants {
			concentrated++
		}
		if fills {
			templated++
		}
		if wants && fills {
			both++
		}
	}
	return concentrated, templated, both, n
}

// unit is an account, or a group that counts as one: a ring, or all who live
// from one template.
type unit struct {
	first int32
	habit habit
}

// units partitions the reference accounts. A ring of twenty thousand accounts
// would otherwise make its own ways look common.
func (w *World) units() []unit {
	w.unitsOnce.Do(func() { w.unitList = w.makeUnits() })
	return w.unitList
}

// groupOf gives the first account of the first group that an account stands in; the
// account itself where it stands in none.
func (w *World) groupOf(account int32) int32 {
	w.groupsOnce.Do(func() {
		w.groups = map[int32]int32{}
		for _, c := range Candidates(w) {
			for _, a := range c.Accounts {
				if _, ok := w.groups[a]; !ok {
					w.groups[a] = c.Accounts[0]
				}
			}
		}
	})
	if first, ok := w.groups[account]; ok {
		return first
	}
	return account
}

func (w *World) makeUnits() []unit {
	at := map[int32]int{}
	var units []unit
	var weight []float64
	for _, a := range w.Reference {
		if len(w.Traces[a]) == 0 {
			continue
		}
		key := w.groupOf(a)
		i, ok := at[key]
		if !ok {
			i = len(units)
			at[key] = i
			units = append(units, unit{first: a})
			weight = append(weight, 0)
		}
		h := habitOf(w.Traces[a])
		units[i].habit.forms += h.forms
		units[i].habit.targeted += h.targeted
		units[i].habit.templated += h.templated
		weight[i]++
	}
	for i := range units {
		units[i].habit.forms /= weight[i]
		units[i].habit.targeted /= weight[i]
		units[i].habit.templated /= weight[i]
	}
	return units
}

// habitOf looks, as at a group, at the part of the work that follows templates
// where it is a fair part.
func habitOf(trace []Exchange) (h habit) {
	templated := 0
	for i := range trace {
		if trace[i].templated() {
			templated++
		}
	}
	h.templated = float64(templated) / float64(len(trace))
	part := h.templated >= ownWork
	one := 1 / float64(len(trace))
	if part {
		one = 1 / float64(templated)
	}
	for i := range trace {
		x := &trace[i]
		if part && !x.templated() {
			continue
		}
		if x.Best.Form() {
			h.forms += one
		}
		if targeted(x.Best) {
			h.targeted += one
		}
	}
	return h
}

// templated reports whether an exchange follows some template.
func (x *Exchange) templated() bool { return x.Family != family.None || x.Setting != family.None }

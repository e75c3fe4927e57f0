package campaign

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// What makes a step of a pipeline in the traffic of one holder.
const (
	minStepTasks = 6    // new tasks that fill a template
	minStepShare = 0.02 // of the exchanges that fill it
	minStepScore = 0.5  // of a form, in the mean over what fills it
	minStepNew   = 0.8  // of what fills it that was not asked before
)

// step is a template that a holder fills with ever new tasks of one form, by the
// traffic of that holder alone.
type step struct {
	form   iolaus.Capability
	tasks  int
	output []int32 // tokens of its answers
}

// stepForms lists the forms that are work on training data. The two that are left
// out are what ordinary instructions are most often mistaken for.
func stepForms() []iolaus.Capability {
	return []iolaus.Capability{
		iolaus.ReasoningTraces, iolaus.RubricGrading, iolaus.CensorshipRewrite, iolaus.TraceCleaning, iolaus.TaskSynthesis,
	}
}

// MayBeStep reports whether an exchange scores as one of the forms that are work on
// training data.
func MayBeStep(scores *iolaus.Scores) bool {
	return slices.ContainsFunc(stepForms(), func(c iolaus.Capability) bool { return float64(scores[c]) >= minStepScore*255 })
}

// training reports whether one of the steps is work that hardly anybody wants who
// does not train a model. Who writes exercises has them made, solved and marked as
// well, and a translation can score as rewriting.
func training(steps []step) bool {
	return slices.ContainsFunc(steps, func(s step) bool { return s.form == iolaus.TraceCleaning })
}

// filling is how often one template of a holder's own was filled.
type filling struct {
	template  int32
	exchanges int
	scores    [iolaus.CapabilityCount]float64 // summed, in 255ths
	tasks     map[iolaus.Hash]bool
	by        []int // exchanges by account
	output    []int32
}

// stepsOf gives the steps that stand side by side in the accounts of a holder, the
// most used first: as many forms as can be told apart when every template stands for
// one. Scores err, but by template: a template alone is never more than one step.
func stepsOf(traces [][]Exchange) []step {
	fillings := fillingsOf(traces)
	forms := stepForms()
	taken, chosen, best := make([]int, len(forms)), make([]int, len(forms)), -1.0
	var assign func(form int, worth float64)
	assign = func(form int, worth float64) {
		if form == len(forms) {
			if worth > best {
				best = worth
				copy(chosen, taken)
			}
			return
		}
		taken[form] = -1
		assign(form+1, worth)
		for i, f := range fillings {
			if score := f.score(forms[form]); score >= minStepScore && !slices.Contains(taken[:form], i) {
				taken[form] = i
				assign(form+1, worth+10+score) // more steps before clearer ones
			}
		}
	}
	assign(0, 0)
	var steps []step
	for form, i := range chosen {
		if i >= 0 {
			steps = append(steps, step{form: forms[form], tasks: len(fillings[i].tasks), output: fillings[i].output})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return b.tasks - a.tasks })
	return steps
}

// tasksOf counts the new tasks of all steps.
func tasksOf(steps []step) int {
	tasks := 0
	for _, s := range steps {
		tasks += s.tasks
	}
	return tasks
}

// steps gives the group's steps, found once.
func (g *group) steps() []step {
	if g.stepList == nil {
		g.stepList = append([]step{}, stepsOf(g.traces)...)
	}
	return g.stepList
}

// score is a form's in the mean over what fills the template.
func (f *filling) score(form iolaus.Capability) float64 {
	return f.scores[form] / 255 / float64(f.exchanges)
}

// maxFillings bounds the templates of one holder that are looked at.
const maxFillings = 12

// fillingsOf gives the templates that a holder fills with ever new tasks in most of
// its accounts, the most used first. One that only some follow is a team's, or a
// branch's in its own language.
func fillingsOf(traces [][]Exchange) []*filling {
	templates := map[int32]*filling{}
	total := 0
	for m, trace := range traces {
		total += len(trace)
		for i := range trace {
			x := &trace[i]
			if x.Own == 0 || !x.Root || x.Task == 0 {
				continue
			}
			f := templates[x.Own]
			if f == nil {
				f = &filling{template: x.Own, tasks: map[iolaus.Hash]bool{}, by: make([]int, len(traces))}
				templates[x.Own] = f
			}
			f.exchanges++
			for c, score := range x.Scores {
				f.scores[c] += float64(score)
			}
			f.tasks[x.Task] = true
			f.by[m]++
			f.output = append(f.output, x.Output)
		}
	}
	var kept []*filling
	for _, f := range templates {
		if f.sideBySide(traces, total) {
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, func(a, b *filling) int {
		return cmp.Or(b.exchanges-a.exchanges, cmp.Compare(a.template, b.template))
	})
	return kept[:min(len(kept), maxFillings)]
}

// sideBySide reports whether a template is a fair part of the work, always with new
// tasks, in most of the accounts.
func (f *filling) sideBySide(traces [][]Exchange, total int) bool {
	n := float64(f.exchanges)
	if len(f.tasks) < minStepTasks || n < minStepShare*float64(total) || float64(len(f.tasks)) < minStepNew*n {
		return false
	}
	workers := 0
	for m, k := range f.by {
		if k > 0 && float64(k) >= partlyMember*n/float64(total)*float64(len(traces[m])) {
			workers++
		}
	}
	return 2*workers > len(traces)
}

package campaign

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// honestIndividuality is what honest groups of one template show: the
// intraclass correlation of their tasks' topics by account, with weights. The
// values from 0.05 span what was measured on real prompts drawn from one to five
// sources an account; those below it are for people who use one public agent for
// whatever comes up, the broadest of the simulated honest groups. Each value is
// spread by a quarter.
func honestIndividuality() (rho, weight []float64) {
	return []float64{0.01, 0.018, 0.03, 0.05, 0.08, 0.13, 0.2, 0.3, 0.45},
		[]float64{0.03, 0.05, 0.08, 0.11, 0.17, 0.22, 0.17, 0.1, 0.07}
}

// queueLLR is how much more likely an observed correlation is in a queue than in an
// honest group, in nats, a million to one at the lowest. A queue that works through
// batches of topics, or a tenth of whose tasks are routed by topic, shows a little
// individuality, so half of the queue's weight is spread up to about 0.02.
func queueLLR(observed, deviation float64) float64 {
	queue := (math.Exp(logNormal(observed, 0, math.Hypot(deviation, 0.004))) +
		math.Exp(logNormal(observed, 0.01, math.Hypot(deviation, 0.01)))) / 2
	rho, weight := honestIndividuality()
	honest := 0.0
	for i := range rho {
		honest += weight[i] * math.Exp(logNormal(observed, rho[i], math.Hypot(deviation, rho[i]/4)))
	}
	return max(math.Log(max(queue, 1e-300)/max(honest, 1e-300)), -math.Log(1e6))
}

// Bounds of the queue test.
const (
	maxQueueTasks = 8000 // tasks looked at; more add nothing
	setQuestions  = 0.15 // mean share of the members that did a task, above which tasks were set for all
	surelyOwn     = 6    // nats by which a member's tasks alone speak against a queue, for it to be a stray
)

// oneQueue measures individuality: the intraclass correlation of the topic
// vectors of root tasks by account, within the group's templates. Accounts fed
// from one work queue have none, however they are paced or registered.
//
// It cannot see a ring that routes tasks to accounts by topic, and it needs a
// few tasks per account. Evasion: sticky routing by topic, at the price of load
// balance. Honest look-alikes have no individuality either when everybody does
// the same set tasks (a class, a benchmark): they repeat tasks across accounts,
// a queue without replacement does not, so such groups count as honest.
// Source: one-way analysis of variance; the test is ours.
func oneQueue(g *group) []iolaus.Evidence {
	q, measured := g.queue()
	if !measured {
		return nil
	}
	e := iolaus.Evidence{
		Kind:     "one_queue",
		Observed: fmt.Sprintf("individuality %.3f ± %.3f over %d tasks of %d accounts", q.rho, q.deviation, q.tasks, q.accounts),
		Expected: "0.04 to 0.45 among honest users of one template",
		LLR:      q.llr,
		P:        q.honestTail(),
	}
	switch {
	case q.repeated > setQuestions:
		e.Text = fmt.Sprintf("Each task was done by %.0f %% of the accounts, as with a set assignment or a benchmark; this speaks against one queue.", 100*q.repeated)
	case q.llr > 0:
		e.Text = "The account says nothing about the topic of its tasks, and tasks are not repeated across accounts: they look drawn from one queue."
	default:
		e.Text = "The accounts have topics of their own, as unrelated users have."
	}
	return []iolaus.Evidence{e}
}

// queue is what a group's tasks say of one queue.
type queue struct {
	icc
	repeated float64 // mean share of the members that did a task
	llr      float64 // nats
}

// queue measures how alike the tasks of each member are; measured is false where they are
// too few to tell.
func (g *group) queue() (q queue, measured bool) {
	tasks, s := g.fed()
	if s.pairs < 30 || s.deviation == 0 || s.deviation > 0.2 {
		return queue{}, false
	}
	q = queue{icc: s, repeated: taskOverlap(tasks, len(g.members)), llr: queueLLR(s.rho, s.deviation)}
	if q.repeated > setQuestions {
		q.llr = min(q.llr, -math.Log(100))
	}
	return q, true
}

// honestTail is the probability that an honest group shows so little
// individuality.
func (s icc) honestTail() float64 {
	rho, weight := honestIndividuality()
	p := 0.0
	for i := range rho {
		p += weight[i] * (1 - upperTail((s.rho-rho[i])/math.Hypot(s.deviation, rho[i]/4)))
	}
	return p
}

// task is one root task of a member.
type task struct {
	member   int32
	template int32
	stratum  int32 // vectors are centred within it
	time     iolaus.Millis
	hash     iolaus.Hash
	meaning  *[iolaus.MeaningWidth]int8
}

// rootTasks gives the tasks that opened a conversation within the group's
// templates, or all of them when the group follows none, strays left out; at most
// maxQueueTasks, those of smallest hash.
func (g *group) rootTasks() []task {
	templated := g.templated()
	var tasks []task
	seen := map[iolaus.Hash]bool{}
	strays := g.strays()
	for m, trace := range g.traces {
		if strays[m] {
			continue
		}
		clear(seen)
		for i := range trace {
			x := &trace[i]
			if !x.Root || x.Task == 0 || x.Meaning == ([iolaus.MeaningWidth]int8{}) {
				continue
			}
			if !g.counts(x, templated) {
				continue
			}
			if seen[x.Task] {
				continue // a retry says nothing new about the account
			}
			seen[x.Task] = true
			tasks = append(tasks, task{member: int32(m), template: g.template(x), time: x.Time, hash: x.Task, meaning: &x.Meaning})
		}
	}
	if len(tasks) > maxQueueTasks {
		slices.SortStableFunc(tasks, func(a, b task) int { return cmp.Compare(splitmix.Mix(uint64(a.hash)), splitmix.Mix(uint64(b.hash))) })
		tasks = tasks[:maxQueueTasks]
		slices.SortStableFunc(tasks, func(a, b task) int {
			return cmp.Or(cmp.Compare(a.member, b.member), cmp.Compare(a.time, b.time), cmp.Compare(a.hash, b.hash))
		})
	}
	stratify(tasks)
	return tasks
}

// fed gives the root tasks without those of members who have surely topics of their own,
// and their individuality: three strangers who came by the template, each with a project,
// can outweigh two hundred accounts of a queue. Where more are such than strangers would
// be, nobody is left out.
func (g *group) fed() ([]task, icc) {
	tasks := g.rootTasks()
	s := individuality(tasks)
	strays := s.withOwnTopics()
	if len(strays) == 0 || float64(len(strays)) > looseShare*float64(s.accounts) {
		return tasks, s
	}
	tasks = slices.DeleteFunc(tasks, func(t task) bool { return slices.Contains(strays, t.member) })
	left := individuality(tasks)
	for _, m := range strays {
		left.own[m] = s.own[m]
	}
	return tasks, left
}

// template is the one of the group's that an exchange follows, or family.None.
func (g *group) template(x *Exchange) int32 {
	switch {
	case g.own(x.Family):
		return x.Family
	case g.own(x.Setting):
		return x.Setting
	}
	return family.None
}

// blockRuns is how many runs of tasks make a stratum. Tasks of one run are alike:
// a few runs would mostly be compared with themselves.
const blockRuns = 48

// stratify numbers the strata: within a template, tasks that follow each other in
// time. A queue sorted by data set makes topics drift, which would look like
// individuality among accounts that are active at different times.
func stratify(tasks []task) {
	order := make([]int, len(tasks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &tasks[i], &tasks[j]
		return cmp.Or(cmp.Compare(a.template, b.template), cmp.Compare(a.time, b.time), cmp.Compare(a.hash, b.hash))
	})
	stratum, filled := int32(-1), 0
	for k, i := range order {
		if k == 0 || tasks[order[k-1]].template != tasks[i].template || filled == blockRuns {
			stratum++
			filled = 0
		}
		tasks[i].stratum = stratum
		if last := k+1 == len(order); last || tasks[order[k+1]].member != tasks[i].member {
			filled++
		}
	}
}

// icc is an intraclass correlation with its standard deviation under
// exchangeable labels.
type icc struct {
	rho, deviation  float64
	tasks, accounts int
	pairs           float64           // within accounts
	own             map[int32]float64 // by member: nats by which its tasks alone look drawn from a queue
}

// withOwnTopics lists the members whose topics are surely their own.
func (s icc) withOwnTopics() []int32 {
	var members []int32
	for m, llr := range s.own {
		if llr < -surelyOwn {
			members = append(members, m)
		}
	}
	slices.Sort(members)
	return members
}

// vector is a topic vector, centred within its stratum.
type vector [iolaus.MeaningWidth]float64

func (v *vector) add(w *vector) {
	for i, x := range w {
		v[i] += x
	}
}

func (v *vector) norm2() float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return sum
}

// individuality computes the intraclass correlation of the topic vectors by
// member: rho = (W - B) / (V - B), with W and B the mean inner product of two
// tasks of the same and of different members and V the mean square. Two tasks of
// a member in one run of work do not count as a pair: a queue hands out runs of
// related tasks, and so does an agent at work; what an account comes back to is
// its own. Under one queue the product of two runs varies by |r|^2 |r'|^2 / d, d
// the effective dimension (tr S)^2 / tr S^2 of the vectors' covariance S; for runs
// of one task the deviation is 1/sqrt(d pairs), and larger where runs keep to a
// topic.
//
// Tasks come by member and time.
func individuality(tasks []task) icc {
	vectors := centred(tasks)
	s := icc{tasks: len(tasks), own: map[int32]float64{}}
	each := map[int32]products{}
	var all products
	var total vector
	var own, squares, counts2 float64
	for i := 0; i < len(tasks); {
		var sum vector
		var norms, norms2, runs2 float64 // of the member's runs
		first := i
		for i < len(tasks) && tasks[i].member == tasks[first].member {
			var run vector
			begun := i
			for i < len(tasks) && (i == begun || sameRun(tasks, begun, i)) {
				run.add(&vectors[i])
				squares += vectors[i].norm2()
				i++
			}
			sum.add(&run)
			norm := run.norm2()
			norms, norms2 = norms+norm, norms2+norm*norm
			runs2 += float64(i-begun) * float64(i-begun)
		}
		count2 := float64(i-first) * float64(i-first)
		p := products{pairs: (count2 - runs2) / 2, sum: (sum.norm2() - norms) / 2, varies: (norms*norms - norms2) / 2}
		each[tasks[first].member] = p
		all.add(p)
		total.add(&sum)
		own += sum.norm2()
		counts2 += count2
		s.accounts++
	}
	n := float64(len(tasks))
	s.pairs = all.pairs
	if s.pairs == 0 || n*n == counts2 {
		return s
	}
	b, v := (total.norm2()-own)/(n*n-counts2), squares/n
	d := effectiveDimension(vectors)
	if v <= b || d == 0 {
		return s
	}
	s.rho, s.deviation = all.correlation(b, v, d)
	for m, p := range each {
		if p.pairs > 0 && p.varies > 0 {
			s.own[m] = queueLLR(p.correlation(b, v, d))
		}
	}
	return s
}

// products are the inner products of tasks of one member in different runs.
type products struct {
	pairs  float64 // of tasks
	sum    float64
	varies float64 // variance of the sum under one queue, times the effective dimension
}

func (p *products) add(q products) {
	p.pairs, p.sum, p.varies = p.pairs+q.pairs, p.sum+q.sum, p.varies+q.varies
}

// correlation is the intraclass correlation, with its deviation, where two tasks of
// different members come to b and a task with itself to v, in d effective dimensions.
func (p products) correlation(b, v, d float64) (rho, deviation float64) {
	return (p.sum/p.pairs - b) / (v - b), math.Sqrt(p.varies/d) / (p.pairs * (v - b))
}

// sameRun reports whether a task belongs to the member's run of work that began at
// first.
func sameRun(tasks []task, first, i int) bool {
	return tasks[i].member == tasks[first].member && oneRun(tasks[first].time, tasks[i-1].time, tasks[i].time)
}

// oneRun reports whether work at a time belongs to the run that began at first and was
// last seen at before: within an hour of its beginning, or without a pause of ten
// minutes, for three hours at most.
func oneRun(first, before, at iolaus.Millis) bool {
	return at-first < hourMillis || at-before < hourMillis/6 && at-first < 3*hourMillis
}

// effectiveDimension is (tr S)^2 / tr S^2 of the vectors' covariance S.
func effectiveDimension(vectors []vector) float64 {
	var cov [iolaus.MeaningWidth]vector
	for i := range vectors {
		v := &vectors[i]
		for a, x := range v {
			row := &cov[a]
			for b := range v {
				row[b] += x * v[b]
			}
		}
	}
	trace, trace2 := 0.0, 0.0
	for a := range cov {
		trace += cov[a][a]
		trace2 += cov[a].norm2()
	}
	if trace2 == 0 {
		return 0
	}
	return trace * trace / trace2
}

// centred gives the tasks' vectors at unit length with their stratum's mean
// removed.
func centred(tasks []task) []vector {
	vectors := make([]vector, len(tasks))
	mean := map[int32]*vector{}
	count := map[int32]float64{}
	for i, t := range tasks {
		m, ok := mean[t.stratum]
		if !ok {
			m = new(vector)
			mean[t.stratum] = m
		}
		count[t.stratum]++
		for a, x := range t.meaning {
			vectors[i][a] = float64(x) / 127
			m[a] += vectors[i][a]
		}
	}
	for i, t := range tasks {
		for a := range vectors[i] {
			vectors[i][a] -= mean[t.stratum][a] / count[t.stratum]
		}
	}
	return vectors
}

// taskOverlap is the mean share of the members that did a task, over tasks:
// 1/members for a queue without replacement, near 1 for an assignment. It is 0
// for fewer than 8 members, where a queue that samples each task several times
// looks the same.
func taskOverlap(tasks []task, members int) float64 {
	if members < 8 {
		return 0
	}
	did := map[iolaus.Hash][]int32{}
	for _, t := range tasks {
		if of := did[t.hash]; len(of) == 0 || of[len(of)-1] != t.member {
			did[t.hash] = append(of, t.member)
		}
	}
	done := 0
	for _, t := range tasks {
		done += len(did[t.hash])
	}
	return float64(done) / float64(max(1, len(tasks))) / float64(members)
}

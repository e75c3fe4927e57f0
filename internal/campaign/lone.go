package campaign

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// minLoneTasks is how many new tasks of all steps there must be, below which one holder
// says too little: three steps at their least.
const minLoneTasks = 18

// peer is what a busy holder is like, as others are compared with it.
type peer struct {
	first  int32 // account
	group  int32 // the same for those of one ring or template
	steps  int
	tasks  int     // new ones, of all steps
	pace   float64 // logarithm, see pace
	output float64 // logarithm of the median answer's tokens
}

// peers describes the busy holders, once.
func (w *World) peers() []peer {
	w.peersOnce.Do(func() {
		for _, c := range busyHolders(w) {
			g := at(w, &c, w.To)
			if len(g.members) == 0 {
				continue
			}
			first := c.Accounts[0]
			p := peer{first: first, group: w.groupOf(first), steps: len(g.steps()), tasks: tasksOf(g.steps()), pace: math.NaN()}
			if pace, noise := g.pace(); noise < maxPaceNoise {
				p.pace = math.Log(pace)
			}
			var output []int32
			for _, trace := range g.traces {
				for i := range trace {
					output = append(output, trace[i].Output)
				}
			}
			p.output = math.Log(median(output))
			w.peerList = append(w.peerList, p)
		}
	})
	return w.peerList
}

// busyHolders gives the busy accounts by holder.
func busyHolders(w *World) []Candidate {
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

// loneCandidates gives the busy holders, an account or the accounts of a declared
// org, that may harvest without a ring. They are chosen by one step of a pipeline with
// enough tasks to judge by, as grading teams and runners of benchmarks have it too, and
// by work through so many hours that its pace can be measured; so no test asks for that
// again, and all ask how such holders differ.
func loneCandidates(w *World) []Candidate {
	may := map[int32]bool{}
	for _, p := range w.peers() {
		may[p.first] = p.tasks >= minLoneTasks && !math.IsNaN(p.pace)
	}
	return slices.DeleteFunc(busyHolders(w), func(c Candidate) bool { return !may[c.Accounts[0]] })
}

// loneChannels lists the tests on one holder. Without a ring there is no queue
// over accounts to find; what is left is which work stands side by side, and how
// it is handed out. The caps are the look-alike rates assumed of honest holders
// with one step: one in five hundred has two more (publishers of exercises, test
// authors), one in fifty is paced by a machine through the day (schedulers), one in
// twenty has several keys under one load balancer, or takes such long answers
// (writers of reports).
//
// They cannot see a harvest of one form, nor one that gives each step a key or an
// account of its own: such a one looks like a grading team, or several. How broad
// the topics are is not asked: a firm's own corpus is as broad, in topic vectors,
// as a harvest's.
func loneChannels() []channel {
	return []channel{
		{"pipeline", math.Log(500), []func(*group) []iolaus.Evidence{formsTogether}},
		{"clock", math.Log(50), []func(*group) []iolaus.Evidence{steadyPace}},
		{"load", math.Log(20), []func(*group) []iolaus.Evidence{evenKeys}},
		{"yield", math.Log(20), []func(*group) []iolaus.Evidence{longAnswers}},
	}
}

// leastSecondStep is how often, at the least, an honest holder with one step of a
// pipeline is taken to have another beside it, and again. Evaluation by a judge model
// elicits and grades; traffic without any would make it look rarer than it is.
const leastSecondStep = 0.03

// How often one of several steps is seen to be work that only training needs: in a
// pipeline, and in honest holders, where the capability model errs.
const (
	pipelineTrains = 0.6
	honestTrains   = 0.25
)

// others gives a value of the other busy holders, where it is a number: of those of one
// ring or template the mean. A ring that runs pipelines at a beat would otherwise make
// both look common.
func (w *World) others(but int32, of func(peer) float64) []float64 {
	groups := map[int32][]float64{}
	for _, p := range w.peers() {
		if v := of(p); p.first != but && !math.IsNaN(v) {
			groups[p.group] = append(groups[p.group], v)
		}
	}
	var values []float64
	for _, group := range slices.Sorted(maps.Keys(groups)) { // sums depend on the order
		mean, _ := moments(groups[group])
		values = append(values, mean)
	}
	return values
}

// furtherSteps is how many steps a holder with one has beside it; not a number for one
// without any.
func (p peer) furtherSteps() float64 {
	if p.steps == 0 {
		return math.NaN()
	}
	return float64(p.steps - 1)
}

// formsTogether asks how many steps of a pipeline stand side by side in the same
// accounts, each a template of its own that is filled with ever new tasks. A team
// has one. A pipeline needs several: tasks, reasoned answers, grades to choose by,
// and traces cleaned for training.
//
// The further steps of honest holders are taken as geometric, at the rate of the
// other busy holders in this traffic, three in a hundred at least.
func formsTogether(g *group) []iolaus.Evidence {
	steps := g.steps()
	if len(steps) == 0 {
		return nil
	}
	others := 25.0 // imagined ones, for where there are few
	further := leastSecondStep * others
	for _, more := range g.world.others(g.candidate.Accounts[0], peer.furtherSteps) {
		others++
		further += more
	}
	q := max(leastSecondStep, further/(others+further))
	pipelines := []float64{0.1, 0.25, 0.35, 0.3} // with none, one, two, more seen beside the first
	n := min(len(steps)-1, len(pipelines)-1)
	honest, p := (1-q)*math.Pow(q, float64(n)), math.Pow(q, float64(n))
	if n == len(pipelines)-1 {
		honest = p
	}
	llr := math.Log(pipelines[n] / honest)
	switch {
	case n > 0 && training(steps):
		llr += math.Log(pipelineTrains / honestTrains)
	case n > 0:
		llr += math.Log((1 - pipelineTrains) / (1 - honestTrains))
	}
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = fmt.Sprintf("%s (%d tasks)", words(s.form), s.tasks)
	}
	e := iolaus.Evidence{
		Kind:     "forms_together",
		Observed: "own templates filled with new tasks for " + strings.Join(names, ", "),
		Expected: fmt.Sprintf("one such form; a second beside it in %.0f %% of holders, each further one as seldom", 100*q),
		LLR:      llr, P: p,
		Text: "Several steps of a distillation pipeline run side by side in the same accounts.",
	}
	if e.LLR <= 0 {
		e.Text = "It is one kind of work, as a team has."
	}
	return []iolaus.Evidence{e}
}

// Bounds of what is asked of pace.
const (
	paceBins     = 6   // of an hour
	minPaceHours = 12  // with traffic, below which it is one job
	minPaceShare = 0.5 // of the hours from an account's first to its last, below which they are several
	maxPaceNoise = 1   // deviation of its logarithm
	queuePace    = 0.6 // of a queue that is worked off: between a beat and random arrivals
	leastPace    = 0.3 // below which it makes no difference
)

// pace measures how evenly requests follow each other within an hour: the variance
// of the counts in ten minutes over their mean, 1 for random arrivals, below for a
// dispatcher with a beat, several for people and programs that come in bursts. Only
// a part p of an account's exchanges may be held; 1 + (f-1)/p is what all would
// show. noise is the deviation of its logarithm, infinite where nothing can be said.
func (g *group) pace() (ratio, noise float64) {
	variance, mean, hours, span := 0.0, 0.0, 0, 0
	for m, trace := range g.traces {
		p := 1 / g.drawnClosely(m)
		span += int(trace[len(trace)-1].Time/hourMillis-trace[0].Time/hourMillis) + 1
		for i := 0; i < len(trace); {
			hour, count, n := trace[i].Time/hourMillis, [paceBins]float64{}, 0.0
			for ; i < len(trace) && trace[i].Time/hourMillis == hour; i++ {
				count[trace[i].Time%hourMillis*paceBins/hourMillis]++
				n++
			}
			v := 0.0
			for _, c := range count {
				v += (c - n/paceBins) * (c - n/paceBins) / (paceBins - 1)
			}
			each := n / paceBins
			variance += each + (v-each)/p
			mean += each
			hours++
		}
	}
	if hours < minPaceHours || float64(hours) < minPaceShare*float64(span) {
		return 1, math.Inf(1)
	}
	ratio = max(leastPace, variance/mean)
	thinned := mean * paceBins / float64(max(1, g.exchangesEver()))
	return ratio, math.Sqrt(2/float64(hours*(paceBins-1))) / min(1, thinned) / max(ratio, queuePace)
}

// drawnClosely is how many exchanges each one that is looked at of a member stands for.
func (g *group) drawnClosely(m int) float64 {
	a := g.members[m]
	return max(1, float64(g.world.Accounts[a].Exchanges)/float64(max(1, len(g.world.closely(a)))))
}

// exchangesEver counts what the members did, over all of it, as far as it is known
// at the horizon.
func (g *group) exchangesEver() int {
	n := 0.0
	for m, trace := range g.traces {
		n += float64(len(trace)) * g.drawnClosely(m)
	}
	return int(n)
}

// steadyPace asks whether requests come as from a dispatcher that works off a queue.
// It cannot see one that bursts on purpose. Honest look-alikes: schedulers, load
// tests, services with so many users that they come at random.
func steadyPace(g *group) []iolaus.Evidence {
	ratio, noise := g.pace()
	if noise >= maxPaceNoise {
		return nil
	}
	centre, spread := g.usual(1.2, 0.6, func(p peer) float64 { return p.pace })
	x := math.Log(ratio)
	llr := logNormal(x, math.Log(queuePace), math.Hypot(0.5, noise)) - logNormal(x, centre, math.Hypot(spread, noise))
	if x < math.Log(queuePace) {
		llr = max(llr, 0) // steadier than that is no less a machine
	}
	if x > centre {
		llr = min(llr, 0)
	}
	e := iolaus.Evidence{
		Kind:     "steady_pace",
		Observed: fmt.Sprintf("variance of %.2f times the mean in ten minutes", ratio),
		Expected: fmt.Sprintf("%.1f times in the median of the busy holders, in two of three %.1f to %.1f", math.Exp(centre), math.Exp(centre-spread), math.Exp(centre+spread)),
		LLR:      llr, P: 1 - upperTail((x-centre)/math.Hypot(spread, noise)),
		Text: "Requests come at an even pace, as from a queue that is worked off, and not in bursts.",
	}
	if llr <= 0 {
		e.Text = "Requests come in bursts, as those of people and programs do."
	}
	return []iolaus.Evidence{e}
}

// evenKeys asks whether the accounts of one holder are loaded alike, as by a
// dispatcher that deals to them in turn; projects and people differ by a factor. It
// says nothing of one account. Honest look-alikes: keys under one load balancer.
func evenKeys(g *group) []iolaus.Evidence {
	if len(g.members) < 2 {
		return nil
	}
	end := min(g.horizon, g.world.To)
	var logs []float64
	sum := 0.0
	for m, trace := range g.traces {
		days := math.Max(0.25, float64(min(end, g.lastSeen(m))-trace[0].Time)/dayMillis)
		rate := float64(len(trace)) * g.drawnClosely(m) / days
		logs = append(logs, math.Log(rate))
		sum += math.Log(rate)
	}
	n := float64(len(logs))
	ss := 0.0
	for _, x := range logs {
		ss += (x - sum/n) * (x - sum/n)
	}
	// the logarithm: with hundreds of accounts the density itself is beyond a float
	density := func(sd float64) float64 { return -ss/(2*sd*sd) - (n-1)*math.Log(sd) }
	const even, uneven, balanced = 0.12, 0.6, 0.05
	dealt, own := density(even), density(uneven)
	sd := math.Sqrt(ss / (n - 1))
	e := iolaus.Evidence{
		Kind:     "even_load",
		Observed: fmt.Sprintf("rates of %.0f accounts a factor of %.2f apart", n, math.Exp(sd)),
		Expected: "a factor of 1.8 between projects of one owner, 1.1 when a dispatcher deals to accounts in turn",
		LLR:      max(-math.Log(20), dealt-logAdd(math.Log(1-balanced)+own, math.Log(balanced)+dealt)),
		P:        math.Min(1, math.Pow(sd/uneven, n-1)),
		Text:     "The accounts carry nearly the same load, as when a dispatcher deals requests to them in turn.",
	}
	if e.LLR <= 0 {
		e.Text = "The accounts differ in activity as projects do."
	}
	return []iolaus.Evidence{e}
}

// lastSeen is when a member was last seen, as far as it is known at the horizon.
func (g *group) lastSeen(m int) iolaus.Millis { return g.traces[m][len(g.traces[m])-1].Time }

// longAnswers asks whether the steps take long answers, of which a student learns.
// It is weak: who has reports written takes them as well.
func longAnswers(g *group) []iolaus.Evidence {
	var output []int32
	for _, s := range g.steps() {
		output = append(output, s.output...)
	}
	if len(output) == 0 {
		return nil
	}
	centre, spread := g.usual(math.Log(300), 0.9, func(p peer) float64 { return p.output })
	x := math.Log(median(output))
	llr := logNormal(x, centre+1, 0.7) - logNormal(x, centre, spread)
	if x > centre+1 {
		llr = max(llr, logNormal(0, 0, 0.7)-logNormal(1, 0, spread))
	}
	if x < centre {
		llr = min(llr, 0)
	}
	e := iolaus.Evidence{
		Kind:     "long_answers",
		Observed: fmt.Sprintf("%.0f tokens in the median answer", math.Exp(x)),
		Expected: fmt.Sprintf("%.0f in the median of the busy holders", math.Exp(centre)),
		LLR:      llr, P: upperTail((x - centre) / spread),
		Text: "The answers are long, as those that are kept for training are.",
	}
	if llr <= 0 {
		e.Text = "Others take as long answers."
	}
	return []iolaus.Evidence{e}
}

// usual gives the centre of a value among the other busy holders and its spread, at
// least floor. A few imagined holders around prior stand in where there are few.
func (g *group) usual(prior, floor float64, of func(peer) float64) (centre, spread float64) {
	const imagined = 10
	var values []float64
	for i := range imagined {
		values = append(values, prior+floor*(float64(i)-(imagined-1)/2.0)/(imagined/2.0))
	}
	values = append(values, g.world.others(g.candidate.Accounts[0], of)...)
	slices.Sort(values)
	centre = values[len(values)/2]
	return centre, max(floor, normalDistances*medianDistance(values, centre))
}

// normalDistances is how many median distances from its centre the deviation of a normal
// distribution is.
const normalDistances = 1.4826

// medianDistance is how far the half of some values is from a centre at most.
func medianDistance(values []float64, centre float64) float64 {
	away := make([]float64, len(values))
	for i, v := range values {
		away[i] = math.Abs(v - centre)
	}
	slices.Sort(away)
	return away[len(away)/2]
}

// median of counts, 1 at the least.
func median(values []int32) float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	if len(sorted) == 0 {
		return 1
	}
	return max(1, float64(sorted[len(sorted)/2]))
}

// What a harvest asks beside the threshold that all candidates have to reach.
const (
	minChannelsLone = 2  // that speak, beside the step by which the holder was chosen
	clearPace       = 20 // factor of the pace where none of the steps is work on training data
)

// loneVerdict says whether one holder extracts: steps of a pipeline stand side by
// side in it, three of them or two of which one is work that only training needs,
// and how they are handed out speaks for a queue as well.
//
// This is where the line is. Two steps without such work are an evaluation with a
// judge model. Three are an exercise publisher's as well, who is told from a harvest
// by the arrivals alone: those of his users are random at their steadiest, so a pace
// that could be random is not enough.
func loneVerdict(g *group, j judgement) (iolaus.Verdict, bool) {
	steps := g.steps()
	if tasksOf(steps) < minLoneTasks || !j.speaks("pipeline") || j.strong() < minChannelsLone {
		return "", false
	}
	if !training(steps) && (len(steps) < 3 || j.byChannel["clock"] < math.Log(clearPace)) {
		return "", false
	}
	return iolaus.Harvest, len(steps) >= 2
}

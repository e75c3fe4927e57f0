package campaign

import (
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// Bounds of the test of topic batches.
const (
	batchBin      = 2 * hourMillis
	minBatchTasks = 60
	mostBatches   = 20 // the factor that it is worth at most: news moves honest people as well
)

// topicBatches asks whether the tasks of different accounts within the same two hours
// are more alike in topic than those of different accounts at the same time of other
// days: a queue that is sorted by data set moves through all accounts at once. The null
// shifts each account by whole days, which keeps what it does at which hour.
//
// It cannot see a shuffled queue. Honest look-alikes: a class with its lesson and a
// company with its project, which count as one party; people who all ask about the
// news. The test is ours; oneQueue, which compares within a stretch of time, does not
// see what this one does.
func topicBatches(g *group) []iolaus.Evidence {
	over := g.wholeDays()
	if over.days < minDays || len(g.members) < minMembers {
		return nil
	}
	cells, tasks := g.topicCells(over)
	if tasks < minBatchTasks || len(cells) < minMembers {
		return nil
	}
	observed := alikeAcross(cells, over.days, 0)
	var draws []float64
	for draw := uint64(1); draw <= shiftDraws; draw++ {
		draws = append(draws, alikeAcross(cells, over.days, draw))
		if draw == firstDraws && slices.Max(draws) >= observed {
			break
		}
	}
	mean, sd := moments(draws)
	if sd == 0 {
		return nil
	}
	z := (observed - mean) / sd
	llr := math.Min(excess(z), math.Log(mostBatches))
	text := "The topics of the accounts do not move together."
	if llr > 0 {
		text = "The topics of all accounts move together, as when a queue is sorted by data set."
	}
	return []iolaus.Evidence{{
		Kind:     "topic_batches",
		Observed: fmt.Sprintf("tasks of different accounts within two hours alike by %.3f (z %.1f) over %d tasks", observed, z, tasks),
		Expected: fmt.Sprintf("%.3f when shifted by whole days", mean),
		LLR:      llr,
		P:        upperTail(z),
		Text:     text,
	}}
}

// cell is the tasks of one party within one bin of time.
type cell struct {
	bin   int
	sum   vector
	tasks float64
}

// topicCells adds up the topic vectors of the root tasks, centred within their
// template, by party and bin.
func (g *group) topicCells(over stretch) (cells [][]cell, tasks int) {
	all := g.rootTasks()
	for i := range all {
		all[i].stratum = all[i].template // not by time, as for the queue
	}
	vectors := centred(all)
	t := g.tiesOf()
	by := make([]map[int]*cell, t.parties)
	for i, x := range all {
		if !over.has(x.time) {
			continue
		}
		p, bin := t.party[x.member], int((x.time-over.from)/batchBin)
		if by[p] == nil {
			by[p] = map[int]*cell{}
		}
		if by[p][bin] == nil {
			by[p][bin] = &cell{bin: bin}
		}
		by[p][bin].sum.add(&vectors[i])
		by[p][bin].tasks++
		tasks++
	}
	bins := over.days * int(dayMillis/batchBin)
	for _, party := range by {
		var of []cell
		for bin := range bins { // in order: sums of floats depend on it
			if c := party[bin]; c != nil {
				of = append(of, *c)
			}
		}
		if len(of) > 0 {
			cells = append(cells, of)
		}
	}
	return cells, tasks
}

// alikeAcross is the mean inner product of two tasks of different parties in one bin,
// when each party is shifted by whole days; draw 0 leaves them where they were.
func alikeAcross(cells [][]cell, days int, draw uint64) float64 {
	perDay := int(dayMillis / batchBin)
	bins := days * perDay
	sums, counts := make([]vector, bins), make([]float64, bins)
	own, pairs := 0.0, 0.0
	for p, party := range cells {
		shift := 0
		if draw > 0 {
			shift = int(splitmix.Mix(splitmix.Mix(draw)^uint64(p))%uint64(days)) * perDay
		}
		for i := range party {
			c := &party[i]
			at := (c.bin + shift) % bins
			sums[at].add(&c.sum)
			counts[at] += c.tasks
			own += c.sum.norm2()
			pairs -= c.tasks * c.tasks
		}
	}
	total := -own
	for i := range sums {
		total += sums[i].norm2()
		pairs += counts[i] * counts[i]
	}
	if pairs <= 0 {
		return 0
	}
	return total / pairs
}

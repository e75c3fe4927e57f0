package campaign

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// Bounds of the timing tests.
const (
	dayMillis  = 24 * 3600 * 1000
	hourMillis = 3600 * 1000
	shiftDraws = 24    // null draws of whole-day shifts
	firstDraws = 6     // of them: what one of these exceeds is ordinary
	minDays    = 3     // days of traffic that whole-day shifts need
	maxDays    = 60    // days that they look at
	maxShifted = 60000 // exchanges looked at by the shift tests
	maxSynced  = 400   // members compared by the synchrony test
	minMembers = 5
)

// steadyTotal compares the variance of the group's summed rate with that of the
// same accounts shifted against each other by whole days, which keeps every
// account's own rhythm. A token bucket or a closed pool of workers makes the
// total steadier than its parts; independent accounts do not.
//
// It cannot see Poisson demand spread at random (the parts are then
// independent), and jitter hides bins shorter than itself, so bins of a minute,
// ten minutes and an hour are looked at. Only the lower tail counts: a total
// that swings more says no more than that there is a common cause.
func steadyTotal(g *group) []iolaus.Evidence {
	over := g.wholeDays()
	series := g.series(over)
	if over.days < minDays || len(series) < minMembers {
		return nil
	}
	best := iolaus.Evidence{
		Kind:     "steady_total",
		Expected: "1.0 for independent accounts",
		LLR:      -1,
	}
	for _, bin := range []iolaus.Millis{60_000, 600_000, hourMillis} {
		ratio, z := varianceRatio(series, over.days, bin)
		// honest groups come out near -2 over a few days, so counting starts there
		llr := excess(-z)
		if llr <= best.LLR {
			continue
		}
		best.Observed = fmt.Sprintf("variance of the summed rate %.2f of the shifted accounts' (z %.1f, bins of %d min)", ratio, z, bin/60_000)
		best.LLR, best.P = llr, math.Min(1, 3*upperTail(-z-2))
	}
	best.LLR = max(0, best.LLR-math.Log(3)) // the best of three bins
	best.Text = "The accounts fill each other's gaps: their total is steadier than their parts, as when workers share one budget."
	if best.LLR == 0 {
		best.P = 1
		best.Text = "The total varies as that of independent accounts."
	}
	return []iolaus.Evidence{best}
}

// stretch is some whole days.
type stretch struct {
	from, until iolaus.Millis // the latter not among them
	days        int
}

func (s stretch) has(t iolaus.Millis) bool { return t >= s.from && t < s.until }

// wholeDays gives the days that are shifted: all that the traffic covers. Of more than
// maxDays they are those in which the group was at work, to maxDays before its last: in
// days without it, shifts would spread out what was dense, and each day costs time.
func (g *group) wholeDays() stretch {
	from := g.world.From
	days := int((min(g.horizon, g.world.To) - from) / dayMillis)
	if days > maxDays {
		first, last := days, 0
		for _, trace := range g.traces {
			if len(trace) > 0 {
				last = max(last, int((trace[len(trace)-1].Time-from)/dayMillis)+1)
			}
		}
		last = min(max(last, minDays), days)
		for _, trace := range g.traces {
			for i := range trace {
				if day := int((trace[i].Time - from) / dayMillis); day >= last-maxDays {
					first = min(first, day)
					break
				}
			}
		}
		first = min(first, last-minDays)
		from, days = from+iolaus.Millis(first)*dayMillis, last-first
	}
	return stretch{from, from + iolaus.Millis(days)*dayMillis, days}
}

// thinned tells the exchanges that are looked at where about most are to be: a fair draw,
// always the same.
func (g *group) thinned(most int) func(*Exchange) bool {
	if g.exchanges <= most {
		return func(*Exchange) bool { return true }
	}
	keep := uint64(float64(most) / float64(g.exchanges) * math.MaxUint64)
	return func(x *Exchange) bool { return splitmix.Mix(uint64(x.ID)) <= keep }
}

// excess turns a standard score into nats: none up to three, then growing with the
// square of what is beyond two, so that honest groups, which vary more than chance says,
// are not weighed by chance alone.
func excess(z float64) float64 {
	if z <= 3 {
		return 0
	}
	return (z - 2) * (z - 2) / 4
}

// series gives the members' times relative to the first of the days, thinned to
// maxShifted by exchange.
func (g *group) series(over stretch) (series [][]iolaus.Millis) {
	keep := g.thinned(maxShifted)
	for _, trace := range g.traces {
		var times []iolaus.Millis
		for i := range trace {
			if over.has(trace[i].Time) && keep(&trace[i]) {
				times = append(times, trace[i].Time-over.from)
			}
		}
		if len(times) > 0 {
			series = append(series, times)
		}
	}
	return series
}

// varianceRatio gives the variance of the summed counts per bin over the mean
// of that under whole-day shifts, and its standard score.
func varianceRatio(series [][]iolaus.Millis, days int, bin iolaus.Millis) (ratio, z float64) {
	counts := make([]float64, iolaus.Millis(days)*dayMillis/bin)
	observed := shiftedVariance(counts, series, days, bin, 0)
	sum, sum2 := 0.0, 0.0
	for draw := 1; draw <= shiftDraws; draw++ {
		v := shiftedVariance(counts, series, days, bin, uint64(draw))
		sum += v
		sum2 += v * v
	}
	mean := sum / shiftDraws
	sd := math.Sqrt(math.Max(sum2/shiftDraws-mean*mean, 0)) + 0.01*mean
	if mean == 0 {
		return 1, 0
	}
	return observed / mean, (observed - mean) / sd
}

// shiftedVariance is the variance of the counts per bin when each account is
// shifted by whole days; draw 0 leaves them where they were.
func shiftedVariance(counts []float64, series [][]iolaus.Millis, days int, bin iolaus.Millis, draw uint64) float64 {
	clear(counts)
	span := iolaus.Millis(days) * dayMillis
	n := 0
	for a, times := range series {
		shift := iolaus.Millis(0)
		if draw > 0 {
			shift = iolaus.Millis(splitmix.Mix(splitmix.Mix(draw)^uint64(a))%uint64(days)) * dayMillis
		}
		for _, t := range times {
			counts[(t+shift)%span/bin]++
			n++
		}
	}
	mean := float64(n) / float64(len(counts))
	v := 0.0
	for _, c := range counts {
		v += (c - mean) * (c - mean)
	}
	return v / float64(len(counts))
}

// synchrony asks whether members are active in the same hours on the same
// templates more than their daily rhythm explains: the mean Jaccard similarity
// of (template, hour) over pairs of members, against whole-day shifts.
//
// Of an organisation one member is looked at: its lesson is a common cause. Other
// honest groups have one as well (an outage, a release), so it is worth at most a
// factor of twenty. Source: SynchroTrap (Cao
// et al., CCS 2014), with an expectation where the paper has a threshold.
func synchrony(g *group) []iolaus.Evidence {
	over := g.wholeDays()
	if over.days < minDays || len(g.members) < minMembers {
		return nil
	}
	stride := 1 + len(g.members)/maxSynced
	t := g.tiesOf()
	seen := make([]bool, t.parties)
	var sets [][]uint64
	for m := 0; m < len(g.members); m += stride {
		if set := g.hours(m, over); len(set) > 0 && !seen[t.party[m]] {
			seen[t.party[m]] = true
			sets = append(sets, set)
		}
	}
	if len(sets) < minMembers {
		return nil
	}
	span := uint64(over.days) * 24
	observed := meanJaccard(sets, span, 0)
	sum, sum2 := 0.0, 0.0
	for draw := 1; draw <= shiftDraws; draw++ {
		j := meanJaccard(sets, span, uint64(draw))
		sum += j
		sum2 += j * j
	}
	mean := sum / shiftDraws
	sd := math.Sqrt(math.Max(sum2/shiftDraws-mean*mean, 0)) + 0.02*mean + 1e-9
	z := (observed - mean) / sd
	llr := math.Min(excess(z), math.Log(20))
	text := "The accounts are active in the same hours no more than their daily rhythm explains."
	if llr > 0 {
		text = "The accounts work on the same templates in the same hours, beyond their daily rhythm."
	}
	return []iolaus.Evidence{{
		Kind:     "synchrony",
		Observed: fmt.Sprintf("similarity %.3f of (template, hour) between accounts (z %.1f)", observed, z),
		Expected: fmt.Sprintf("%.3f when shifted by whole days", mean),
		LLR:      llr,
		P:        upperTail(z),
		Text:     text,
	}}
}

// hours lists the (template, hour) pairs of a member, ascending; the hour sits
// in the lower 32 bits.
func (g *group) hours(member int, over stretch) []uint64 {
	var set []uint64
	for i := range g.traces[member] {
		x := &g.traces[member][i]
		if over.has(x.Time) {
			set = append(set, uint64(uint32(max(x.Family, x.Setting)))<<32|uint64((x.Time-over.from)/hourMillis))
		}
	}
	return sortedSet(set)
}

// meanJaccard is the mean over a deterministic choice of pairs, each set
// shifted by its own number of whole days when draw > 0.
func meanJaccard(sets [][]uint64, span, draw uint64) float64 {
	if draw > 0 {
		shifted := make([][]uint64, len(sets))
		for i, set := range sets {
			by := splitmix.Mix(splitmix.Mix(draw)^uint64(i)) % (span / 24) * 24
			moved := make([]uint64, len(set))
			for k, v := range set {
				moved[k] = v&^0xffffffff | (v&0xffffffff+by)%span
			}
			shifted[i] = sortedSet(moved)
		}
		sets = shifted
	}
	total, pairs := 0.0, 0
	for i := range sets {
		for d := 1; d <= 8 && d < len(sets); d++ {
			total += jaccard(sets[i], sets[(i+d)%len(sets)])
			pairs++
		}
	}
	return total / float64(max(1, pairs))
}

func jaccard(a, b []uint64) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both++
			i++
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

package campaign

import (
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// Bounds of the hand-over test.
const (
	maxHandOvers  = 6000 // requests looked at
	minuteShifts  = 31   // by how many minutes, from none, a party is shifted where it keeps its day
	minHandOvers  = 8    // observed, for the test to say anything
	handOverNoise = 30   // percent by which honest groups depart from what shifts say, beyond chance
)

// delays are those between an answer and the next request that are looked at.
func delays() [3]iolaus.Millis { return [3]iolaus.Millis{200, 1000, 5000} }

// handOver asks whether one account starts as another ends: in a closed pool of workers
// the answer to one request is what sends the next, from whichever account is free. It
// counts starts within a fifth of a second, a second and five seconds after another
// account's answer was complete, against the same accounts shifted by whole days, which
// keeps what each does at which time of the day, and shifted by whole minutes, which
// keeps what it does on which day. The weaker of the two counts.
//
// It cannot see workers that think longer than the traffic is dense, nor logs without
// the time that an answer took. Evasion: think time, which halves a pool's throughput.
// Honest look-alikes: a company's chain of jobs, which counts as one party; nightly jobs
// and schedulers, which stay together under the shift by days; users of a release or a
// news event, busy on one day, who stay together under that by minutes. The test is ours.
func handOver(g *group) []iolaus.Evidence {
	over := g.wholeDays()
	spans, days := g.spans(over), over.days
	if days < minDays || len(spans) < minMembers {
		return nil
	}
	observed := handOvers(spans, days, 0, wholeDays)
	if observed[len(observed)-1] < minHandOvers {
		return nil
	}
	byDay, ordinary := shiftedHandOvers(observed, func(draw uint64) [3]float64 {
		return handOvers(spans, days, draw, wholeDays)
	})
	byMinute := byDay
	if !ordinary {
		byMinute, _ = shiftedHandOvers(observed, func(draw uint64) [3]float64 {
			return handOvers(spans, days, draw, wholeMinutes)
		})
	}
	var best iolaus.Evidence
	for i, within := range delays() {
		expected, z := beyondChance(observed[i], byDay[i], days)
		if other, weaker := beyondChance(observed[i], byMinute[i], minuteShifts); weaker < z {
			expected, z = other, weaker
		}
		llr := 0.0
		if observed[i] >= minHandOvers {
			llr = excess(z)
		}
		if best.Kind != "" && llr <= best.LLR {
			continue
		}
		best = iolaus.Evidence{
			Kind:     "hand_over",
			Observed: fmt.Sprintf("%.0f requests begin within %.1f s of the end of another account's (z %.1f)", observed[i], float64(within)/1000, z),
			Expected: fmt.Sprintf("%.1f when shifted by whole days or minutes", expected),
			LLR:      llr,
			P:        math.Min(1, 3*upperTail(z)),
			Text:     "Requests begin as others end no more often than by chance.",
		}
		if llr > 0 {
			best.Text = "One account begins as another ends: the accounts are fed by workers that wait for each other's answers."
		}
	}
	if best.LLR > 0 {
		best.LLR -= math.Log(3) // the best of three delays
	}
	return []iolaus.Evidence{best}
}

// shiftedHandOvers counts under shifts, by delay. It stops early, and says so, where the
// first draws reach what was observed at every delay.
func shiftedHandOvers(observed [3]float64, count func(draw uint64) [3]float64) (draws [3][]float64, ordinary bool) {
	for draw := uint64(1); draw <= shiftDraws; draw++ {
		ordinary = true
		for i, n := range count(draw) {
			draws[i] = append(draws[i], n)
			ordinary = ordinary && slices.Max(draws[i]) >= observed[i]
		}
		if draw == firstDraws && ordinary {
			break
		}
	}
	return draws, ordinary
}

// beyondChance gives what is expected by chance and by how many deviations, chance and
// the departure of honest groups together, the observed count exceeds it. Of the pairs
// of parties, one in as many as there are shifts was shifted alike and kept what it
// has; that part is taken out of the draws.
func beyondChance(observed float64, draws []float64, shifts int) (expected, z float64) {
	mean, sd := moments(draws)
	kept := 1 / float64(shifts)
	expected = max(0, (mean-kept*observed)/(1-kept))
	sd /= 1 - kept
	return expected, (observed - expected) / (math.Sqrt(sd*sd+expected+1) + handOverNoise*expected/100)
}

// span is one request of a party, relative to the first of the days.
type span struct{ begin, end iolaus.Millis }

// spans gives the requests of each party whose answers' times are known, thinned to
// maxHandOvers.
func (g *group) spans(over stretch) [][]span {
	keep := g.thinned(maxHandOvers)
	t := g.tiesOf()
	of := make([][]span, t.parties)
	for m, trace := range g.traces {
		for i := range trace {
			x := &trace[i]
			if x.Took > 0 && over.has(x.Time) && keep(x) {
				of[t.party[m]] = append(of[t.party[m]], span{x.Time - over.from, x.Time - over.from + iolaus.Millis(x.Took)})
			}
		}
	}
	return slices.DeleteFunc(of, func(s []span) bool { return len(s) == 0 })
}

// moment is a beginning or an end, packed so that moments sort as numbers: by time, ends
// before beginnings, by party.
type moment uint64

// partyBits hold the number of a party; there are about maxHandOvers at most.
const partyBits = 20

func momentOf(at iolaus.Millis, begins uint64, party int) moment {
	return moment(uint64(at)<<(partyBits+1) | begins<<partyBits | uint64(party))
}

func (m moment) at() iolaus.Millis { return iolaus.Millis(m >> (partyBits + 1)) }
func (m moment) begins() bool      { return m>>partyBits&1 == 1 }
func (m moment) party() int        { return int(m & (1<<partyBits - 1)) }

// handOvers counts the beginnings that follow the end of another party's request within
// each delay, when each party is shifted; draw 0 leaves them where they were.
func handOvers(spans [][]span, days int, draw uint64, shifted func(drawn uint64, days int) iolaus.Millis) (counts [3]float64) {
	over := iolaus.Millis(days) * dayMillis
	moments := make([]moment, 0, 2*maxHandOvers)
	for p, of := range spans {
		shift := iolaus.Millis(0)
		if draw > 0 {
			shift = shifted(splitmix.Mix(splitmix.Mix(draw)^uint64(p)), days)
		}
		for _, s := range of {
			moments = append(moments, momentOf((s.begin+shift)%over, 1, p), momentOf((s.end+shift)%over, 0, p))
		}
	}
	slices.Sort(moments)
	type end struct {
		at    iolaus.Millis
		party int
	}
	last, before := end{party: -1}, end{party: -1} // the latest, and the latest of another party
	for _, m := range moments {
		if !m.begins() {
			if m.party() != last.party {
				before = last
			}
			last = end{m.at(), m.party()}
			continue
		}
		other := last
		if other.party == m.party() {
			other = before
		}
		for i, within := range delays() {
			if other.party >= 0 && m.at()-other.at <= within {
				counts[i]++
			}
		}
	}
	return counts
}

// wholeDays is a shift that keeps the time of the day.
func wholeDays(drawn uint64, days int) iolaus.Millis {
	return iolaus.Millis(drawn%uint64(days)) * dayMillis
}

// wholeMinutes is a shift that keeps the day, nearly the hour, and the second.
func wholeMinutes(drawn uint64, _ int) iolaus.Millis {
	return iolaus.Millis(drawn%minuteShifts) * 60_000
}

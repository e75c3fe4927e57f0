package campaign

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// Bounds of the hand-over test.
const (
	maxHandOvers  = 6000 // requests looked at
	hoursEach     = 4    // by which a party is shifted besides: in few days many would stay together
	minHandOvers  = 8    // observed, for the test to say anything
	handOverNoise = 30   // percent by which honest groups depart from what shifts say, beyond chance
)

// delays are those between an answer and the next request that are looked at.
func delays() [3]iolaus.Millis { return [3]iolaus.Millis{200, 1000, 5000} }

// handOver asks whether one account starts as another ends: in a closed pool of workers
// the answer to one request is what sends the next, from whichever account is free. It
// counts starts within a fifth of a second, a second and five seconds after another
// account's answer was complete, against the same accounts shifted by days and up to
// three hours, which keeps what each does at which minute.
//
// It cannot see workers that think longer than the traffic is dense, nor logs without
// the time that an answer took. Evasion: think time, which halves a pool's throughput.
// Honest look-alikes: a company's chain of jobs, which counts as one party; schedulers
// keep their minutes under the shift. The test is ours.
func handOver(g *group) []iolaus.Evidence {
	spans, days := g.spans()
	if days < minDays || len(spans) < minMembers {
		return nil
	}
	observed := handOvers(spans, days, 0)
	if observed[len(observed)-1] < minHandOvers {
		return nil
	}
	draws := make([][]float64, len(observed))
	for draw := uint64(1); draw <= shiftDraws; draw++ {
		exceeded := true
		for i, n := range handOvers(spans, days, draw) {
			draws[i] = append(draws[i], n)
			exceeded = exceeded && slices.Max(draws[i]) >= observed[i]
		}
		if draw == firstDraws && exceeded {
			break
		}
	}
	var best iolaus.Evidence
	for i, within := range delays() {
		mean, sd := moments(draws[i])
		sd = math.Sqrt(sd*sd+mean+1) + handOverNoise*mean/100
		z := (observed[i] - mean) / sd
		llr := 0.0
		if z > 3 && observed[i] >= minHandOvers {
			llr = (z - 2) * (z - 2) / 4
		}
		if best.Kind != "" && llr <= best.LLR {
			continue
		}
		best = iolaus.Evidence{
			Kind:     "hand_over",
			Observed: fmt.Sprintf("%.0f requests begin within %.1f s of the end of another account's (z %.1f)", observed[i], float64(within)/1000, z),
			Expected: fmt.Sprintf("%.1f when shifted by days and hours", mean),
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

// span is one request of a party, relative to the first whole day.
type span struct{ begin, end iolaus.Millis }

// spans gives the requests of each party whose answers' times are known, thinned to
// maxHandOvers, and the number of whole days covered.
func (g *group) spans() (spans [][]span, days int) {
	start := g.world.From
	days = int((min(g.horizon, g.world.To) - start) / dayMillis)
	limit := start + iolaus.Millis(days)*dayMillis
	keep := uint64(math.MaxUint64)
	if g.exchanges > maxHandOvers {
		keep = uint64(float64(maxHandOvers) / float64(g.exchanges) * math.MaxUint64)
	}
	t := g.tiesOf()
	of := make([][]span, t.parties)
	for m, trace := range g.traces {
		for i := range trace {
			x := &trace[i]
			if x.Took > 0 && x.Time < limit && splitmix.Mix(uint64(x.ID)) <= keep {
				of[t.party[m]] = append(of[t.party[m]], span{x.Time - start, x.Time - start + iolaus.Millis(x.Took)})
			}
		}
	}
	return slices.DeleteFunc(of, func(s []span) bool { return len(s) == 0 }), days
}

// moment is a beginning or an end.
type moment struct {
	at    iolaus.Millis
	party int32
	ends  bool
}

// handOvers counts the beginnings that follow the end of another party's request within
// each delay, when each party is shifted; draw 0 leaves them where they
// were.
func handOvers(spans [][]span, days int, draw uint64) (counts [3]float64) {
	over := iolaus.Millis(days) * dayMillis
	var moments []moment
	for p, of := range spans {
		shift := iolaus.Millis(0)
		if draw > 0 {
			at := splitmix.Mix(splitmix.Mix(draw) ^ uint64(p))
			shift = iolaus.Millis(at%uint64(days))*dayMillis + iolaus.Millis(at>>32%hoursEach)*hourMillis
		}
		for _, s := range of {
			moments = append(moments, moment{(s.begin + shift) % over, int32(p), false}, moment{(s.end + shift) % over, int32(p), true})
		}
	}
	slices.SortFunc(moments, func(a, b moment) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(rank(b.ends), rank(a.ends)), cmp.Compare(a.party, b.party))
	})
	last, before := moment{party: -1}, moment{party: -1} // ends: the latest, and the latest of another party
	for _, m := range moments {
		if m.ends {
			if m.party != last.party {
				before = last
			}
			last = m
			continue
		}
		end := last
		if end.party == m.party {
			end = before
		}
		for i, within := range delays() {
			if end.party >= 0 && m.at-end.at <= within {
				counts[i]++
			}
		}
	}
	return counts
}

func rank(ends bool) int {
	if ends {
		return 1
	}
	return 0
}

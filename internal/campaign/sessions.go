package campaign

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// sessionPause is a silence after which an account's next exchange begins a session, in
// milliseconds. Web analytics waits half an hour; ten minutes tell people from a
// dispatcher as well, and sooner.
const sessionPause = hourMillis / 6

// Bounds of the tests of sessions.
const (
	minGaps       = 2   // between the exchanges of an account, for it to be looked at
	minPractice   = 20  // accounts drawn at random that are as busy
	practiceRatio = 1.4 // by which the exchanges of accounts that are as busy differ at most

	// An account that was first seen a short while ago may yet come again.
	sessionsAfter = 6 * hourMillis
	onceAfter     = dayMillis

	onceLeeway = 0.25 // by which the share of honest groups that come once exceeds that of others
	mostOnce   = 20   // the factor that it is worth at most
)

// staked is the part that is bet on either way to divide work: an operator may well keep
// to sessions, and come again, as others do.
const staked = 0.25

// gaps counts the silences between the exchanges of a trace, and those of them after which
// a session begins.
func gaps(trace []Exchange) (all, pauses int) {
	for i := 1; i < len(trace); i++ {
		if trace[i].Time-trace[i-1].Time > sessionPause {
			pauses++
		}
	}
	return max(0, len(trace)-1), pauses
}

// practice is how accounts drawn at random that are as busy divide what they do into
// sessions.
type practice struct {
	shares []float64 // of an account's gaps that are pauses, ascending
	usual  float64   // share, in the mean

	settled, once float64 // accounts known for a day, and those of them that never came again
}

// comesOnce is the chance that one of them never comes again.
func (p *practice) comesOnce() float64 { return (p.once + 1) / (p.settled + 2) }

// rank is where a share stands among theirs, from 0 to 1: on average one half.
func (p *practice) rank(share float64) float64 {
	below, _ := slices.BinarySearch(p.shares, share)
	upTo, _ := slices.BinarySearch(p.shares, math.Nextafter(share, 2))
	return float64(below+upTo) / 2 / float64(len(p.shares))
}

// busyness numbers how busy an account is by its exchanges.
func busyness(exchanges int) int {
	return int(math.Log(float64(exchanges)) / math.Log(practiceRatio))
}

// practices gives the sessions of the reference accounts over the whole window, by how
// busy they are, where there are enough to compare with.
func (w *World) practices() map[int]*practice {
	w.practiceOnce.Do(func() {
		w.practice = map[int]*practice{}
		for _, a := range w.Reference {
			trace := w.Traces[a]
			all, pauses := gaps(trace)
			if all < minGaps {
				continue
			}
			p, ok := w.practice[busyness(len(trace))]
			if !ok {
				p = &practice{}
				w.practice[busyness(len(trace))] = p
			}
			p.shares = append(p.shares, float64(pauses)/float64(all))
			if trace[0].Time <= w.To-onceAfter {
				p.settled++
				if pauses == 0 {
					p.once++
				}
			}
		}
		for b, p := range w.practice {
			if len(p.shares) < minPractice {
				delete(w.practice, b)
				continue
			}
			slices.Sort(p.shares)
			p.usual, _ = moments(p.shares)
		}
	})
	return w.practice
}

// sitting is how a member divides what it does into sessions.
type sitting struct {
	member      int
	all, pauses int       // gaps
	others      *practice // of accounts that are as busy
}

// share is the part of the gaps that are pauses.
func (s *sitting) share() float64 { return float64(s.pauses) / float64(s.all) }

// sittings gives the sessions of the members who did enough to have several and were
// first seen so long before the horizon.
func (g *group) sittings(before iolaus.Millis) []sitting {
	end := min(g.horizon, g.world.To)
	var list []sitting
	for m, trace := range g.traces {
		all, pauses := gaps(trace)
		if all < minGaps || trace[0].Time > end-before {
			continue
		}
		if others, ok := g.world.practices()[busyness(len(trace))]; ok {
			list = append(list, sitting{m, all, pauses, others})
		}
	}
	return list
}

// byParty gives the mean of what is said of members for every holder and organisation.
func (g *group) byParty(list []sitting, of func(*sitting) float64) []float64 {
	t := g.tiesOf()
	sum, n := make([]float64, t.parties), make([]float64, t.parties)
	for i := range list {
		party := t.party[list[i].member]
		sum[party] += of(&list[i])
		n[party]++
	}
	var means []float64
	for i := range sum {
		if n[i] > 0 {
			means = append(means, sum[i]/n[i])
		}
	}
	return means
}

// sessions says what is told by how the accounts divide their work into sessions. Who is
// handed one request at a time does not come once, so there is one statement, by the test
// that says more, for the mean of both.
func sessions(g *group) []iolaus.Evidence {
	found := append(oneAtATime(g), comeOnce(g)...)
	if len(found) == 0 {
		return nil
	}
	e := slices.MaxFunc(found, func(a, b iolaus.Evidence) int { return cmp.Compare(a.LLR, b.LLR) })
	e.LLR = meanOf(found)
	e.P = toP(e.LLR)
	return []iolaus.Evidence{e}
}

// The mean rank of honest groups, and of groups that are handed one request at a time,
// each with its standard deviation. Both are of groups in development worlds.
const (
	honestRank, honestRankSpread         = 0.40, 0.15
	dispatchedRank, dispatchedRankSpread = 0.87, 0.10
)

// oneAtATime asks whether the accounts are asked one thing at a time, with a pause before
// each: the mean rank, among accounts that are as busy, of the share of an account's gaps
// that are pauses. People come for a while and ask several things; a dispatcher that deals
// requests out to many accounts leaves each with one, and with the next some time later.
//
// It cannot see a dispatcher that keeps a session on one account. Honest look-alikes:
// programs that ask once whenever something happens. An organisation counts as one.
func oneAtATime(g *group) []iolaus.Evidence {
	list := g.sittings(sessionsAfter)
	ranks := g.byParty(list, func(s *sitting) float64 { return s.others.rank(s.share()) })
	if len(ranks) < minMembers {
		return nil
	}
	mean, _ := moments(ranks)
	chance := 1 / math.Sqrt(12*float64(len(ranks))) // the deviation of a mean of uniform ranks
	rank := math.Min(mean, dispatchedRank)          // what lies beyond is as far from honest groups
	llr := logNormal(rank, dispatchedRank, math.Hypot(dispatchedRankSpread, chance)) -
		logNormal(rank, honestRank, math.Hypot(honestRankSpread, chance))
	llr = logAdd(math.Log(1-staked), llr+math.Log(staked))
	all, pauses, usual := 0, 0, 0.0
	for i := range list {
		s := &list[i]
		all, pauses, usual = all+s.all, pauses+s.pauses, usual+s.others.usual*float64(s.all)
	}
	text := "The accounts come for a while and ask several things, as others do."
	if llr > 0 {
		text = "The accounts are asked one thing at a time, with a pause before each; others that are as busy come for a while and ask several."
	}
	return []iolaus.Evidence{{
		Kind:     "one_at_a_time",
		Observed: fmt.Sprintf("%.0f %% of %d exchanges after a pause of ten minutes or more", 100*float64(pauses)/float64(all), all),
		Expected: fmt.Sprintf("%.0f %% in accounts that are as busy", 100*usual/float64(all)),
		LLR:      llr,
		P:        toP(llr),
		Text:     text,
	}}
}

// comeOnce asks whether the accounts do one piece of work and never come again: the share
// of those first seen a day ago or earlier that made no pause, beyond that of accounts
// that are as busy. An operator with more accounts than pieces of work leaves them so.
//
// It cannot see accounts that are used again within the window. Honest look-alikes:
// visitors of a demonstration and users of a tutorial, so it is worth at most a factor of
// twenty. An organisation counts as one.
func comeOnce(g *group) []iolaus.Evidence {
	settled := g.sittings(onceAfter)
	once := g.byParty(settled, func(s *sitting) float64 {
		if s.pauses == 0 {
			return 1
		}
		return 0
	})
	if len(once) < minMembers {
		return nil
	}
	share, _ := moments(once)
	base, _ := moments(g.byParty(settled, func(s *sitting) float64 { return s.others.comesOnce() }))
	n := float64(len(once))
	llr := math.Min(binomialLLR(share*n, n, base+onceLeeway), math.Log(mostOnce))
	llr = logAdd(math.Log(1-staked), llr+math.Log(staked))
	text := "The accounts come again as others do."
	if llr > 0 {
		text = "The accounts do one piece of work each and never come again."
	}
	return []iolaus.Evidence{{
		Kind:     "come_once",
		Observed: fmt.Sprintf("%.0f %% of %.0f accounts first seen a day ago or earlier never came again", 100*share, n),
		Expected: fmt.Sprintf("%.0f %% of accounts that are as busy", 100*base),
		LLR:      llr,
		P:        toP(llr),
		Text:     text,
	}}
}

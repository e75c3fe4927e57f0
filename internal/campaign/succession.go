package campaign

import (
	"cmp"
	"slices"

	"github.com/iolaus-project/iolaus"
)

// Bounds of what makes an account another's successor.
const (
	successionSpan = 7 * dayMillis // of the campaign's own activity, from the loss to the first exchange
	madeBefore     = hourMillis    // that a successor may be registered before the loss
	settled        = dayMillis     // of activity, after which an account made earlier may be one
	silence        = 3 * dayMillis // without any exchange, for a campaign to have paused
)

// succession says which member each one took over from, -1 for none. A lost
// account has one successor at most: the accounts that appear after losses take
// over in turn, each from the lost one that it is tied to most, or else from the
// one lost first.
//
// A successor is registered after the loss. One that was held in reserve, or of
// which no registration is known, counts when the campaign had been at work for a
// day, since before that its first accounts are still appearing. Days of silence do
// not count: who comes back after a month of pause takes over as well.
func (t *Tally) succession(f int) []int {
	c := &t.counts[f]
	took := make([]int, len(t.findings[f].Members))
	var lost, fresh []int
	for m := range took {
		took[m] = -1
		if t.stopped(f, m) != 0 {
			lost = append(lost, m)
		}
		fresh = append(fresh, m)
	}
	if len(lost) == 0 {
		return took
	}
	slices.SortStableFunc(lost, func(a, b int) int { return cmp.Compare(t.stopped(f, a), t.stopped(f, b)) })
	slices.SortStableFunc(fresh, func(a, b int) int { return cmp.Compare(c.firstSeen[a], c.firstSeen[b]) })
	ties, pauses := t.tiesOf(f), c.pauses()
	for _, m := range fresh {
		best, strongest := -1, 0.0
		for i, l := range lost {
			if l < 0 || l == m || !t.mayFollow(f, m, l, pauses) {
				continue
			}
			if tie := ties[[2]int{min(l, m), max(l, m)}]; best < 0 || tie > strongest {
				best, strongest = i, tie
			}
		}
		if best >= 0 {
			took[m], lost[best] = lost[best], -1
		}
	}
	return took
}

// mayFollow reports whether member m came in time to take over from a lost one.
func (t *Tally) mayFollow(f, m, lost int, pauses []pause) bool {
	c := &t.counts[f]
	stopped, seen := t.stopped(f, lost), c.firstSeen[m]
	if seen <= stopped || seen-stopped-silent(pauses, stopped, seen) > successionSpan {
		return false
	}
	created := t.world.Accounts[t.findings[f].Members[m].Account].Facts.Created
	return created >= stopped-madeBefore || stopped-c.first-silent(pauses, c.first, stopped) >= settled
}

// stopped is when a member was suspended or banned; 0 when it was not.
func (t *Tally) stopped(f, member int) iolaus.Millis {
	if facts := &t.world.Accounts[t.findings[f].Members[member].Account].Facts; stopped(facts) {
		return facts.StatusChanged
	}
	return 0
}

// stopped reports whether an account is, by what its provider says.
func stopped(facts *iolaus.Account) bool {
	return facts.Status == "banned" || facts.Status == "suspended"
}

// tiesOf gives the weights of a finding's links by its members, the lower first.
func (t *Tally) tiesOf(f int) map[[2]int]float64 {
	finding := &t.findings[f]
	index := make(map[int32]int, len(finding.Members))
	for m, member := range finding.Members {
		index[member.Account] = m
	}
	ties := make(map[[2]int]float64, len(finding.Links))
	for _, l := range finding.Links {
		a, okA := index[l.A]
		b, okB := index[l.B]
		if okA && okB {
			ties[[2]int{min(a, b), max(a, b)}] = l.LLR
		}
	}
	return ties
}

// pause is a stretch without any exchange of a campaign.
type pause struct{ from, to iolaus.Millis }

// pauses gives the stretches of silence, in order. Bounds are of whole hours, but
// for the end of the last hour before.
func (c *counts) pauses() []pause {
	hours := make([]int64, 0, len(c.hours))
	for h := range c.hours {
		hours = append(hours, h)
	}
	slices.Sort(hours)
	var found []pause
	for i := 1; i < len(hours); i++ {
		p := pause{iolaus.Millis((hours[i-1] + 1) * hourMillis), iolaus.Millis(hours[i] * hourMillis)}
		if p.to-p.from >= silence {
			found = append(found, p)
		}
	}
	return found
}

// silent is how much of a stretch of time lies in pauses.
func silent(pauses []pause, from, to iolaus.Millis) iolaus.Millis {
	sum := iolaus.Millis(0)
	for _, p := range pauses {
		sum += max(0, min(p.to, to)-max(p.from, from))
	}
	return sum
}

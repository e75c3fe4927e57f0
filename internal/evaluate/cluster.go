package evaluate

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
)

// BCubed compares the reported grouping of accounts with the true one, account
// by account (A. Bagga and B. Baldwin, COLING 1998). Its items are the campaigns'
// active accounts and the accused ones. An honest account is a true group of its
// own, and so is an account that was not accused a reported one: to report
// nothing is precise and has no recall.
type BCubed struct {
	Items int64

	precision, recall float64 // sums over the items
}

// Precision is how much of an account's reported group truly belongs with it,
// on average, from 0 to 1; NaN without items.
func (b BCubed) Precision() float64 { return average(b.precision, b.Items) }

// Recall is how much of an account's true group was reported with it, on
// average, from 0 to 1; NaN without items.
func (b BCubed) Recall() float64 { return average(b.recall, b.Items) }

// F1 is the harmonic mean of precision and recall.
func (b BCubed) F1() float64 { return f1(b.Recall(), b.Precision()) }

// MarshalJSON writes the figures, null without items.
func (b BCubed) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Items     int64    `json:"items"`
		Precision *float64 `json:"precision"`
		Recall    *float64 `json:"recall"`
		F1        *float64 `json:"f1"`
	}{b.Items, known(b.Precision()), known(b.Recall()), known(b.F1())})
}

func (b BCubed) plus(other BCubed) BCubed {
	return BCubed{b.Items + other.Items, b.precision + other.precision, b.recall + other.recall}
}

func average(sum float64, n int64) float64 {
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// alone is the reported group of an account that was not accused.
const alone = -1

// cell is the accounts that share a reported group and a true campaign.
type cell struct {
	group int
	owner int32
}

func (c cell) compare(other cell) int {
	return cmp.Or(cmp.Compare(c.group, other.group), cmp.Compare(c.owner, other.owner))
}

// clusters sums over cells, not pairs: an account of a cell of n has precision
// n over the size of its group and recall n over the size of its campaign.
func (j *judge) clusters() BCubed {
	cells, groups, campaigns := map[cell]int64{}, map[int]int64{}, map[int32]int64{}
	for i, g := range j.assign() {
		a := j.truth.accounts[i]
		if !a.active || g == alone && a.campaign == honest {
			continue
		}
		cells[cell{g, a.campaign}]++
		groups[g]++
		campaigns[a.campaign]++
	}
	var b BCubed
	for _, c := range slices.SortedFunc(maps.Keys(cells), cell.compare) { // in order: sums of floats depend on it
		n := cells[c]
		inGroup, inCampaign := float64(n)/float64(groups[c.group]), float64(n)/float64(campaigns[c.owner])
		if c.owner == honest {
			inGroup, inCampaign = 1/float64(groups[c.group]), 1
		}
		if c.group == alone {
			inGroup, inCampaign = 1, 1/float64(campaigns[c.owner])
		}
		b.Items += n
		b.precision += float64(n) * inGroup
		b.recall += float64(n) * inCampaign
	}
	return b
}

// assign gives each account the one accusing group in which it counts: the one
// that it most likely belongs to, the first of equals. What lies inside another
// group counts as that.
func (j *judge) assign() []int {
	group, best := make([]int, len(j.truth.accounts)), make([]float64, len(j.truth.accounts))
	for i := range group {
		group[i] = alone
	}
	for i := range j.groups {
		g := &j.groups[i]
		if !g.accuses {
			continue
		}
		around := i
		if g.parent >= 0 && j.groups[g.parent].accuses {
			around = g.parent
		}
		for k, m := range g.members {
			if p := g.reported.Accounts[k].Membership; group[m] == alone || p > best[m] {
				group[m], best[m] = around, p
			}
		}
	}
	return group
}

package evaluate

import (
	"math"
	"slices"
	"time"
)

// Campaign is how one true campaign fared. Its name is that of the truth.
type Campaign struct {
	Name     string `json:"name"`
	Operator string `json:"operator"`
	Detected Share  `json:"detected"` // worlds in which it has a piece

	Recall Share `json:"recall"` // accused, of its active accounts
	// Extracting is that of the accounts that made any distilled exchange. The others
	// were seen with what hides the campaign alone.
	Extracting Share          `json:"extracting"`
	Precision  Share          `json:"precision"` // its own, of the accounts of its pieces
	Pieces     int            `json:"pieces"`
	Purity     Share          `json:"purity"`   // its own, of the accounts of its largest piece
	Verdicts   map[string]int `json:"verdicts"` // of its pieces

	Exposure Share     `json:"exposure"`           // taken before the first piece was detected, of its distilled exchanges
	Hours    []float64 `json:"hours_to_detection"` // from its first exchange; one per world in which it was detected
	Held     Share     `json:"held"`               // made by accused accounts, of its distilled exchanges
	ByHour   []int64   `json:"distilled_by_hour"`  // its distilled exchanges, by whole hours since its first exchange
	Inner    Inner     `json:"inner"`
}

// Inner is what was reported apart inside a campaign's pieces: the family that
// extracts, within a relay.
type Inner struct {
	Campaigns int `json:"campaigns"`
	// Distilled is the part of the campaign's distilled exchanges that they
	// account for: per account what was reported, at most what is true. It is an
	// upper bound, since a report lists no exchanges.
	Distilled Share `json:"distilled"`
	// Precision is that part, of all that they were reported to have distilled. It is
	// an upper bound as well.
	Precision Share `json:"precision"`
}

// campaign judges one true campaign.
func (j *judge) campaign(c int32) Campaign {
	o := &j.truth.campaigns[c]
	pieces, inner := j.piecesOf(c)
	result := Campaign{
		Name: o.name, Operator: o.operator,
		Detected: one(len(pieces) > 0),
		Pieces:   len(pieces),
		Verdicts: map[string]int{},
		Hours:    []float64{},
		Inner:    j.innerOf(o, inner),
	}
	for i, a := range j.truth.accounts {
		if a.active && a.campaign == c {
			result.Recall = result.Recall.plus(one(j.accused[i]))
		}
	}
	held := map[int32]bool{}
	for _, g := range pieces {
		result.Verdicts[string(g.reported.Verdict)]++
		if size := int64(len(g.members)); size > result.Purity.Of {
			result.Purity = Share{g.own, size}
		}
		for _, m := range g.members {
			held[m] = true
		}
	}
	for m := range held {
		result.Precision = result.Precision.plus(one(j.truth.accounts[m].campaign == c))
	}
	j.expose(&result, o, earliest(pieces, inner))
	return result
}

// never is the time of what was not detected.
const never = math.MaxInt64

// earliest is when the first of some groups was detected, in Unix nanoseconds.
func earliest(lists ...[]*group) int64 {
	first := int64(never)
	for _, g := range slices.Concat(lists...) {
		if at := g.reported.DetectedAt; !at.IsZero() {
			first = min(first, at.UnixNano())
		}
	}
	return first
}

// expose counts what a campaign took before it was detected, what was taken by
// accounts that were accused at last, and those of the accounts that took any.
func (j *judge) expose(result *Campaign, o *operation, detected int64) {
	result.ByHour = []int64{}
	seen := map[int32]bool{}
	for _, x := range o.distilled {
		hour := int((x.at - o.first) / int64(time.Hour))
		result.ByHour = plusAt(result.ByHour, hour, 1)
		result.Exposure = result.Exposure.plus(one(x.at < detected))
		result.Held = result.Held.plus(one(j.accused[x.account]))
		if !seen[x.account] {
			seen[x.account] = true
			result.Extracting = result.Extracting.plus(one(j.accused[x.account]))
		}
	}
	if detected != never && o.exchanges > 0 {
		result.Hours = append(result.Hours, time.Duration(detected-o.first).Hours())
	}
}

// innerOf judges some groups as what a campaign has inside, bounding how many of its
// distilled exchanges they account for.
func (j *judge) innerOf(o *operation, groups []*group) Inner {
	in := Inner{Campaigns: len(groups), Distilled: Share{Of: int64(len(o.distilled))}}
	reported := map[int32]int64{}
	for _, g := range groups {
		for k, m := range g.members {
			reported[m] += g.reported.Accounts[k].Distilled
			in.Precision.Of += g.reported.Accounts[k].Distilled
		}
	}
	for _, x := range o.distilled {
		if reported[x.account] > 0 {
			reported[x.account]--
			in.Distilled.Part++
		}
	}
	in.Precision.Part = in.Distilled.Part
	return in
}

// plusAt adds n to an element of a list, which grows as needed.
func plusAt(list []int64, i int, n int64) []int64 {
	for len(list) <= i {
		list = append(list, 0)
	}
	list[i] += n
	return list
}

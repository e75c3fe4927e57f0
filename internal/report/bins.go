package report

import (
	"slices"
	"time"

	"github.com/iolaus-project/iolaus"
)

// bins is a campaign's timeline, cut into equal steps.
type bins struct {
	from      int64 // Unix seconds
	step      int64 // seconds
	exchanges []int64
	accounts  []int64 // the most active accounts in one bucket of the timeline
}

// bin merges neighbouring buckets of a timeline until there are at most so many
// steps.
func bin(c *iolaus.Campaign, most int) bins {
	buckets := slices.Clone(c.Timeline)
	if len(buckets) == 0 || most < 1 {
		return bins{}
	}
	slices.SortStableFunc(buckets, func(a, b iolaus.Activity) int { return a.Time.Compare(b.Time) })
	width := bucketWidth(buckets)
	b := bins{from: buckets[0].Time.Unix()}
	total := buckets[len(buckets)-1].Time.Unix() - b.from + width
	b.step = (total + int64(most) - 1) / int64(most)
	b.step = (b.step + width - 1) / width * width
	n := (total + b.step - 1) / b.step
	b.exchanges, b.accounts = make([]int64, n), make([]int64, n)
	for _, a := range buckets {
		i := (a.Time.Unix() - b.from) / b.step
		b.exchanges[i] += a.Exchanges
		b.accounts[i] = max(b.accounts[i], a.Accounts)
	}
	return b
}

// bucketWidth is the least distance between two buckets in seconds, or an hour
// when there is only one.
func bucketWidth(sorted []iolaus.Activity) int64 {
	width := int64(0)
	for i := 1; i < len(sorted); i++ {
		d := sorted[i].Time.Unix() - sorted[i-1].Time.Unix()
		if d > 0 && (width == 0 || d < width) {
			width = d
		}
	}
	if width == 0 {
		return 3600
	}
	return width
}

// start is when step i begins.
func (b bins) start(i int) time.Time { return time.Unix(b.from+int64(i)*b.step, 0).UTC() }

// end is when the last step ends, in Unix seconds.
func (b bins) end() int64 { return b.from + int64(len(b.exchanges))*b.step }

// index is the step in which t lies.
func (b bins) index(t time.Time) (int, bool) {
	s := t.Unix()
	if b.step == 0 || s < b.from || s >= b.end() {
		return 0, false
	}
	return int((s - b.from) / b.step), true
}

// most is the largest number of exchanges in one step.
func (b bins) most() int64 {
	if len(b.exchanges) == 0 {
		return 0
	}
	return slices.Max(b.exchanges)
}

// spanOf writes a number of seconds in its largest sensible unit.
func spanOf(seconds int64) string {
	return span(time.Unix(0, 0), time.Unix(seconds, 0))
}

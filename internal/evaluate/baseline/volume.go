package baseline

import "github.com/iolaus-project/iolaus"

// dailyExchanges is the most that an account may send in one UTC day: of the
// 109,913 honest accounts of scenario benign under seeds 1 to 43, 1 in 1,008
// sends more.
const dailyExchanges = 600

// Volume flags every account that sends more than a number of exchanges within
// one UTC day.
//
// It measures how busy an account is. It cannot see content, nor that accounts
// belong together: each is a report of its own. Spreading the same work over
// more accounts evades it. Aggregators, load tests and nightly batches look
// alike.
//
// Source: common practice, the rate limit that every provider has; no paper.
type Volume struct {
	roster
	counts  map[accountDay]int32
	flagged map[int32]iolaus.Millis
}

type accountDay struct{ account, day int32 }

// NewVolume gives a Volume that has seen nothing.
func NewVolume() *Volume {
	return &Volume{roster: newRoster(), counts: map[accountDay]int32{}, flagged: map[int32]iolaus.Millis{}}
}

// Name is "volume".
func (*Volume) Name() string { return "volume" }

// Observe counts the exchange.
func (v *Volume) Observe(x *iolaus.Exchange, _ *iolaus.Signature) {
	account := v.see(x)
	key := accountDay{account, day(x.Time)}
	v.counts[key]++
	if v.counts[key] == dailyExchanges+1 {
		if at, before := v.flagged[account]; !before || x.Time < at {
			v.flagged[account] = x.Time
		}
	}
}

// Report accuses each busy account on its own, from the end of the hour in
// which it passed the limit.
func (v *Volume) Report() *iolaus.Report {
	var findings []finding
	for account, at := range v.flagged {
		findings = append(findings, finding{[]int32{account}, at})
	}
	return v.report(v.Name(), iolaus.Harvest, findings)
}

const (
	millisHour = 3600 * 1000
	millisDay  = 24 * millisHour
)

func day(t iolaus.Millis) int32  { return int32(floor(int64(t), millisDay)) }
func hour(t iolaus.Millis) int32 { return int32(floor(int64(t), millisHour)) }

// floor divides and rounds down, before 1970 too.
func floor(n, unit int64) int64 {
	q := n / unit
	if n%unit < 0 {
		q--
	}
	return q
}

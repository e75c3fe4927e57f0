// Package arrival says how busy a program is through the weeks: how its rate
// swings from day to day and hour to hour, when it is quiet, and how irregular
// the gaps between its requests are.
//
// It takes a client's key and gives factors around its mean rate, from a model
// fitted to the per-client statistics published with ServeGen (Alibaba Model
// Studio; arXiv 2505.09999), or, where a folder with those statistics is given,
// by replaying clients of theirs. Those clients are companies' programs; people
// are steadier.
package arrival

import "github.com/iolaus-project/iolaus/internal/simulate/chance"

// Parameters is the fitted model. Deviations are of natural logarithms.
type Parameters struct {
	Rates     float64     // deviation of mean rates over clients; groups have their own
	Days      float64     // deviation of a client's days, its hours of the day taken out
	Hours     float64     // deviation of a client's hours around their day
	Quiet     [11]float64 // share of hours without a request: deciles over clients, least to greatest
	Variation [11]float64 // coefficient of variation of the gaps: deciles over clients of their medians
}

// Fitted gives the model that comes with Iolaus: what Fit finds in the published
// statistics, rounded.
func Fitted() Parameters {
	return Parameters{
		Rates: 2.5, Days: 0.46, Hours: 0.905,
		Quiet:     [11]float64{0, 0.024, 0.042, 0.25, 0.53, 0.74, 0.876, 0.942, 0.961, 0.988, 0.997},
		Variation: [11]float64{0.243, 0.944, 1.02, 1.14, 1.3, 1.63, 2.07, 2.76, 3.86, 6.42, 82.9},
	}
}

// Statistics make clients: from parameters or, if there are any, from recorded
// ones. They do not change once made.
type Statistics struct {
	Parameters
	recorded []recording
}

// recording is a real client: one factor and one coefficient of variation per
// hour of its time, in whole days.
type recording struct {
	factor, variation []float64
}

// New gives statistics of a model alone.
func New(p Parameters) *Statistics { return &Statistics{Parameters: p} }

// Replays reports whether clients are recorded ones. Their factors then hold the
// hours of the day already.
func (s *Statistics) Replays() bool { return len(s.recorded) > 0 }

// Bounds of what is taken over from the statistics: simulated clients have
// lower rates than the recorded ones and would hardly ever send.
const (
	mostQuiet     = 0.8
	mostVariation = 8
	quietHours    = 3 // in a row
)

// Factor gives how busy the client that key names is in an hour of its life,
// relative to its mean, which is 1. Equal arguments give equal factors.
func (s *Statistics) Factor(key uint64, hour int) float64 {
	if s.Replays() {
		r := s.recordingOf(key)
		return r.factor[hour%len(r.factor)]
	}
	quiet := min(decile(&s.Quiet, chance.At(key, 0x91)), mostQuiet)
	on := chance.At(key, uint64(0x9100000+hour/quietHours))
	if on.Bool(quiet) {
		return 0
	}
	day, own := chance.At(key, uint64(0xda00000+hour/24)), chance.At(key, uint64(0x4000000+hour))
	level := float64(s.Days*day.Bell()) + float64(s.Hours*own.Bell())
	return chance.Exp(level-float64(s.Days*s.Days/2)-float64(s.Hours*s.Hours/2)) / (1 - quiet)
}

// GapVariation gives the coefficient of variation of a client's gaps in an hour.
func (s *Statistics) GapVariation(key uint64, hour int) float64 {
	if s.Replays() {
		r := s.recordingOf(key)
		return min(r.variation[hour%len(r.variation)], mostVariation)
	}
	return min(decile(&s.Variation, chance.At(key, 0x9a9)), mostVariation)
}

func (s *Statistics) recordingOf(key uint64) *recording {
	pick := chance.At(key, 0x4ec)
	return &s.recorded[pick.Intn(len(s.recorded))]
}

// decile draws from a distribution that deciles describe, linear in between.
func decile(deciles *[11]float64, s chance.Stream) float64 {
	u := s.Float() * 10
	i := int(u)
	return deciles[i] + float64((u-float64(i))*(deciles[i+1]-deciles[i]))
}

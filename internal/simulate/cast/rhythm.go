package cast

import "github.com/iolaus-project/iolaus/internal/simulate/chance"

// Curve is how busy each local hour is, with mean 1.
type Curve [24]float64

// The shapes of a day.
var (
	Evening = Curve{.7, .4, .25, .15, .1, .15, .3, .6, .9, 1.1, 1.2, 1.2, 1.2, 1.2, 1.2, 1.25, 1.3, 1.4, 1.5, 1.7, 1.9, 1.9, 1.6, 1.2}
	Office9 = Curve{.05, .03, .02, .02, .05, .1, .3, .9, 1.9, 2.5, 2.6, 2.3, 1.5, 2.1, 2.5, 2.4, 2, 1.2, .6, .4, .3, .2, .15, .1}
	Product = Curve{.7, .6, .5, .5, .5, .6, .7, .9, 1.1, 1.3, 1.4, 1.4, 1.3, 1.3, 1.4, 1.4, 1.3, 1.2, 1.2, 1.2, 1.1, 1, .9, .8}
	Flat    = Curve{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
)

// Rhythm is when accounts that act each on their own are busy: people by the
// curve of a day and a swing from day to day, programs as the world's arrival
// statistics have it. Single users are milder than those statistics, which are
// of companies' programs.
type Rhythm struct {
	Day       *Curve
	Weekend   float64 // activity on Saturday and Sunday, relative
	Exchanges float64 // mean exchanges of a session
	Gap       float64 // median seconds between two
	Restless  float64 // of people: deviation of the logarithm of a day's rate
	Program   bool    // by the arrival statistics
	Calendar  *World  // tells the hour and the weekday
}

// Expect gives the expected exchanges in an hour.
func (r *Rhythm) Expect(a *Account, hour int) float64 {
	local := hour + r.Calendar.FirstHour + int(a.Zone)
	expected := a.Rate / 24
	if !r.Program || !r.Calendar.Arrivals.Replays() { // whose factors hold the hours of the day
		expected *= r.Day[(local+48)%24]
	}
	if day := (local + 24 + 24*r.Calendar.FirstWeekday) / 24 % 7; day == 6 || day == 0 {
		expected *= r.Weekend
	}
	if r.Program {
		return expected * r.Calendar.Arrivals.Factor(a.Seed, local+48)
	}
	if r.Restless > 0 {
		s := chance.At(a.Seed, uint64(0xda70000+(local+24)/24))
		expected *= chance.Exp(float64(r.Restless*s.Bell()) - float64(r.Restless*r.Restless/2))
	}
	return expected
}

// Session draws the size of a session and the gaps in it.
func (r *Rhythm) Session(a *Account, hour int, s *chance.Stream) (exchanges int, gap, variation float64) {
	own := chance.At(a.Seed, 0x9a9)
	variation = min(own.LogNormal(1.35, 0.55), 6)
	gap = own.LogNormal(r.Gap, 0.5)
	if r.Program {
		local := hour + r.Calendar.FirstHour + int(a.Zone)
		variation = r.Calendar.Arrivals.GapVariation(a.Seed, local+48)
	}
	return min(s.Geometric(r.Exchanges), 60), gap, variation
}

// MeanSession is the mean number of exchanges of a session.
func (r *Rhythm) MeanSession(*Account) float64 { return r.Exchanges }

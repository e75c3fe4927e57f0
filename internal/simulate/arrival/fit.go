package arrival

import (
	"math"
	"slices"
)

// Fit estimates the model from the statistics in dir. Deviations are medians
// over clients, so that a few wild ones do not set them; days and hours need a
// client that was active in half of at least three days' hours.
func Fit(dir string) (Parameters, error) {
	clients, err := readClients(dir)
	if err != nil {
		return Parameters{}, err
	}
	var p Parameters
	var rates, days, hours, quiet, variation []float64
	for i := range clients {
		c := &clients[i]
		sum, active := 0.0, 0
		var gaps []float64
		for hour, rate := range c.rate {
			sum += rate
			if rate > 0 {
				active++
				gaps = append(gaps, c.variation[hour])
			}
		}
		if active == 0 {
			continue
		}
		rates = append(rates, math.Log(sum/float64(len(c.rate))))
		quiet = append(quiet, 1-float64(active)/float64(len(c.rate)))
		variation = append(variation, quantile(gaps, 0.5))
		if day, hour, ok := c.swing(active); ok {
			days, hours = append(days, day), append(hours, hour)
		}
	}
	p.Rates, p.Days, p.Hours = deviation(rates), quantile(days, 0.5), quantile(hours, 0.5)
	for i := range p.Quiet {
		p.Quiet[i], p.Variation[i] = quantile(quiet, float64(i)/10), quantile(variation, float64(i)/10)
	}
	return p, nil
}

// swing gives the deviations of the logarithm of the rate: of days, and of hours
// around their day, with the client's mean at each hour of the day taken out.
func (c *client) swing(active int) (days, hours float64, ok bool) {
	if len(c.rate) < 72 || 2*active < len(c.rate) {
		return 0, 0, false
	}
	var own, n [24]float64
	for hour, rate := range c.rate {
		if rate > 0 {
			own[hour%24] += math.Log(rate)
			n[hour%24]++
		}
	}
	var levels, around []float64
	for first := 0; first+24 <= len(c.rate); first += 24 {
		var rest []float64
		for hour := first; hour < first+24; hour++ {
			if rate := c.rate[hour]; rate > 0 {
				rest = append(rest, math.Log(rate)-own[hour%24]/n[hour%24])
			}
		}
		if len(rest) == 0 {
			continue
		}
		level := mean(rest)
		levels = append(levels, level)
		for _, x := range rest {
			around = append(around, x-level)
		}
	}
	return deviation(levels), deviation(around), true
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(max(1, len(values)))
}

func deviation(values []float64) float64 {
	m, sum := mean(values), 0.0
	for _, x := range values {
		sum += (x - m) * (x - m)
	}
	return math.Sqrt(sum / float64(max(1, len(values))))
}

// quantile is linear between order statistics; 0 of nothing.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-2)
	if i < 0 {
		return sorted[0]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

package chance

import "math"

// Normal gives a standard normal number (Marsaglia's polar method).
func (s *Stream) Normal() float64 {
	for {
		u, v := 2*s.Float(), 2*s.Float()
		u, v = u-1, v-1
		q := float64(u*u) + float64(v*v)
		if q > 0 && q < 1 {
			return u * math.Sqrt(-2*Log(q)/q)
		}
	}
}

// Bell gives nearly a standard normal number, cheaper than Normal and within
// three of 0: the sum of three uniform ones.
func (s *Stream) Bell() float64 { return float64(s.Float()+s.Float()+s.Float()-1.5) * 2 }

// LogNormal gives a log-normal number; sigma is the deviation of its logarithm.
func (s *Stream) LogNormal(median, sigma float64) float64 {
	return median * Exp(sigma*s.Normal())
}

// Skewed gives a log-normal number of the given mean, cut at 60 times the mean.
func (s *Stream) Skewed(mean, sigma float64) float64 {
	return min(s.LogNormal(mean*Exp(-sigma*sigma/2), sigma), 60*mean)
}

// Exponential gives an exponential number of mean 1.
func (s *Stream) Exponential() float64 { return -Log(1 - s.Float()) }

// Gamma gives a gamma number of mean 1 with the given coefficient of variation
// (Marsaglia and Tsang 2000). A coefficient of 0 gives 1.
func (s *Stream) Gamma(variation float64) float64 {
	if variation <= 0 {
		return 1
	}
	shape := 1 / (variation * variation)
	boost := 1.0
	if shape < 1 {
		boost = Exp(Log(1-s.Float()) / shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		t := 1 + float64(c*x)
		if t <= 0 {
			continue
		}
		v := t * t * t
		half := float64(x * x / 2)
		tail := float64(d * (1 - v + Log(v)))
		if Log(1-s.Float()) < half+tail {
			return d * v * boost * variation * variation
		}
	}
}

// Poisson gives a Poisson number; above a mean of 30 a rounded normal one.
func (s *Stream) Poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 30 {
		spread := float64(math.Sqrt(mean) * s.Normal())
		return max(0, int(math.Floor(mean+spread+0.5)))
	}
	u := s.Float()
	if u < 1-mean { // exp(-mean) > 1-mean: the common case needs no exponential
		return 0
	}
	p := Exp(-mean)
	n, sum := 0, p
	for u >= sum && n < 200 {
		n++
		p = p * mean / float64(n)
		sum += p
	}
	return n
}

// Geometric gives a number of at least 1 with the given mean.
func (s *Stream) Geometric(mean float64) int {
	if mean <= 1 {
		return 1
	}
	return 1 + int(Log(1-s.Float())/Log(1-1/mean))
}

const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// Exp is e to the x, to within 1e-14, alike on every processor.
func Exp(x float64) float64 {
	k := math.Floor(x/math.Ln2 + 0.5)
	high := x - float64(k*ln2High)
	r := high - float64(k*ln2Low)
	p := 1.0
	for i := 14; i > 0; i-- {
		p = 1 + float64(p*r)/float64(i)
	}
	return math.Ldexp(p, int(k))
}

// Log is the natural logarithm, to within 1e-14, alike on every processor.
func Log(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = 2*f, e-1
	}
	s := (f - 1) / (f + 1)
	z := s * s
	sum := 0.0
	for i := 23; i > 0; i -= 2 {
		sum = 1/float64(i) + float64(z*sum)
	}
	low := float64(2*s*sum) + float64(float64(e)*ln2Low)
	return low + float64(float64(e)*ln2High)
}

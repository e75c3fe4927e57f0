package campaign

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// someJudged draws a look of m candidates, of which the first are campaigns, with weights
// that average to one. The e-values of the others are those of a fair bet.
func someJudged(random *rand.Rand, m, campaigns int) []judgement {
	judged, sum := make([]judgement, m), 0.0
	weights := make([]float64, m)
	for i := range weights {
		weights[i] = 0.3 + 3*random.Float64()
		sum += weights[i] / float64(m)
	}
	for i := range judged {
		stake, e := 0.9*random.Float64(), 1.0
		for range 6 {
			if win := random.IntN(2) == 0 || i < campaigns && random.IntN(4) > 0; win {
				e *= 1 + stake
			} else {
				e *= 1 - stake
			}
		}
		if i < campaigns {
			e *= 3
		}
		judged[i].weight = math.Log(weights[i] / sum)
		judged[i].total = math.Log(e) + judged[i].weight
	}
	return judged
}

// mayReport reports whether the first k of an order may be reported at a rate by the
// definition of the closed procedure: for every set of candidates, its e-value is at least
// the share that would be false.
func mayReport(judged []judgement, order []int, k int, rate float64) bool {
	reported := 0
	for _, i := range order[:k] {
		reported |= 1 << i
	}
	for set := 1; set < 1<<len(judged); set++ {
		value, weight := 0.0, 0.0
		for i := range judged {
			if set>>i&1 == 1 {
				value += math.Exp(judged[i].total)
				weight += math.Exp(judged[i].weight)
			}
		}
		if value/weight < float64(bits.OnesCount(uint(set&reported)))/float64(k)/rate {
			return false
		}
	}
	return true
}

// TestClosed asks of small looks, over every set of their candidates, that what is reported
// may be by the definition, that e-BH reports no more, and that it is more at times.
func TestClosed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	more, reported := 0, 0
	for range 400 {
		judged := someJudged(random, 10, random.IntN(6))
		rate := []float64{0.05, 0.1, 0.3}[random.IntN(3)]
		c := newClaims(judged, (*judgement).now)
		k, byEBH := c.most(rate), 0
		for j := range c.order {
			if c.value[j]*float64(j+1)*rate >= c.whole {
				byEBH = j + 1
			}
		}
		if k > 0 && !mayReport(judged, c.order, k, rate*(1+1e-9)) {
			t.Fatalf("%d of %d may not be reported at %.2f", k, len(judged), rate)
		}
		if k < byEBH {
			t.Fatalf("%d reported, %d by e-BH", k, byEBH)
		}
		if k > byEBH {
			more++
		}
		reported += k
		q := ratesOf(judged, c, rate)
		for j, i := range c.order {
			if (j < k) != (q[i].now <= rate) {
				t.Fatalf("number %d of %d that are reported at %.2f has the rate %.4f", j+1, k, rate, q[i].now)
			}
			if j > 0 && q[i].now < q[c.order[j-1]].now {
				t.Fatalf("number %d has a smaller rate than the one before", j+1)
			}
		}
		if k > 0 {
			needed := c.needed(k, rate)
			if least := judged[c.order[k-1]].total; needed > least+1e-9 {
				t.Fatalf("%.3f nats needed, the last that is reported has %.3f", needed, least)
			}
		}
	}
	if more < 10 || reported < 100 {
		t.Errorf("%d reported, more than by e-BH in %d looks", reported, more)
	}
}

// TestClosedControlsFalseDiscoveries has looks with honest groups among campaigns: the share
// of honest ones among what is reported stays within the rate, on average.
func TestClosedControlsFalseDiscoveries(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const looks, campaigns, rate = 3_000, 4, 0.2
	sum, squares, found := 0.0, 0.0, 0
	for range looks {
		judged := someJudged(random, 40, campaigns)
		c := newClaims(judged, (*judgement).now)
		k, wrong := c.most(rate), 0
		for _, i := range c.order[:k] {
			if i >= campaigns {
				wrong++
			}
		}
		share := float64(wrong) / float64(max(1, k))
		sum += share
		squares += share * share
		found += k - wrong
	}
	mean := sum / looks
	if limit := rate + 3*math.Sqrt(squares/looks-mean*mean)/math.Sqrt(looks); mean > limit || found < looks/20 {
		t.Errorf("a share of %.3f is false, at most %.3f; %d campaigns found", mean, limit, found)
	}
}

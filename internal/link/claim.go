package link

import (
	"cmp"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// What a value weighs is a claim: of the pairs of accounts that share it, so many
// have one operator. Where enough share it the claim can be checked on what else
// they share. A carrier's network, a public agent or a published rubric brings
// together people who are no more alike otherwise than strangers are.
const (
	mostAsked   = 2000 // pairs of holders that are looked at, about
	claimWorth  = 100  // pairs that the claim counts for, beside those looked at
	claimRounds = 30   // of expectation maximisation, at most
)

// askClaims lowers the weight of each value whose holders are less alike
// otherwise than it claims.
func (s *search) askClaims() {
	weights := make([]float64, len(s.known))
	s.eachValue(func() func(int32) {
		c := newComparer(s)
		var block []placed
		var odds []float64
		return func(v int32) {
			k := &s.known[v]
			weights[v] = k.weight
			if k.weight == 0 || len(s.holders(v)) <= s.MaxHolders {
				return
			}
			block = shuffled(block[:0], s.holders(v), uint64(s.values[v].hash))
			odds = c.oddsBeside(odds[:0], v, block)
			claimed := 1 / (1 + math.Exp(s.prior-min(k.weight, s.ceilings[k.group])))
			share := oneOperator(odds, claimed)
			weights[v] = max(0, min(k.weight, math.Log(share/(1-share))+s.prior))
		}
	})
	for v := range s.known {
		s.known[v].weight = weights[v]
	}
}

// oddsBeside gives, for pairs of the holders of v, the likelihood ratio of all
// that they share in other groups.
func (c *comparer) oddsBeside(odds []float64, v int32, block []placed) []float64 {
	group := c.known[v].group
	partners := min(max(1, mostAsked/len(block)), (len(block)-1)/2)
	for i := range min(len(block), mostAsked) {
		a := block[i].account
		c.set(a)
		for d := 1; d <= partners; d++ {
			b := block[(i+d)%len(block)].account
			if c.Holder[a] == c.Holder[b] {
				continue
			}
			llr := c.weigh(b)
			if top := c.strength[group]; top.weight > 0 {
				llr -= min(top.weight, c.ceilings[group])
			}
			odds = append(odds, math.Exp(llr))
		}
	}
	return odds
}

// oneOperator estimates which share of the pairs have one operator.
func oneOperator(odds []float64, claimed float64) float64 {
	share := claimed
	for range claimRounds {
		sum := claimWorth * claimed
		for _, o := range odds {
			sum += share * o / (share*o + 1 - share)
		}
		before := share
		share = sum / float64(claimWorth+len(odds))
		if math.Abs(share-before) < 1e-3*before {
			break
		}
	}
	return share
}

// shuffled appends the accounts of a block in an order that key determines.
func shuffled(to []placed, block []int32, key uint64) []placed {
	for _, a := range block {
		to = append(to, placed{splitmix.Mix(key ^ uint64(a)), a})
	}
	slices.SortFunc(to, func(x, y placed) int {
		if x.key != y.key {
			return cmp.Compare(x.key, y.key)
		}
		return cmp.Compare(x.account, y.account)
	})
	return to
}

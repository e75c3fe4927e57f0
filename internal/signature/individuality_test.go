package signature_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/signature"
)

const (
	accounts      = 200
	perAccount    = 4
	draws         = 20
	everything    = 0 // sources of an account that draws from all
	smallestKind  = 40
	meaningLength = 127
)

// TestIndividuality draws prompts for 200 accounts of four each and compares
// how alike an account's own prompts are with how alike all are (intraclass
// correlation). Accounts that keep to few sources must stand out, those that
// draw from one queue must not, and the trained table must tell them apart
// better than random rows do.
func TestIndividuality(t *testing.T) {
	prompts := heldOut(t)
	trained := byKind(prompts, signature.NewSigner(nil))
	untrained := byKind(prompts, signature.NewUntrainedSigner())
	least := map[int]float64{1: 0.30, 2: 0.14, 3: 0.09}
	for _, sources := range []int{1, 2, 3, everything} {
		mean, deviation := intraclass(trained, sources)
		base, _ := intraclass(untrained, sources)
		t.Logf("%d sources: trained %.3f (sd %.3f), untrained %.3f", sources, mean, deviation, base)
		switch {
		case sources == everything && math.Abs(mean) > 0.01:
			t.Errorf("one queue: %.3f, want 0", mean)
		case sources != everything && (mean < least[sources] || mean < 2*base):
			t.Errorf("%d sources: %.3f, want at least %.2f and twice %.3f", sources, mean, least[sources], base)
		}
	}
}

// byKind gives the meanings of prompts by source.
func byKind(prompts []prompt, signer *signature.Signer) [][][iolaus.MeaningWidth]int8 {
	kinds := map[string][][iolaus.MeaningWidth]int8{}
	var names []string
	var out iolaus.Signature
	for i := range prompts {
		signer.Sign(ask(prompts[i].Text), &out)
		if kinds[prompts[i].Kind] == nil {
			names = append(names, prompts[i].Kind)
		}
		kinds[prompts[i].Kind] = append(kinds[prompts[i].Kind], out.Meaning)
	}
	slices.Sort(names)
	var all [][][iolaus.MeaningWidth]int8
	for _, name := range names {
		if len(kinds[name]) >= smallestKind {
			all = append(all, kinds[name])
		}
	}
	return all
}

// intraclass gives the mean and standard deviation of the correlation.
func intraclass(kinds [][][iolaus.MeaningWidth]int8, sources int) (mean, deviation float64) {
	sum, square := 0.0, 0.0
	for seed := range uint64(draws) {
		r := correlation(kinds, sources, rand.New(rand.NewPCG(seed, 7)))
		sum += r
		square += r * r
	}
	mean = sum / draws
	return mean, math.Sqrt(square/draws - mean*mean)
}

// correlation draws one set of accounts and gives (W-B)/(V-B), where W, B and V
// are the mean products of two prompts of one account, of two accounts, and of
// one prompt with itself.
func correlation(kinds [][][iolaus.MeaningWidth]int8, sources int, random *rand.Rand) float64 {
	var total [iolaus.MeaningWidth]float64
	within, self, sums := 0.0, 0.0, 0.0
	for range accounts {
		own := random.Perm(len(kinds))
		if sources != everything {
			own = own[:sources]
		}
		var sum [iolaus.MeaningWidth]float64
		squares := 0.0
		for range perAccount {
			kind := kinds[own[random.IntN(len(own))]]
			for k, v := range kind[random.IntN(len(kind))] {
				x := float64(v) / meaningLength
				sum[k] += x
				squares += x * x
			}
		}
		length := 0.0
		for k, v := range sum {
			total[k] += v
			length += v * v
		}
		within += length - squares
		self += squares
		sums += length
	}
	all := 0.0
	for _, v := range total {
		all += v * v
	}
	n := float64(accounts * perAccount)
	w := within / (accounts * perAccount * (perAccount - 1))
	b := (all - sums) / (n*n - accounts*perAccount*perAccount)
	return (w - b) / (self/n - b)
}

package baseline_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
)

func TestVolume(t *testing.T) {
	const limit = 600
	a, b := sent{account: "a", hour: 2}, sent{account: "b", hour: 30}
	for name, c := range map[string]struct {
		traffic []sent
		want    []expectation
	}{
		"at the limit":    {times(limit, a), nil},
		"above the limit": {times(limit+1, a), []expectation{{[]string{"a"}, 3}}},
		"two accounts, each on its own": {
			append(times(limit+1, a), times(limit+1, b)...),
			[]expectation{{[]string{"a"}, 3}, {[]string{"b"}, 31}},
		},
		"half before midnight, half after": {
			append(times(limit/2+1, sent{account: "a", hour: 23}), times(limit/2+1, sent{account: "a", hour: 24})...), nil,
		},
		"limit passed in a later hour": {
			append(times(limit, a), sent{account: "a", hour: 22}), []expectation{{[]string{"a"}, 23}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, feed(baseline.NewVolume(), nil, c.traffic), iolaus.Harvest, c.want)
		})
	}
}

// anything draws an embedding around the direction that all traffic shares.
func anything(random *rand.Rand) (v [iolaus.MeaningWidth]int8) {
	for i := range v {
		v[i] = int8(random.NormFloat64() * 10)
	}
	v[0] = 100
	return v
}

// odd is an embedding far from all others.
var odd = [iolaus.MeaningWidth]int8{-127}

func TestMMDWindows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var honest []sent
	for i := range 40 {
		honest = append(honest, each([]string{"h" + string(rune('A'+i))}, slices.Repeat([]int{1, 2}, 30),
			func(_, _ int, e *sent) { e.meaning = anything(random) })...)
	}
	narrow := func(n, hour int) []sent {
		return times(n, sent{account: "n", hour: hour, meaning: odd})
	}
	found := func(hour int) []expectation { return []expectation{{[]string{"n"}, hour}} }
	var turned []sent
	for range 50 {
		turned = append(turned, sent{account: "n", hour: 3, meaning: anything(random)})
	}
	for name, c := range map[string]struct {
		traffic []sent
		want    []expectation
	}{
		"all alike":                    {nil, nil},
		"one narrow account":           {narrow(50, 5), found(6)},
		"from the first window on":     {append(narrow(50, 5), narrow(50, 9)...), found(6)},
		"turned narrow":                {append(turned, narrow(50, 9)...), found(10)},
		"a short window":               {narrow(8, 5), found(6)},
		"too short":                    {narrow(7, 5), nil},
		"one usual task over and over": {times(50, sent{account: "n", hour: 5, meaning: [iolaus.MeaningWidth]int8{100}}), nil},
		"without words":                {times(50, sent{account: "n", hour: 5}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			traffic := append(slices.Clone(honest), c.traffic...)
			expect(t, feed(baseline.NewMMDWindows(), nil, traffic), iolaus.Harvest, c.want)
		})
	}
}

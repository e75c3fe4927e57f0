package baseline_test

import (
	"fmt"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
)

func TestSynchroTrap(t *testing.T) {
	together := []int{1, 4, 9, 11, 13, 14, 17, 20, 22, 23}
	network := func(i, _ int, e *sent) { e.ip = fmt.Sprintf("192.0.2.%d", i+1) }
	inFrame := func(i, _ int, e *sent) { e.ip, e.frame = fmt.Sprintf("10.0.%d.1", i), 77 }
	opening := func(_, _ int, e *sent) { e.opening = 77 }
	var org []sent
	for _, e := range each(names(6), together, network) {
		e.org = "o"
		org = append(org, e)
	}
	var apart []sent
	for i, a := range names(6) {
		apart = append(apart, each([]string{a}, []int{3 * i, 3*i + 1, 3*i + 2}, network)...)
	}
	busy := each(names(5), []int{0, 1, 2, 3, 4}, network)
	for i, a := range names(5) { // much else, each on its own
		busy = append(busy, each([]string{a}, []int{5, 6, 7, 8, 9, 10, 11}, func(_, _ int, e *sent) {
			e.ip = fmt.Sprintf("10.%d.0.1", i)
		})...)
	}
	for name, c := range map[string]struct {
		traffic []sent
		want    []expectation
	}{
		"same network and hours":       {each(names(5), together, network), []expectation{{names(5), 24}}},
		"same frame and hours":         {each(names(5), together, inFrame), []expectation{{names(5), 24}}},
		"same opening and hours":       {each(names(5), together, opening), []expectation{{names(5), 24}}},
		"enough on the second day":     {each(names(5), []int{1, 30, 31, 32, 33, 34, 35, 36, 37}, network), []expectation{{names(5), 48}}},
		"four accounts":                {each(names(4), together, network), nil},
		"four hours in common":         {each(names(5), together[:4], network), nil},
		"same network, other hours":    {apart, nil},
		"a small part of what is done": {busy, nil},
		"one org":                      {org, nil},
		"no objects":                   {each(names(6), together, func(int, int, *sent) {}), nil},
		"popular object":               {each(crowd(1001), together, opening), nil},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, feed(baseline.NewSynchroTrap(), nil, c.traffic), iolaus.Distillation, c.want)
		})
	}
}

func crowd(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("c%d", i)
	}
	return all
}

package baseline_test

import (
	"fmt"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
)

// payers registers accounts that pay by one card.
func payers(accounts []string, org string) []iolaus.Account {
	var all []iolaus.Account
	for _, a := range accounts {
		all = append(all, iolaus.Account{Account: a, Payment: "card", Org: org})
	}
	return all
}

func TestSharedPayment(t *testing.T) {
	// the first account sends in hour 0, the second in hour 1 …
	staggered := func(accounts []string) []sent {
		var all []sent
		for i, a := range accounts {
			all = append(all, sent{account: a, hour: i}, sent{account: a, hour: i + 20})
		}
		return all
	}
	unpaid := payers(names(6), "")
	for i := range unpaid {
		unpaid[i].Payment = ""
	}
	for name, c := range map[string]struct {
		accounts []iolaus.Account
		traffic  []sent
		want     []expectation
	}{
		"five with one card":        {payers(names(5), ""), staggered(names(5)), []expectation{{names(5), 5}}},
		"the sixth changes no date": {payers(names(6), ""), staggered(names(6)), []expectation{{names(6), 5}}},
		"four with one card":        {payers(names(4), ""), staggered(names(4)), nil},
		"one of five sent nothing":  {payers(names(5), ""), staggered(names(4)), nil},
		"five of one org":           {payers(names(5), "o"), staggered(names(5)), nil},
		"no payment known":          {unpaid, staggered(names(6)), nil},
		"not registered":            {nil, staggered(names(6)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, feed(baseline.NewSharedPayment(), c.accounts, c.traffic), iolaus.Distillation, c.want)
		})
	}
}

func TestRegistrationMayComeLast(t *testing.T) {
	m := baseline.NewSharedPayment()
	feed(m, nil, each(names(5), []int{3}, func(int, int, *sent) {}))
	for _, a := range payers(names(5), "") {
		m.Register(&a)
	}
	expect(t, m.Report(), iolaus.Distillation, []expectation{{names(5), 4}})
}

func TestSharedNetwork(t *testing.T) {
	from := func(n int, format string) []sent {
		return each(names(n), []int{7}, func(i, _ int, e *sent) { e.ip = fmt.Sprintf(format, i+1) })
	}
	bridge := append(from(3, "192.0.2.%d"), each([]string{"b0", "b1"}, []int{1}, func(i, _ int, e *sent) {
		e.ip = fmt.Sprintf("198.51.100.%d", i)
	})...)
	orgs := from(6, "192.0.2.%d")
	for i := range orgs {
		orgs[i].org = "o"
	}
	for name, c := range map[string]struct {
		traffic []sent
		want    []expectation
	}{
		"one /24":                      {from(5, "192.0.2.%d"), []expectation{{names(5), 8}}},
		"four accounts":                {from(4, "192.0.2.%d"), nil},
		"a /24 each":                   {from(6, "192.0.%d.7"), nil},
		"one /48":                      {from(5, "2001:db8:1:%d::1"), []expectation{{names(5), 8}}},
		"a /48 each":                   {from(6, "2001:db8:%d::1"), nil},
		"IPv4 in IPv6 is IPv4":         {append(from(4, "192.0.2.%d"), sent{account: "z", hour: 9, ip: "::ffff:192.0.2.200"}), []expectation{{append(names(4), "z"), 10}}},
		"a /24 is no /48 of like bits": {append(from(4, "192.0.2.%d"), sent{account: "z", hour: 9, ip: "0:1c0:2::1"}), nil},
		"no address":                   {from(6, ""), nil},
		"not an address":               {from(6, "host-%d"), nil},
		"one org":                      {orgs, nil},
		"two networks, unconnected":    {bridge, nil},
		"two networks, connected by one account": {
			append(bridge, sent{account: "b0", hour: 30, ip: "192.0.2.9"}),
			[]expectation{{append(names(3), "b0", "b1"), 31}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, feed(baseline.NewSharedNetwork(), nil, c.traffic), iolaus.Distillation, c.want)
		})
	}
}

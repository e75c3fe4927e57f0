package report_test

import (
	"fmt"
	"math"
	"time"

	"github.com/iolaus-project/iolaus"
)

// date is a moment of the sample's month.
func date(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, day, hour, minute, 0, 0, time.UTC)
}

// sample is a report such as a scan of two weeks writes: three campaigns, one of
// them inside a relay, and a ring without extraction.
func sample() *iolaus.Report {
	return &iolaus.Report{
		Version:   iolaus.ReportVersion,
		Window:    iolaus.Window{From: date(1, 0, 0), To: date(14, 23, 59)},
		Exchanges: 1_818_444,
		Accounts:  10_262,
		Rejected:  17,
		Campaigns: []iolaus.Campaign{quietRing(), lockstep(), reseller(), trickle()},
	}
}

func lockstep() iolaus.Campaign {
	return iolaus.Campaign{
		ID: "c_5k2q", Name: "amber-otter", Verdict: iolaus.Distillation, Confidence: 0.998, QValue: 0.0004, QAnytime: 0.006,
		DetectedAt: date(4, 7, 0), FirstSeen: date(2, 0, 14), LastSeen: date(11, 22, 41),
		Exchanges: 5926, Distilled: 5926,
		Accounts:     accounts(1, 60, 5926, 6, 8),
		Capabilities: map[string]float64{"reasoning_traces": 0.45, "rubric_grading": 0.35, "censorship_rewrite": 0.168, "unsure": 0.032},
		Pathways:     map[string]float64{"api": 0.91, "aggregator": 0.09},
		Models:       map[string]float64{"frontier-4": 0.62, "frontier-5": 0.38},
		Families: []iolaus.FamilyUse{
			{ID: "f_91c2", Exchanges: 2667, Accounts: 60, Capability: "reasoning_traces", Slots: 0.998},
			{ID: "f_04ab", Exchanges: 2074, Accounts: 58, Capability: "rubric_grading", Slots: 0.91},
			{ID: "f_7e10", Exchanges: 1185, Accounts: 51, Capability: "censorship_rewrite", Slots: 1},
		},
		Events: []iolaus.Event{
			{Time: date(2, 0, 14), Kind: iolaus.Appeared, Text: "6 accounts began within 40 minutes."},
			{Time: date(3, 9, 0), Kind: iolaus.Grew, Text: "From 6 to 52 accounts in a day."},
			{Time: date(6, 18, 0), Kind: iolaus.Pivoted, Text: "49 % of the traffic moved to frontier-5 within 24 hours of its release."},
			{Time: date(8, 10, 0), Kind: iolaus.LostAccounts, Text: "8 accounts were banned."},
			{Time: date(8, 12, 0), Kind: iolaus.ReplacedAccounts, Text: "8 new accounts continued the same queue."},
		},
		Evidence: []iolaus.Evidence{
			{Kind: "shared_payment", Channel: "identity", Observed: "60 of 60 accounts on 6 shared payment methods", Expected: "0.2 of as many random accounts", LLR: 41.2, P: 1e-9, Text: "100 % of the accounts share payment methods with others of the group that few outside it have."},
			{Kind: "one_queue", Channel: "queue", Observed: "individuality 0.002 ± 0.007 over 4,811 tasks of 60 accounts", Expected: "0.04 to 0.45 among honest users of one template", LLR: 12.6, P: 2.1e-6, Text: "The account says nothing about the topic of its tasks, and tasks are not repeated across accounts: they look drawn from one queue."},
			{Kind: "steady_total", Channel: "timing", Observed: "variance of the summed rate 0.12 of the shifted accounts' (z -14.1, bins of 1 min)", Expected: "1.0 for independent accounts", LLR: 8.9, P: 3.4e-8, Text: "The accounts fill each other's gaps: their total is steadier than their parts, as when workers share one budget."},
			{Kind: "concentration", Channel: "intent", Observed: "97 % of exchanges are elicitation of reasoning", Expected: "so many in 3 of 1840 random holders", LLR: 2.4, P: 0.0022, Text: "97 % of the group's exchanges are elicitation of reasoning."},
			{Kind: "created_together", Channel: "life", Observed: "30 of 60 accounts created within 9 days", Expected: "24.5 of as many random accounts", LLR: -1.3, P: 0.61, Text: "The accounts were registered over a time as others were."},
		},
		Channels: []iolaus.Channel{
			{Name: "identity", Weight: 4.605, Most: 4.605, Without: iolaus.Distillation},
			{Name: "queue", Weight: 4.605, Most: 4.605, Without: iolaus.RingOnly},
			{Name: "timing", Weight: 4.605, Most: 4.605, Without: iolaus.Distillation},
			{Name: "intent", Weight: 2.4, Most: 3.912, Without: iolaus.RingOnly},
			{Name: "life", Weight: -1.3, Most: 2.996},
		},
		Needed:   9.1,
		Formerly: []string{"c_0ld1d"},
		Timeline: hourly(date(2, 0, 0), 239, 5926, func(h float64) float64 { return math.Min(1, 0.2+h/40) }),
	}
}

func reseller() iolaus.Campaign {
	return iolaus.Campaign{
		ID: "c_relay7", Name: "basalt-heron", Verdict: iolaus.Relay, Confidence: 0.981, QValue: 0.002, QAnytime: 0.03,
		DetectedAt: date(3, 15, 0), FirstSeen: date(1, 0, 0), LastSeen: date(14, 23, 58),
		Exchanges: 184_203, Distilled: 18_400,
		Accounts:     accounts(2, 120, 184_203, 12, 14),
		Capabilities: map[string]float64{"conversation": 0.51, "agentic_coding": 0.22, "automation": 0.12, "reasoning_traces": 0.10, "vision": 0.0004, "unsure": 0.0496},
		Pathways:     map[string]float64{"api": 1},
		Models:       map[string]float64{"frontier-4": 0.7, "swift-4": 0.3},
		Events:       []iolaus.Event{{Time: date(9, 4, 0), Kind: iolaus.ReplacedAccounts, Text: "14 accounts took over from banned ones, the first within 3 minutes."}},
		Evidence: []iolaus.Evidence{
			{Kind: "shared_tls_client", Channel: "identity", Observed: "115 of 120 accounts on 3 shared TLS clients", Expected: "2.1 of as many random accounts", LLR: 88.1, P: 5e-39, Text: "96 % of the accounts share TLS clients with others of the group that few outside it have."},
			{Kind: "even_load", Channel: "load", Observed: "dispersion 1.1 of exchanges per day over 120 accounts", Expected: "over 5 among honest users, about 1 when a dispatcher spreads load", LLR: 4.1, P: 0.004, Text: "The accounts carry nearly the same load, as when a dispatcher spreads requests over them."},
		},
		Channels: []iolaus.Channel{{Name: "identity", Weight: 4.605, Most: 4.605}, {Name: "load", Weight: 2.996, Most: 2.996}},
		Timeline: hourly(date(1, 0, 0), 336, 184_203, func(h float64) float64 { return 0.6 + 0.4*math.Sin(h*math.Pi/12) }),
	}
}

func trickle() iolaus.Campaign {
	return iolaus.Campaign{
		ID: "c_t1ck", Name: "cobalt-wren", Verdict: iolaus.Harvest, Confidence: 0.9996, QValue: 1e-5, QAnytime: 0.0002, Parent: "c_relay7",
		DetectedAt: date(13, 2, 0), FirstSeen: date(12, 6, 30), LastSeen: date(14, 6, 10),
		Exchanges: 16_080, Distilled: 15_122,
		Accounts:     accounts(3, 1, 16_080, 1, 0),
		Capabilities: map[string]float64{"agentic_coding": 0.81, "tool_use": 0.19},
		Pathways:     map[string]float64{"cloud": 1},
		Models:       map[string]float64{"frontier-5": 1},
		Evidence: []iolaus.Evidence{
			{Kind: "template_reuse", Channel: "intent", Observed: "94 % of exchanges fill one of 4 templates with a new task and end there", Expected: "so many in 1 of 1840 random holders", LLR: 3.1, P: 0.0011, Text: "Templates are filled with ever new tasks, without conversation."},
		},
		Timeline: hourly(date(12, 6, 0), 49, 16_080, func(float64) float64 { return 1 }),
	}
}

func quietRing() iolaus.Campaign {
	return iolaus.Campaign{
		ID: "c_ring", Name: "dune-marten", Verdict: iolaus.RingOnly, Confidence: 0.93, QValue: 0.008,
		DetectedAt: date(8, 0, 0), FirstSeen: date(2, 8, 0), LastSeen: date(13, 19, 0),
		Exchanges: 812, Accounts: accounts(4, 9, 812, 2, 0),
		Capabilities: map[string]float64{"conversation": 0.9, "vision": 0.1},
		Evidence: []iolaus.Evidence{
			{Kind: "shared_device", Channel: "identity", Observed: "9 of 9 accounts on 2 shared devices", Expected: "0.0 of as many random accounts", LLR: 9.8, P: 5.5e-5, Text: "100 % of the accounts share devices with others of the group that few outside it have."},
		},
		Channels: []iolaus.Channel{{Name: "identity", Weight: 4.605, Most: 4.605}, {Name: "queue", Weight: -0.2, Most: 4.605}, {Name: "life", Weight: 0.9, Most: 2.996}},
		Needed:   5.1,
	}
}

// accounts makes n accounts in clusters that are tied within, a few of them
// across; the last ones succeed the first.
func accounts(seed uint32, n int, exchanges int64, clusters, heirs int) []iolaus.Member {
	members := make([]iolaus.Member, n)
	for i := range members {
		m := &members[i]
		*m = iolaus.Member{
			Account: fmt.Sprintf("acct_%08x", (seed<<20+uint32(i+1))*2654435761), Role: "member",
			Membership: 0.999 - float64(i%17)/100, Exchanges: exchanges/int64(n) + int64(i*7%31),
		}
		m.Distilled = m.Exchanges - int64(i%3)
		m.Shares = map[string]int64{"payment": int64(1 + i%9), "network": int64(1 + i%4)}
		for _, step := range []int{clusters, 2 * clusters, 5 * clusters} {
			if j := i + step; j < n {
				m.Ties = append(m.Ties, j)
			}
		}
		if i%11 == 3 && i+1 < n {
			m.Ties = append(m.Ties, i+1)
		}
		if i >= n-heirs {
			m.Role, m.SuccessorOf = "successor", members[i-(n-heirs)].Account
		}
	}
	return members
}

// hourly makes a timeline of a given shape whose exchanges add up to the total,
// but for rounding.
func hourly(from time.Time, hours int, total int64, shape func(hour float64) float64) []iolaus.Activity {
	sum := 0.0
	for h := range hours {
		sum += shape(float64(h))
	}
	timeline := make([]iolaus.Activity, hours)
	for h := range timeline {
		part := shape(float64(h)) / sum
		wobble := 1 + 0.2*float64(h*13%7-3)/3
		timeline[h] = iolaus.Activity{
			Time:      from.Add(time.Duration(h) * time.Hour),
			Exchanges: int64(math.Round(part * wobble * float64(total))),
			Accounts:  int64(1 + h*5%23),
		}
	}
	return timeline
}

// joined is the sample with an account that is tied to none and belongs by all that it shares.
func joined() *iolaus.Report {
	r := sample()
	c := &r.Campaigns[1]
	c.Accounts = append(c.Accounts, iolaus.Member{
		Account: "acct_new", Membership: 0.9996, Exchanges: 12, Role: "member",
		Shares: map[string]int64{"signup_network": 12, "created_hour": 9, "tls_client": 51},
	})
	return r
}

// bystander has something in common with a campaign of the sample.
func bystander() *iolaus.Standing {
	return &iolaus.Standing{
		Account: "acct_near", Exchanges: 42, First: date(2, 8, 30), Last: date(13, 17, 2), TieNeeded: 9.1, TieAlone: 12.1,
		Kin: []iolaus.Kinship{
			{Campaign: "c_5k2q", Tie: 6.3, Follows: 0.024, Shared: []iolaus.SharedValue{
				{Kind: iolaus.Network, Members: 12, Accounts: 13}, {Kind: iolaus.TLSClient, Members: 9, Accounts: 41},
			}},
			{Campaign: "c_ring", Tie: 9.5, Shared: []iolaus.SharedValue{{Kind: iolaus.Payment, Members: 1, Accounts: 2}}},
		},
		Tested: &iolaus.Tested{Accounts: 8, Needed: 8.8, Channels: []iolaus.Channel{
			{Name: "identity", Weight: 4.605, Most: 4.605}, {Name: "life", Weight: 0, Most: 2.996}, {Name: "queue", Weight: -13.8, Most: 4.605},
		}},
	}
}

// unrelated has nothing in common with any.
func unrelated() *iolaus.Standing {
	return &iolaus.Standing{Account: "acct_far", Exchanges: 1, First: date(2, 8, 30), Last: date(2, 8, 30), TieNeeded: 9.1, TieAlone: 12.1}
}

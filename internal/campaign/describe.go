package campaign

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// Campaigns puts the findings and what was counted of them into words: campaigns
// by size, rings without shown extraction last. Those that an earlier report on the
// same store has named keep what it called them; reported is what to remember for
// the next one.
func (t *Tally) Campaigns(o Options, known []traffic.Reported) (campaigns []iolaus.Campaign, reported []traffic.Reported) {
	lines := t.trace(known)
	t.lines = lines
	campaigns = make([]iolaus.Campaign, len(t.findings))
	for f := range t.findings {
		campaigns[f] = t.describe(f, lines[f], o.FDR)
	}
	for f := range t.findings {
		if parent := t.findings[f].Parent; parent >= 0 {
			campaigns[f].Parent = campaigns[parent].ID
		}
	}
	slices.SortStableFunc(campaigns, func(a, b iolaus.Campaign) int {
		ringA, ringB := a.Verdict == iolaus.RingOnly, b.Verdict == iolaus.RingOnly
		if ringA != ringB {
			if ringA {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.Exchanges, a.Exchanges), cmp.Compare(a.ID, b.ID))
	})
	return campaigns, t.reported(lines, known)
}

func (t *Tally) describe(f int, line lineage, fdr float64) iolaus.Campaign {
	finding, c := &t.findings[f], &t.counts[f]
	var exchanges, distilled int64
	for m := range c.exchanges {
		exchanges += c.exchanges[m]
		distilled += c.distilled[m]
	}
	if finding.Verdict == iolaus.RingOnly || finding.Verdict == iolaus.Relay {
		distilled = 0
		clear(c.distilled)
	}
	took := t.succession(f)
	channels, needed := t.channels(f, fdr)
	return iolaus.Campaign{
		ID:           line.id,
		Name:         line.name,
		Formerly:     line.formerly(),
		Verdict:      finding.Verdict,
		Confidence:   rounded(finding.Confidence),
		QValue:       rounded(finding.QValue),
		QAnytime:     rounded(finding.QAnytime),
		DetectedAt:   instant(finding.Detected),
		FirstSeen:    instant(c.first),
		LastSeen:     instant(c.last),
		Exchanges:    exchanges,
		Distilled:    distilled,
		Accounts:     t.members(f, took),
		Capabilities: t.capabilityMix(c, exchanges),
		Pathways:     t.mix(c.pathways, exchanges),
		Models:       t.mix(c.models, exchanges),
		Families:     t.familyUse(c),
		Events:       t.events(f, line, took),
		Evidence:     roundedEvidence(finding.Evidence),
		Channels:     channels,
		Needed:       needed,
		Timeline:     timeline(c),
	}
}

// members lists the accounts of a finding with their strongest ties.
func (t *Tally) members(f int, took []int) []iolaus.Member {
	finding, c := &t.findings[f], &t.counts[f]
	index := make(map[int32]int, len(finding.Members))
	members := make([]iolaus.Member, len(finding.Members))
	for m, member := range finding.Members {
		index[member.Account] = m
		members[m] = iolaus.Member{
			Account:    t.world.Accounts[member.Account].Name,
			Membership: rounded(member.Probability),
			Exchanges:  c.exchanges[m],
			Distilled:  c.distilled[m],
			Role:       "member",
		}
		for kind, n := range finding.shares[member.Account] {
			noteShared(&members[m], kind, n)
		}
	}
	links := slices.Clone(finding.Links)
	slices.SortStableFunc(links, func(a, b iolaus.Link) int { return cmp.Compare(b.LLR, a.LLR) })
	for _, l := range links {
		a, okA := index[l.A]
		b, okB := index[l.B]
		if !okA || !okB {
			continue
		}
		note(&members[a], l.Reasons)
		note(&members[b], l.Reasons)
		if len(members[a].Ties) < 4 {
			members[a].Ties = append(members[a].Ties, b)
		}
		if len(members[b].Ties) < 4 {
			members[b].Ties = append(members[b].Ties, a)
		}
	}
	for m, lost := range took {
		if lost >= 0 {
			members[m].Role, members[m].SuccessorOf = "successor", members[lost].Account
		}
	}
	return members
}

// note counts for a member one more that it shares something with.
func note(m *iolaus.Member, reasons []iolaus.Reason) {
	for _, r := range reasons {
		noteShared(m, r.Kind, 1)
	}
}

// noteShared counts for a member n more that it shares a value of a kind with.
func noteShared(m *iolaus.Member, k iolaus.Kind, n int64) {
	if m.Shares == nil {
		m.Shares = map[string]int64{}
	}
	m.Shares[k.String()] += n
}

// capabilityMix gives the share of each capability above one in two hundred.
func (t *Tally) capabilityMix(c *counts, exchanges int64) map[string]float64 {
	mix := map[string]float64{}
	for i, n := range c.capabilities {
		if n > 0 && 200*n >= exchanges {
			mix[iolaus.Capability(i).String()] = share(n, exchanges)
		}
	}
	return mix
}

func (t *Tally) mix(counts map[iolaus.Hash]int64, exchanges int64) map[string]float64 {
	mix := map[string]float64{}
	for h, n := range counts {
		if name := t.world.Names[h]; name != "" && 200*n >= exchanges {
			mix[name] = share(n, exchanges)
		}
	}
	return mix
}

// maxFamilies is how many templates a report lists.
const maxFamilies = 20

func (t *Tally) familyUse(c *counts) []iolaus.FamilyUse {
	var uses []iolaus.FamilyUse
	for f, n := range c.families {
		scores := 0
		for i, k := range n.capabilities {
			if k > n.capabilities[scores] {
				scores = i
			}
		}
		uses = append(uses, iolaus.FamilyUse{
			ID:         fmt.Sprintf("f_%012x", uint64(t.world.Families.ID(f))>>16),
			Exchanges:  n.exchanges,
			Accounts:   n.accounts,
			Capability: iolaus.Capability(scores).String(),
			Slots:      min(1, share(n.tasks.count(), n.exchanges)),
		})
	}
	slices.SortFunc(uses, func(a, b iolaus.FamilyUse) int {
		return cmp.Or(cmp.Compare(b.Exchanges, a.Exchanges), cmp.Compare(a.ID, b.ID))
	})
	return uses[:min(len(uses), maxFamilies)]
}

// maxTimeline is how many buckets a timeline has at most, unless they are weeks.
const maxTimeline = 240

// timeline gives the activity per bucket of 1, 6 or more hours, in order.
// Accounts are those of the bucket's busiest hour.
func timeline(c *counts) []iolaus.Activity {
	if len(c.hours) == 0 {
		return nil
	}
	first, last := int64(c.first)/hourMillis, int64(c.last)/hourMillis
	width := int64(1)
	for _, w := range []int64{1, 6, 24, 168} {
		if width = w; last/w-first/w < maxTimeline {
			break
		}
	}
	buckets := make([]iolaus.Activity, last/width-first/width+1)
	for i := range buckets {
		buckets[i].Time = instant(iolaus.Millis((first/width + int64(i)) * width * hourMillis))
	}
	for hour, n := range c.hours {
		b := &buckets[hour/width-first/width]
		b.Exchanges += n.exchanges
		b.Accounts = max(b.Accounts, n.accounts)
	}
	return buckets
}

func instant(t iolaus.Millis) time.Time { return time.UnixMilli(int64(t)).UTC() }

func share(n, of int64) float64 { return rounded(float64(n) / float64(max(1, of))) }

// rounded keeps four significant digits: more would pretend to more.
func rounded(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return 0
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	return r
}

func roundedEvidence(evidence []iolaus.Evidence) []iolaus.Evidence {
	out := slices.Clone(evidence)
	for i := range out {
		out[i].LLR, out[i].P = rounded(out[i].LLR), rounded(out[i].P)
	}
	return out
}

package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/iolaus-project/iolaus"
)

// JSON writes the report as one indented object, as docs/format/report.md
// describes it. Lists are never null and times are in UTC, whatever r holds;
// r itself is left as it is.
func JSON(w io.Writer, r *iolaus.Report) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(complete(r)); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return out.Flush()
}

// header is the first line of NDJSON: the report without its campaigns.
type header struct {
	Version   int                `json:"version"`
	Window    iolaus.Window      `json:"window"`
	Exchanges int64              `json:"exchanges"`
	Accounts  int64              `json:"accounts"`
	Rejected  int64              `json:"rejected,omitempty"`
	Withdrawn []iolaus.Withdrawn `json:"withdrawn,omitempty"`
}

// NDJSON writes a line that describes the scan and then one line per campaign.
func NDJSON(w io.Writer, r *iolaus.Report) error {
	c := complete(r)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(header{c.Version, c.Window, c.Exchanges, c.Accounts, c.Rejected, c.Withdrawn}); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	for i := range c.Campaigns {
		if err := enc.Encode(&c.Campaigns[i]); err != nil {
			return fmt.Errorf("write campaign %s: %w", c.Campaigns[i].ID, err)
		}
	}
	return out.Flush()
}

// complete copies a report into the form in which it is written: rings without
// extraction last, no list or map nil, every time in UTC, every number one that
// JSON can hold.
func complete(r *iolaus.Report) *iolaus.Report {
	c := *r
	if c.Version == 0 {
		c.Version = iolaus.ReportVersion
	}
	c.Window = iolaus.Window{From: r.Window.From.UTC(), To: r.Window.To.UTC()}
	c.Campaigns = ordered(r)
	for i := range c.Campaigns {
		completeCampaign(&c.Campaigns[i])
	}
	c.Withdrawn = slices.Clone(r.Withdrawn)
	for i := range c.Withdrawn {
		c.Withdrawn[i].Until = c.Withdrawn[i].Until.UTC()
	}
	return &c
}

func completeCampaign(c *iolaus.Campaign) {
	for _, t := range []*time.Time{&c.DetectedAt, &c.FirstSeen, &c.LastSeen} {
		*t = t.UTC()
	}
	c.Confidence, c.QValue, c.QAnytime = finite(c.Confidence), finite(c.QValue), finite(c.QAnytime)
	c.Accounts, c.Families = present(c.Accounts), present(c.Families)
	c.Events, c.Evidence = present(c.Events), present(c.Evidence)
	c.Timeline = slices.Clone(c.Timeline)
	c.Channels, c.Needed = slices.Clone(c.Channels), finite(c.Needed)
	for i := range c.Channels {
		ch := &c.Channels[i]
		ch.Weight, ch.Most = finite(ch.Weight), finite(ch.Most)
	}
	c.Capabilities, c.Pathways, c.Models = shares(c.Capabilities), shares(c.Pathways), shares(c.Models)
	for i := range c.Accounts {
		m := &c.Accounts[i]
		m.Membership = finite(m.Membership)
		if m.Role == "" {
			m.Role = "member"
		}
	}
	for i := range c.Families {
		c.Families[i].Slots = finite(c.Families[i].Slots)
	}
	for i := range c.Events {
		c.Events[i].Time = c.Events[i].Time.UTC()
	}
	for i := range c.Evidence {
		e := &c.Evidence[i]
		e.LLR, e.P = finite(e.LLR), finite(e.P)
	}
	for i := range c.Timeline {
		c.Timeline[i].Time = c.Timeline[i].Time.UTC()
	}
}

// ordered copies the campaigns, in their order but those that live in another right
// after it, and rings without extraction last.
func ordered(r *iolaus.Report) []iolaus.Campaign {
	homes, residents := map[string]bool{}, map[string][]iolaus.Campaign{}
	for i := range r.Campaigns {
		if c := &r.Campaigns[i]; c.ID != "" && c.Parent == "" && c.Verdict != iolaus.RingOnly {
			homes[c.ID] = true
		}
	}
	var all, rings []iolaus.Campaign
	for _, c := range r.Campaigns {
		switch {
		case c.Verdict == iolaus.RingOnly:
			rings = append(rings, c)
		case homes[c.Parent]:
			residents[c.Parent] = append(residents[c.Parent], c)
		default:
			all = append(all, c)
		}
	}
	ordered := make([]iolaus.Campaign, 0, len(r.Campaigns))
	for _, c := range all {
		ordered = append(append(ordered, c), residents[c.ID]...)
		delete(residents, c.ID) // another of that name has none
	}
	return append(ordered, rings...)
}

// arranged gives the campaigns as people see them, ordered: of a relay, what the
// campaigns inside it distil is distilled.
func arranged(r *iolaus.Report) []iolaus.Campaign {
	all := ordered(r)
	for i := range all {
		relay := &all[i]
		if relay.Verdict != iolaus.Relay || relay.Distilled != 0 {
			continue
		}
		for j := i + 1; j < len(all) && inside(&all[j], relay); j++ {
			relay.Distilled += all[j].Distilled
		}
	}
	return all
}

// present copies a slice; the copy is never nil.
func present[T any](s []T) []T { return append(make([]T, 0, len(s)), s...) }

// shares copies a map of shares; the copy is never nil.
func shares(m map[string]float64) map[string]float64 {
	c := make(map[string]float64, len(m))
	for k, v := range m {
		c[k] = finite(v)
	}
	return c
}

// finite makes a number one that JSON can hold: an infinite one becomes the
// largest that there is, and what is not a number becomes zero.
func finite(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(max(x, -math.MaxFloat64), math.MaxFloat64)
}

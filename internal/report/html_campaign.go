package report

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus"
)

// campaignView is what the template of a campaign is filled with.
type campaignView struct {
	Anchor, ID, Name        string
	Verdict, Class, Meaning string
	Parent, ParentAnchor    string
	Residents               []link
	Confidence, Q, Detected string
	After, Taken            string
	ConfidenceWidth         coord
	Accounts, Successors    string
	Exchanges, Distilled    string
	DistilledShare          string
	First, Last, Length     string
	Timeline                *timeline
	Capabilities            []barRow
	Models, Pathways        []barRow
	Graph                   *graph
	Evidence                []evidenceRow
	EvidenceMore            int
	Channels                []channelRow
	Balance, Missing        string
	Events                  []eventRow
	EventsMore              int
	Members                 []memberRow
	MembersMore             string
	Families                []familyRow
	FamiliesMore            int
}

// link leads to another campaign of the page.
type link struct{ Name, Anchor string }

// barRow is one bar of a mix.
type barRow struct {
	Label, Share string
	Width        coord
}

type evidenceRow struct {
	Kind, Observed, Expected, LLR, P, Text string
	Against                                bool
	Width                                  coord
}

// channelRow is what the evidence of one channel comes to.
type channelRow struct {
	Name, Kinds, Weight, Most string
	Left                      string // what would be left without it
	Against                   bool
	Width                     coord
}

type eventRow struct {
	Number           int
	Time, Kind, Text string
}

type memberRow struct {
	Account, Membership, Exchanges, Distilled, Role string
	Successor                                       bool
}

type familyRow struct{ ID, Exchanges, Share, Accounts, Capability, Slots string }

func newCampaignView(c *iolaus.Campaign, i int, all []iolaus.Campaign) campaignView {
	v := campaignView{
		Anchor: anchor(i), ID: nameOr(c.ID, ""), Name: title(c),
		Verdict: verdictName(c.Verdict), Class: verdictClass(c.Verdict), Meaning: verdictMeaning(c.Verdict),
		Confidence: certainty(c.Confidence), ConfidenceWidth: coord(100 * min(max(finite(c.Confidence), 0), 1)),
		Q: discoveryRate(c), Detected: moment(c.DetectedAt),
		Accounts: count(int64(len(c.Accounts))), Exchanges: count(c.Exchanges), Distilled: count(c.Distilled),
		DistilledShare: percent(distilledShare(c)),
		First:          moment(c.FirstSeen), Last: moment(c.LastSeen), Length: span(c.FirstSeen, c.LastSeen),
		Timeline: newTimeline(c), Graph: newGraph(c),
		Capabilities: barRows(c.Capabilities), Models: barRows(c.Models), Pathways: barRows(c.Pathways),
	}
	if n := successors(c); n > 0 {
		v.Successors = counted(int64(n), "successor")
	}
	if !c.DetectedAt.IsZero() && !c.FirstSeen.IsZero() && !c.DetectedAt.Before(c.FirstSeen) {
		v.After = span(c.FirstSeen, c.DetectedAt)
	}
	if share, ok := takenBefore(c); ok {
		v.Taken = percent(share)
	}
	v.Evidence, v.EvidenceMore = evidenceRowsOf(c)
	if len(c.Channels) > 0 {
		v.Channels, v.Balance, v.Missing = channelRowsOf(c), balance(c), missing(c)
	}
	v.Events, v.EventsMore = eventRowsOf(c)
	v.Members, v.MembersMore = memberRowsOf(c)
	v.Families, v.FamiliesMore = familyRowsOf(c)
	v.Residents = residentsOf(c, all)
	return v
}

func residentsOf(c *iolaus.Campaign, all []iolaus.Campaign) []link {
	var found []link
	for i := range all[:min(len(all), campaignsShown)] {
		if inside(&all[i], c) {
			found = append(found, link{title(&all[i]), anchor(i)})
		}
	}
	return found
}

func barRows(m map[string]float64) []barRow {
	parts := mix(m)
	var rows []barRow
	rest := 0.0
	for i, x := range parts {
		if i >= mixRows {
			rest += x.Share
			continue
		}
		rows = append(rows, barRow{
			Label: truncate(nameOr(inWords(x.Name), unnamed), 40), Share: percent(x.Share),
			Width: coord(100 * min(max(x.Share, 0), 1)),
		})
	}
	if more := len(parts) - mixRows; more > 0 {
		rows = append(rows, barRow{fmt.Sprintf("%d others", more), percent(rest), coord(100 * min(max(rest, 0), 1))})
	}
	return rows
}

func evidenceRowsOf(c *iolaus.Campaign) ([]evidenceRow, int) {
	all := append(evidenceFor(c), evidenceAgainst(c)...)
	most := map[string]float64{}
	for _, ch := range c.Channels {
		most[ch.Name] = math.Abs(finite(ch.Most))
	}
	// A bar shows what can count: what is beyond the most of its channel does not.
	counts := func(e *iolaus.Evidence) float64 {
		n := math.Abs(finite(e.LLR))
		if m, known := most[e.Channel]; known {
			n = min(n, m)
		}
		return n
	}
	top := 1e-9
	for i := range all {
		top = max(top, counts(&all[i]))
	}
	var rows []evidenceRow
	for i := range all[:min(len(all), evidenceRows)] {
		e := &all[i]
		rows = append(rows, evidenceRow{
			Kind:     capital(nameOr(inWords(e.Kind), unnamed)),
			Observed: long(e.Observed), Expected: long(e.Expected),
			LLR: weight(e.LLR), P: probability(e.P), Text: sentence(long(e.Text)),
			Against: e.LLR < 0, Width: coord(100 * (counts(e) / top)),
		})
	}
	return rows, len(all) - len(rows)
}

func channelRowsOf(c *iolaus.Campaign) (rows []channelRow) {
	top := 1e-9
	for _, ch := range c.Channels {
		top = max(top, math.Abs(finite(ch.Weight)))
	}
	for _, ch := range c.Channels {
		row := channelRow{
			Name: capital(nameOr(inWords(ch.Name), unnamed)), Weight: weight(ch.Weight), Most: weight(ch.Most),
			Against: ch.Weight < 0, Width: coord(100 * (math.Abs(finite(ch.Weight)) / top)),
		}
		switch {
		case row.Against:
			row.Left = "It speaks against."
		case ch.Weight < speaks:
			row.Left = "It hardly speaks."
		case c.Needed > 0:
			row.Left = capital(left(c, ch))
		}
		if ch.Weight >= speaks {
			row.Kinds = kindsOf(c, ch.Name)
		}
		rows = append(rows, row)
	}
	return rows
}

func eventRowsOf(c *iolaus.Campaign) ([]eventRow, int) {
	var rows []eventRow
	for i, e := range eventsInOrder(c) {
		rows = append(rows, eventRow{i + 1, moment(e.Time), capital(nameOr(inWords(string(e.Kind)), "event")), sentence(long(e.Text))})
	}
	return rows, len(c.Events) - len(rows)
}

func memberRowsOf(c *iolaus.Campaign) (rows []memberRow, more string) {
	order := byExchanges(c)
	for _, a := range order[:min(len(order), accountRows)] {
		m := &c.Accounts[a]
		rows = append(rows, memberRow{
			Account: nameOr(m.Account, unnamed), Membership: certainty(m.Membership),
			Exchanges: count(m.Exchanges), Distilled: count(m.Distilled),
			Role: role(m), Successor: m.Role == "successor" || m.SuccessorOf != "",
		})
	}
	if n := len(order) - len(rows); n > 0 {
		more = count(int64(n))
	}
	return rows, more
}

func familyRowsOf(c *iolaus.Campaign) ([]familyRow, int) {
	var rows []familyRow
	for _, f := range c.Families[:min(len(c.Families), familyRows)] {
		rows = append(rows, familyRow{
			ID: nameOr(f.ID, unnamed), Exchanges: count(f.Exchanges),
			Share:    percent(float64(f.Exchanges) / float64(max(1, c.Exchanges))),
			Accounts: count(f.Accounts), Capability: truncate(nameOr(inWords(f.Capability), "unsure"), 40), Slots: percent(f.Slots),
		})
	}
	return rows, len(c.Families) - len(rows)
}

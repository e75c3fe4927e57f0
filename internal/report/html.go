package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/iolaus-project/iolaus"
)

// The page and its style. They refer to nothing outside themselves.
var (
	//go:embed page.html
	pageSource string
	//go:embed campaign.html
	campaignSource string
	//go:embed style.css
	styleSource string
)

// Bounds that keep the page small enough to open, whatever the report. What is
// left out is said on the page.
const (
	campaignsShown = 40   // described in full
	campaignsNamed = 1000 // listed on top
	accountRows    = 200
	familyRows     = 50
	evidenceRows   = 40
	eventRows      = 60
	mixRows        = 12
)

// HTML writes the report as one page that fetches nothing: no script, no font,
// no image from elsewhere. It shows at most forty campaigns in full and of each
// at most two hundred accounts, and says what it leaves out.
func HTML(w io.Writer, r *iolaus.Report) error {
	t, err := template.New("page").Parse(pageSource)
	if err == nil {
		_, err = t.New("campaign").Parse(campaignSource)
	}
	if err != nil {
		return fmt.Errorf("parse page: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newPage(r)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// page is what the template of the page is filled with.
type page struct {
	Style     template.CSS
	Headline  string
	Reading   string
	Nothing   string // why the page is empty, when it is
	Withdrawn string // what is no longer reported, if anything
	Tiles     []tile
	List      []entry
	More      int // campaigns not in the list
	Campaigns []campaignView
	Rings     []campaignView
	Omitted   int // in the list, but not described
}

// tile is one number of the summary.
type tile struct{ Number, Label, Note string }

// entry is one line of the list of campaigns.
type entry struct {
	Anchor, Name, Verdict, Class, Confidence string
	Accounts, Exchanges, Distilled, Seen     string
	Top                                      string
	Described                                bool
}

func newPage(r *iolaus.Report) *page {
	all := arranged(r)
	campaigns, rings := tally(r)
	p := &page{
		Style:    template.CSS(styleSource), //nolint:gosec // embedded, not from outside
		Headline: capital(found(campaigns, rings)), Reading: reading(r), Tiles: tiles(r), Withdrawn: withdrawn(r),
	}
	if campaigns == 0 {
		p.Nothing = nothing(r)
	}
	names := namesByID(all)
	anchors := anchorsByID(all)
	for i := range all {
		c := &all[i]
		described := i < campaignsShown
		if i < campaignsNamed {
			p.List = append(p.List, newEntry(all, i, described, r.Window))
		} else {
			p.More++
		}
		if !described {
			p.Omitted++
			continue
		}
		v := newCampaignView(c, i, all)
		v.ParentAnchor = anchors[c.Parent]
		if c.Parent != "" {
			v.Parent = parentName(c, names)
		}
		if c.Verdict == iolaus.RingOnly {
			p.Rings = append(p.Rings, v)
		} else {
			p.Campaigns = append(p.Campaigns, v)
		}
	}
	return p
}

// anchorsByID gives the anchors of the campaigns that the page describes.
func anchorsByID(all []iolaus.Campaign) map[string]string {
	anchors := map[string]string{}
	for i := range all[:min(len(all), campaignsShown)] {
		anchors[all[i].ID] = anchor(i)
	}
	return anchors
}

func anchor(i int) string { return fmt.Sprintf("campaign-%d", i+1) }

func newEntry(all []iolaus.Campaign, i int, described bool, window iolaus.Window) entry {
	c := &all[i]
	return entry{
		Anchor: anchor(i), Name: truncate(listed(all, i), 40),
		Verdict: verdictName(c.Verdict), Class: verdictClass(c.Verdict),
		Confidence: certainty(c.Confidence), Accounts: count(int64(len(c.Accounts))),
		Exchanges: count(c.Exchanges), Distilled: percent(distilledShare(c)),
		Seen: day(c.FirstSeen, window) + " → " + day(c.DetectedAt, window),
		Top:  topCapability(c), Described: described,
	}
}

// verdictClass is the class of the style that marks a verdict.
func verdictClass(v iolaus.Verdict) string {
	switch v {
	case iolaus.Distillation, iolaus.Relay, iolaus.Harvest:
		return string(v)
	}
	return "ring"
}

// tiles sums the report up. Accounts of several campaigns count once; so do
// exchanges of a campaign that lives in a reported relay.
func tiles(r *iolaus.Report) []tile {
	accounts := map[string]bool{}
	var exchanges, distilled int64
	ids := map[string]bool{}
	for i := range r.Campaigns {
		ids[r.Campaigns[i].ID] = true
	}
	for i := range r.Campaigns {
		c := &r.Campaigns[i]
		if c.Verdict == iolaus.RingOnly {
			continue
		}
		for j := range c.Accounts {
			accounts[c.Accounts[j].Account] = true
		}
		if c.Parent == "" || !ids[c.Parent] {
			exchanges += c.Exchanges
		}
		if c.Verdict != iolaus.Relay {
			distilled += c.Distilled
		}
	}
	campaigns, _ := tally(r)
	n := int64(len(accounts))
	all := []tile{
		{count(r.Exchanges), "exchanges read", ""},
		{count(r.Accounts), "accounts seen", ""},
		{count(int64(campaigns)), plural(campaigns, "campaign"), ""},
	}
	if campaigns == 0 {
		return all
	}
	return append(all, []tile{
		{count(n), "accounts in campaigns", ofAll(n, r.Accounts)},
		{count(exchanges), "exchanges of campaigns", ofAll(exchanges, r.Exchanges)},
		{count(distilled), "exchanges distilled", ofAll(distilled, r.Exchanges)},
	}...)
}

func plural(n int, thing string) string {
	if n == 1 {
		return thing
	}
	return thing + "s"
}

func ofAll(n, all int64) string {
	if all <= 0 {
		return ""
	}
	return percent(float64(n)/float64(all)) + " of all"
}

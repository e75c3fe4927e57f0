package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// reasonsShown is how many reasons Table gives for a campaign.
const reasonsShown = 3

// ringNote is said of groups for which no extraction was shown.
const ringNote = "operated together, no extraction shown; never a ground for action by itself"

// Table writes the report for a terminal: what was read, a table of what was
// found, and for each campaign the strongest reasons in words. Rings for which
// no extraction was shown come last and are marked so.
func Table(w io.Writer, r *iolaus.Report, o TableOptions) error {
	p := newPrinter(o)
	p.headline(r)
	all := arranged(r)
	shown := all
	if o.Limit > 0 && len(shown) > o.Limit {
		shown = shown[:o.Limit]
	}
	if len(shown) > 0 {
		p.line("")
		p.overview(shown, r.Window)
		if more := len(all) - len(shown); more > 0 {
			p.line(p.styled(dim, truncate(fmt.Sprintf("and %s more", count(int64(more))), p.width)))
		}
		p.line("")
		p.legend()
	}
	names := namesByID(all)
	for i := range shown {
		p.line("")
		p.brief(&shown[i], names)
	}
	return p.flush(w)
}

// headline says what was read and how much was found in it.
func (p *printer) headline(r *iolaus.Report) {
	campaigns, rings := tally(r)
	p.title("Iolaus: " + strings.ReplaceAll(found(campaigns, rings), nbsp, " "))
	for _, l := range wrap(reading(r), p.width) {
		p.line(l)
	}
	if campaigns == 0 {
		p.line("")
		for _, l := range wrap(nothing(r), p.width) {
			p.line(l)
		}
	}
	for _, l := range wrap(withdrawn(r), p.width) {
		p.line(l)
	}
}

// tally counts campaigns and rings without extraction.
func tally(r *iolaus.Report) (campaigns, rings int) {
	for i := range r.Campaigns {
		if r.Campaigns[i].Verdict == iolaus.RingOnly {
			rings++
		} else {
			campaigns++
		}
	}
	return campaigns, rings
}

// found says how much was found.
func found(campaigns, rings int) string {
	s := "no campaign found"
	if campaigns > 0 {
		s = counted(int64(campaigns), "campaign") + " found"
	}
	if rings > 0 {
		s += ", " + counted(int64(rings), "ring") + " without extraction shown"
	}
	return s
}

// reading says what was read.
func reading(r *iolaus.Report) string {
	if r.Exchanges == 0 {
		return "No exchange was read."
	}
	s := fmt.Sprintf("Read %s of %s, %s to %s UTC.", counted(r.Exchanges, "exchange"),
		counted(r.Accounts, "account"), moment(r.Window.From), moment(r.Window.To))
	if r.Rejected > 0 {
		s += fmt.Sprintf(" %s could not be read; what they held is missing here.", capital(counted(r.Rejected, "record")))
	}
	return s
}

// withdrawnNamed is how many campaigns that are withdrawn are named, of each sort.
const withdrawnNamed = 5

// withdrawn says which campaigns are no longer reported, and which are rings alone now;
// nothing where all still are what they were.
func withdrawn(r *iolaus.Report) string {
	named := make(map[string]bool, len(r.Campaigns))
	for i := range r.Campaigns {
		named[r.Campaigns[i].ID] = true
	}
	var gone, lesser []*iolaus.Withdrawn
	for i := range r.Withdrawn {
		if w := &r.Withdrawn[i]; named[w.ID] {
			lesser = append(lesser, w)
		} else {
			gone = append(gone, w)
		}
	}
	var says []string
	if gone != nil {
		says = append(says, "No longer reported: "+ended(gone)+".")
	}
	if lesser != nil {
		says = append(says, "No longer accused, but still operated together: "+ended(lesser)+".")
	}
	return strings.Join(says, " ")
}

// ended lists what is withdrawn, as it was, the first few by name.
func ended(all []*iolaus.Withdrawn) string {
	var names []string
	for i, w := range all {
		if i == withdrawnNamed {
			names = append(names, fmt.Sprintf("%s more", count(int64(len(all)-i))))
			break
		}
		was := plain(w.ID)
		if w.Verdict != "" {
			was += ", " + plain(verdictName(w.Verdict))
		}
		names = append(names, fmt.Sprintf("%s (%s, %s, until %s)", plain(w.Name), was, counted(w.Accounts, "account"), moment(w.Until)))
	}
	return strings.Join(names, ", ")
}

// nothing says what it means that no campaign was found.
func nothing(r *iolaus.Report) string {
	if r.Exchanges == 0 {
		return "There was nothing to judge: the input held no exchange that could be read."
	}
	return "Nothing in this traffic reached the threshold for a campaign. That is no proof that nobody extracts: " +
		"a campaign needs several accounts or many exchanges within the window to show."
}

// overview writes the table of campaigns.
func (p *printer) overview(cs []iolaus.Campaign, window iolaus.Window) {
	verdict := func(row int) string { return verdictStyle(cs[row].Verdict) }
	cols := []*column{
		{title: "name", least: 10, style: func(int) string { return bold }},
		{title: "verdict", inferred: true, least: 12, style: verdict},
		{title: "confidence", inferred: true, right: true, least: 7, keep: 6},
		{title: "accounts", right: true, least: 8},
		{title: "exchanges", right: true, least: 9, keep: 5},
		{title: "distilled", right: true, least: 7, keep: 3},
		{title: "first seen → detected", least: 15, keep: 2},
		{title: "top capability", least: 10, keep: 1},
	}
	if p.width < 112 {
		cols[2].title = "conf."
		cols[6].title = "seen→detected"
	}
	firstRing := -1
	for i := range cs {
		c := &cs[i]
		if c.Verdict == iolaus.RingOnly && firstRing < 0 {
			firstRing = i
		}
		for j, cell := range []string{
			listed(cs, i), verdictName(c.Verdict),
			certainty(c.Confidence), count(int64(len(c.Accounts))), count(c.Exchanges),
			percent(distilledShare(c)), p.seen(c, window), topCapability(c),
		} {
			cols[j].cells = append(cols[j].cells, cell)
		}
	}
	p.grid(cols, firstRing, "operated together, no extraction shown:")
}

// seen writes when a campaign was first seen and when detected; to the minute
// where there is room.
func (p *printer) seen(c *iolaus.Campaign, window iolaus.Window) string {
	from, to := day(c.FirstSeen, window), day(c.DetectedAt, window)
	if month := c.FirstSeen.UTC().Format("2006-01"); p.width < 112 && month == c.DetectedAt.UTC().Format("2006-01") {
		from = c.FirstSeen.UTC().Format("2")
	}
	if p.width >= 112 && !c.FirstSeen.IsZero() && !c.DetectedAt.IsZero() {
		from += c.FirstSeen.UTC().Format(" 15:04")
		to += c.DetectedAt.UTC().Format(" 15:04")
	}
	return from + " → " + to
}

func topCapability(c *iolaus.Campaign) string {
	if parts := mix(c.Capabilities); len(parts) > 0 && parts[0].Share > 0 {
		return nameOr(inWords(parts[0].Name), "unnamed")
	}
	return "–"
}

// legend says how to read the table.
func (p *printer) legend() {
	for _, l := range wrap("Counts and times are observed. Verdict, confidence and the weights below are inferred. "+
		"Distilled: exchanges that fill one of the campaign's templates, or ask for what rivals harvest "+
		"where it has none; with those inside it (└).", p.width) {
		p.line(p.styled(dim, l))
	}
}

// brief writes one campaign in a few lines.
func (p *printer) brief(c *iolaus.Campaign, names map[string]string) {
	p.heading(c)
	p.paragraph("  Inferred  ", dim, inference(c, names))
	p.paragraph("  Observed  ", dim, observation(c))
	reasons := evidenceFor(c)
	for i, e := range reasons {
		if i == reasonsShown {
			break
		}
		p.paragraph("  + ", bold, reason(e, false))
	}
	if against := evidenceAgainst(c); len(against) > 0 {
		p.paragraph("  − ", bold, "Against: "+reason(against[0], false))
	}
	if len(c.Evidence) == 0 {
		p.line("  The report holds no evidence for it.")
	}
}

// heading writes the name of a campaign with its verdict and id.
func (p *printer) heading(c *iolaus.Campaign) {
	id, verdict := nameOr(c.ID, ""), verdictName(c.Verdict)
	name := truncate(title(c), p.width-columns(verdict)-2)
	s := p.styled(bold, name) + "  " + p.styled(verdictStyle(c.Verdict), verdict)
	if room := p.width - columns(name) - columns(verdict) - 4; id != name && room > 3 {
		s += "  " + p.styled(dim, truncate(id, room))
	}
	p.line(s)
}

// discoveryRate writes the false-discovery rate of a campaign, that of this report and
// that of all reports that are ever made.
func discoveryRate(c *iolaus.Campaign) string {
	if !(c.QAnytime > 0) {
		return probability(c.QValue)
	}
	return fmt.Sprintf("%s (%s however often one looks)", probability(c.QValue), probability(c.QAnytime))
}

// inference says what was concluded about a campaign.
func inference(c *iolaus.Campaign, names map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; confidence %s, false-discovery rate %s.", verdictMeaning(c.Verdict),
		certainty(c.Confidence), discoveryRate(c))
	if c.Verdict == iolaus.RingOnly {
		fmt.Fprintf(&b, " This is %s.", strings.TrimPrefix(ringNote, "operated together, no extraction shown; "))
	}
	if !c.DetectedAt.IsZero() {
		fmt.Fprintf(&b, " The evidence sufficed at %s", moment(c.DetectedAt))
		if !c.FirstSeen.IsZero() && !c.DetectedAt.Before(c.FirstSeen) {
			fmt.Fprintf(&b, ", %s after the first exchange", span(c.FirstSeen, c.DetectedAt))
		}
		if share, ok := takenBefore(c); ok {
			fmt.Fprintf(&b, "; %s of the exchanges had been made by then", percent(share))
		}
		b.WriteString(".")
	}
	if c.Parent != "" {
		fmt.Fprintf(&b, " It lives inside %s.", parentName(c, names))
	}
	return b.String()
}

// observation says what was counted of a campaign.
func observation(c *iolaus.Campaign) string {
	s := fmt.Sprintf("%s, %s, %s of them distilled; %s to %s.", counted(int64(len(c.Accounts)), "account"),
		counted(c.Exchanges, "exchange"), percent(distilledShare(c)), moment(c.FirstSeen), moment(c.LastSeen))
	if n := successors(c); n > 0 {
		s += fmt.Sprintf(" %s took over from others.", counted(int64(n), "account"))
	}
	if m := mixInWords(c.Capabilities, 3); m != "" {
		s += " " + sentence(m)
	}
	return s
}

// mixInWords writes the largest parts of a mix.
func mixInWords(m map[string]float64, most int) string {
	var words []string
	for _, x := range mix(m) {
		if len(words) == most || x.Share < 0.005 {
			break
		}
		words = append(words, nameOr(inWords(x.Name), "unnamed")+nbsp+percent(x.Share))
	}
	return strings.Join(words, ", ")
}

func successors(c *iolaus.Campaign) int {
	n := 0
	for _, m := range c.Accounts {
		if m.Role == "successor" || m.SuccessorOf != "" {
			n++
		}
	}
	return n
}

// reason writes one piece of evidence: observed against expected, its weight
// and, if wanted, its p-value, and what it means.
func reason(e iolaus.Evidence, withP bool) string {
	s := capital(nameOr(inWords(e.Kind), "unnamed evidence")) + ": "
	if o := long(e.Observed); o != "" {
		s += "observed " + o
	}
	if x := long(e.Expected); x != "" {
		s += "; expected " + x
	}
	s = strings.TrimSuffix(s, ": ") + " (weight" + nbsp + weight(e.LLR)
	if withP {
		s += ", p" + nbsp + probability(e.P)
	}
	s += ")."
	if t := long(e.Text); t != "" {
		s += " " + sentence(t)
	}
	return s
}

// unnamed stands for a name that is empty or cannot be shown.
const unnamed = "(unnamed)"

// title is what a campaign is called: its name or else its id.
func title(c *iolaus.Campaign) string { return nameOr(c.Name, nameOr(c.ID, unnamed)) }

// namesByID gives the names of campaigns by their ids.
func namesByID(cs []iolaus.Campaign) map[string]string {
	names := make(map[string]string, len(cs))
	for i := range cs {
		names[cs[i].ID] = title(&cs[i])
	}
	return names
}

func parentName(c *iolaus.Campaign, names map[string]string) string {
	if name, ok := names[c.Parent]; ok {
		return name
	}
	return nameOr(c.Parent, "another campaign")
}

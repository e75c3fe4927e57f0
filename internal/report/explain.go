package report

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// Errors of Explain.
var (
	ErrUnknown   = errors.New("not in the report")
	ErrAmbiguous = errors.New("stands for several campaigns")
)

// accountsListed is how many accounts Explain lists when no limit is set.
const accountsListed = 10

// Explain writes all that the report holds about a campaign, given by its id,
// its name or the beginning of either, or about an account, given in full.
//
// For what is neither it says so, says what a report would have needed, and
// returns ErrUnknown; for a beginning that several campaigns share it returns
// ErrAmbiguous. standing is what a store knows of an account by that name that no
// campaign has; nil when there is no store to ask.
func Explain(w io.Writer, r *iolaus.Report, idOrAccount string, standing *iolaus.Standing, o TableOptions) error {
	all := arranged(r)
	p := newPrinter(o)
	limit := o.Limit
	if limit <= 0 {
		limit = accountsListed
	}
	names := namesByID(all)
	if c := exactly(all, idOrAccount); c != nil {
		p.campaign(c, all, names, limit)
		return p.flush(w)
	}
	if p.account(all, idOrAccount, names) {
		return p.flush(w)
	}
	matches := beginning(all, idOrAccount)
	switch len(matches) {
	case 0:
		p.stranger(r, idOrAccount, standing, all)
		if err := p.flush(w); err != nil {
			return err
		}
		return fmt.Errorf("%q: %w", nameOr(idOrAccount, ""), ErrUnknown)
	case 1:
		p.campaign(matches[0], all, names, limit)
		return p.flush(w)
	}
	var found []string
	for i, c := range matches {
		if i == 5 {
			found = append(found, "…")
			break
		}
		found = append(found, title(c))
	}
	return fmt.Errorf("%q: %w: %s", nameOr(idOrAccount, ""), ErrAmbiguous, strings.Join(found, ", "))
}

// exactly finds the campaign of that id or, failing that, of that name, or that an
// earlier report gave that id for a part of it.
func exactly(all []iolaus.Campaign, key string) *iolaus.Campaign {
	if key == "" {
		return nil
	}
	for i := range all {
		if all[i].ID == key {
			return &all[i]
		}
	}
	for i := range all {
		if all[i].Name == key {
			return &all[i]
		}
	}
	for i := range all {
		if slices.Contains(all[i].Formerly, key) {
			return &all[i]
		}
	}
	return nil
}

// beginning finds the campaigns whose id or name begins so.
func beginning(all []iolaus.Campaign, key string) []*iolaus.Campaign {
	var found []*iolaus.Campaign
	for i := range all {
		if key != "" && (strings.HasPrefix(all[i].ID, key) || strings.HasPrefix(all[i].Name, key)) {
			found = append(found, &all[i])
		}
	}
	return found
}

// campaign writes everything about one campaign.
func (p *printer) campaign(c *iolaus.Campaign, all []iolaus.Campaign, names map[string]string, limit int) {
	p.heading(c)
	p.paragraph("  Inferred  ", dim, inference(c, names))
	p.paragraph("  Observed  ", dim, observation(c))
	p.activity(c)
	p.shares("Capabilities", c.Capabilities)
	p.shares("Models", c.Models)
	p.shares("Pathways", c.Pathways)
	p.evidence(c)
	p.change(c)
	p.events(c)
	p.families(c, limit)
	p.members(c, limit)
	p.residents(c, all)
}

func (p *printer) section(title string) {
	p.line("")
	p.title(title)
}

// activity draws exchanges over time in one line of blocks, with a mark below
// where the campaign was detected.
func (p *printer) activity(c *iolaus.Campaign) {
	bins := bin(c, min(72, p.width-4))
	if len(bins.exchanges) == 0 {
		return
	}
	p.section("Exchanges over time")
	top := max(1, bins.most())
	blocks := []rune(" ▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, n := range bins.exchanges {
		level := 0
		if n > 0 {
			level = 1 + int(float64(n)/float64(top)*7)
		}
		b.WriteRune(blocks[min(level, 8)])
	}
	p.line("  " + b.String())
	if at, ok := bins.index(c.DetectedAt); ok {
		p.line("  " + blank(at) + p.styled(bold, "↑"))
	}
	p.paragraph("  ", plainType, fmt.Sprintf("%s to %s, at most %s in %s; ↑ detected.", moment(bins.start(0)),
		moment(bins.start(len(bins.exchanges))), counted(top, "exchange"), spanOf(bins.step)))
}

// shares draws a mix as bars.
func (p *printer) shares(title string, m map[string]float64) {
	parts := mix(m)
	if len(parts) == 0 {
		return
	}
	p.section(title)
	for i, x := range parts {
		if i == 12 {
			p.line(fmt.Sprintf("  and %d more", len(parts)-i))
			break
		}
		name := truncate(nameOr(inWords(x.Name), unnamed), 24)
		bar := strings.Repeat("█", int(min(max(x.Share, 0), 1)*float64(max(0, min(40, p.width-38)))+0.5))
		p.line("  " + padRight(name, 24) + " " + padLeft(percent(x.Share), 7) + "  " + p.styled("36", bar))
	}
}

func (p *printer) evidence(c *iolaus.Campaign) {
	p.section("Evidence, in order of what it counts for")
	for _, l := range wrap("Observed is counted in the traffic; the weight (log-likelihood ratio in nats) and p are inferred.", p.width-2) {
		p.line("  " + p.styled(dim, l))
	}
	if len(c.Evidence) == 0 {
		p.line("  none in the report")
	}
	for _, e := range evidenceFor(c) {
		sign := "  + "
		if weight(e.LLR) == weight(0) {
			sign = "  · " // it says nothing either way
		}
		p.paragraph(sign, bold, reason(e, true))
	}
	for _, e := range evidenceAgainst(c) {
		p.paragraph("  − ", bold, "Against: "+reason(e, true))
	}
}

func (p *printer) events(c *iolaus.Campaign) {
	if len(c.Events) == 0 {
		return
	}
	p.section("Events")
	for _, e := range c.Events {
		p.paragraph("  "+moment(e.Time)+"  ", dim, capital(nameOr(inWords(string(e.Kind)), "event"))+". "+sentence(long(e.Text)))
	}
}

func (p *printer) families(c *iolaus.Campaign, limit int) {
	if len(c.Families) == 0 {
		return
	}
	p.section("Templates")
	for i, f := range c.Families {
		if i == limit {
			p.line(fmt.Sprintf("  and %s more", count(int64(len(c.Families)-i))))
			break
		}
		p.paragraph("  ", plainType, fmt.Sprintf("%s: %s of %s, %s; a new task in %s of them.", truncate(nameOr(f.ID, unnamed), 40),
			counted(f.Exchanges, "exchange"), counted(f.Accounts, "account"), nameOr(inWords(f.Capability), "unsure"), percent(f.Slots)))
	}
}

func (p *printer) members(c *iolaus.Campaign, limit int) {
	if len(c.Accounts) == 0 {
		return
	}
	p.section("Accounts, the busiest first")
	cols := []*column{
		{title: "account", least: 12},
		{title: "membership", inferred: true, right: true, least: 7},
		{title: "exchanges", right: true, least: 9},
		{title: "distilled", right: true, least: 9, keep: 2},
		{title: "role", least: 9, keep: 1},
	}
	order := byExchanges(c)
	for i, a := range order {
		if i == limit {
			break
		}
		m := &c.Accounts[a]
		for j, cell := range []string{
			nameOr(m.Account, unnamed), certainty(m.Membership), count(m.Exchanges), count(m.Distilled), role(m),
		} {
			cols[j].cells = append(cols[j].cells, cell)
		}
	}
	p.grid(cols, -1, "")
	if more := len(order) - limit; more > 0 {
		p.line(p.styled(dim, fmt.Sprintf("and %s more", count(int64(more)))))
	}
}

// role says what an account is to its campaign.
func role(m *iolaus.Member) string {
	if s := nameOr(m.SuccessorOf, ""); s != "" {
		return "successor of " + s
	}
	return nameOr(m.Role, "member")
}

// residents names the campaigns that live inside this one.
func (p *printer) residents(c *iolaus.Campaign, all []iolaus.Campaign) {
	var found []string
	for i := range all {
		if inside(&all[i], c) {
			found = append(found, title(&all[i]))
		}
	}
	if len(found) > 0 {
		p.section("Campaigns inside it")
		p.paragraph("  ", plainType, strings.Join(found, ", "))
	}
}

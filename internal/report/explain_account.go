package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// account writes what the report holds about an account, and whether it holds
// anything.
func (p *printer) account(all []iolaus.Campaign, name string, names map[string]string) bool {
	type place struct{ campaign, member int }
	var places []place
	for i := range all {
		for j := range all[i].Accounts {
			if all[i].Accounts[j].Account == name {
				places = append(places, place{i, j})
			}
		}
	}
	if len(places) == 0 {
		return false
	}
	p.title(nameOr(name, unnamed))
	p.paragraph("", plainType, fmt.Sprintf("Member of %s of this report.", counted(int64(len(places)), "campaign")))
	for _, at := range places {
		p.line("")
		p.membership(&all[at.campaign], at.member, names)
	}
	return true
}

// membership writes an account's part in one campaign: its share, its ties and
// the reasons against the campaign as a whole.
func (p *printer) membership(c *iolaus.Campaign, member int, names map[string]string) {
	m := &c.Accounts[member]
	p.heading(c)
	p.paragraph("  Inferred  ", dim, fmt.Sprintf("belongs to it with probability %s (%s); the campaign is %s; its confidence is %s.",
		certainty(m.Membership), role(m), verdictMeaning(c.Verdict), certainty(c.Confidence)))
	place := slices.Index(byExchanges(c), member) + 1
	p.paragraph("  Observed  ", dim, fmt.Sprintf("%s, %s distilled; number %s of %s by exchanges.",
		counted(m.Exchanges, "exchange"), count(m.Distilled), count(int64(place)), counted(int64(len(c.Accounts)), "account")))
	if c.Parent != "" {
		p.paragraph("  ", plainType, "The campaign lives inside "+parentName(c, names)+".")
	}
	if took := heirs(c, m.Account); len(took) > 0 {
		p.paragraph("  ", plainType, "Succeeded by "+someOf(took, 6)+".")
	}
	p.ties(c, member)
	p.shared(c, member)
	p.line("")
	p.line("  " + p.styled(bold, "Why the campaign is reported"))
	for i, e := range evidenceFor(c) {
		if i == reasonsShown+2 {
			break
		}
		p.paragraph("  + ", bold, reason(e, false))
	}
	for _, e := range evidenceAgainst(c) {
		p.paragraph("  − ", bold, "Against: "+reason(e, false))
	}
	if len(c.Evidence) == 0 {
		p.line("  no evidence in the report")
	}
	p.belonging(c, member)
}

// ties names the accounts that this one is linked to most strongly, and how
// many count it among their own strongest links.
func (p *printer) ties(c *iolaus.Campaign, member int) {
	var to []string
	for _, t := range c.Accounts[member].Ties {
		if t >= 0 && t < len(c.Accounts) && t != member {
			to = append(to, nameOr(c.Accounts[t].Account, unnamed))
		}
	}
	from := 0
	for i := range c.Accounts {
		if i != member && slices.Contains(c.Accounts[i].Ties, member) {
			from++
		}
	}
	switch {
	case byCompany(c, member):
		p.paragraph("  ", plainType, "Tied to no single account; it belongs by all that it shares with many.")
		return
	case len(to) == 0 && from == 0:
		p.paragraph("  ", plainType, "The report holds no ties of this account; it belongs by what it sent.")
		return
	case len(to) > 0:
		p.paragraph("  ", plainType, "Tied most strongly to "+strings.Join(to, ", ")+".")
	}
	if from > 0 {
		p.paragraph("  ", plainType, "Among the strongest ties of "+counted(int64(from), "account")+" of the campaign.")
	}
}

// heirs names the accounts that took over from one.
func heirs(c *iolaus.Campaign, account string) []string {
	var took []string
	for i := range c.Accounts {
		if c.Accounts[i].SuccessorOf == account && account != "" {
			took = append(took, nameOr(c.Accounts[i].Account, unnamed))
		}
	}
	return took
}

// someOf lists the first few of many names.
func someOf(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %s more", count(int64(len(names)-most)))
}

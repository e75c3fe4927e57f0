package report

import (
	"fmt"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// stranger says of an account that no campaign has it, what it has in common with
// one, and what would have had to be otherwise. standing is what a store knows of
// it; nil when only the report is there.
func (p *printer) stranger(r *iolaus.Report, key string, standing *iolaus.Standing, all []iolaus.Campaign) {
	p.title(nameOr(key, "(empty)"))
	p.paragraph("", plainType, "Not a member of any reported campaign, nor the id or name of one.")
	p.line("")
	switch {
	case standing == nil:
		p.paragraph("", plainType, rule)
		p.line("")
		p.paragraph("", plainType, reading(r)+" The account may also not occur in it; the report lists only accounts of campaigns. "+
			"With --store, explain says what it has in common with them.")
	case standing.Exchanges == 0:
		p.paragraph("", plainType, reading(r)+" The account is not among them: it sent nothing.")
	default:
		p.standing(r, standing, all)
	}
}

// rule is what a report asks for.
const rule = "To be reported, an account has to be tied to others by things that few share (a payment method, " +
	"a device, a network, a template), and the group has to show evidence of several " +
	"independent kinds: shared identity, work drawn from one queue, timing, intent, a common life. One kind alone never suffices."

func (p *printer) standing(r *iolaus.Report, s *iolaus.Standing, all []iolaus.Campaign) {
	p.paragraph("  Observed  ", dim, fmt.Sprintf("%s, %s to %s.", counted(s.Exchanges, "exchange"), moment(s.First), moment(s.Last)))
	for i := range s.Kin {
		k := &s.Kin[i]
		for j := range all {
			if all[j].ID == k.Campaign {
				p.line("")
				p.kinship(&all[j], k, s)
			}
		}
	}
	if len(s.Kin) == 0 && len(r.Campaigns) > 0 {
		p.line("")
		p.paragraph("  ", plainType, "It shares nothing telling with an account of a reported campaign and follows none of their templates.")
	}
	p.tested(s.Tested)
	p.line("")
	p.line("  " + p.styled(bold, "What would have changed it"))
	if len(r.Campaigns) == 0 {
		p.paragraph("  ", plainType, "No campaign is reported that it could be named with. "+rule)
		return
	}
	p.paragraph("  ", plainType, fmt.Sprintf("It would be named with a campaign if a tie to a member weighed %s nats and a fifth of its traffic "+
		"were the campaign's, or %s nats whatever it sent (few accounts on one payment method, and the same network, say); "+
		"or if it lived from templates that hardly anybody else follows, in more than one exchange; "+
		"or if all that it shares with many members left less than one chance in a thousand that it is another's.", weight(s.TieNeeded), weight(s.TieAlone)))
}

// kinship says what an account has in common with a campaign, and why it does not
// belong all the same.
func (p *printer) kinship(c *iolaus.Campaign, k *iolaus.Kinship, s *iolaus.Standing) {
	p.heading(c)
	var common []string
	for _, v := range k.Shared {
		common = append(common, fmt.Sprintf("%s: %s have it, %s of them members", valueOf(v.Kind), counted(v.Accounts, "account"), count(v.Members)))
	}
	if c.Distilled > 0 {
		common = append(common, percent(k.Follows)+" of its exchanges fill the campaign's templates")
	}
	if len(common) > 0 {
		p.paragraph("  Observed  ", dim, sentence(strings.Join(common, "; ")))
	}
	p.paragraph("  Inferred  ", dim, "it is not a member: "+tieOf(c, k, s)+".")
}

// tieOf says how strongly an account is tied to a campaign.
func tieOf(c *iolaus.Campaign, k *iolaus.Kinship, s *iolaus.Standing) string {
	none, link := "no link to a member weighs enough to be kept", "its strongest link to a member weighs "+weight(k.Tie)
	switch {
	case k.Tie <= 0 && k.Follows > 0 && s.Exchanges == 1:
		return none + ", and a single exchange may fill a template by chance"
	case k.Tie <= 0:
		return none
	case k.Tie < s.TieNeeded:
		return link + fmt.Sprintf(" of the %s nats that a tie takes", weight(s.TieNeeded))
	case k.Tie < s.TieAlone && c.Distilled > 0:
		return link + fmt.Sprintf(" nats, which would do if its traffic were the campaign's; as it is, %s would", weight(s.TieAlone))
	}
	return link + " nats, which would do; but it is busier than all who share more, or the group did not pass the tests with it"
}

// valueOf names a value of a kind.
func valueOf(k iolaus.Kind) string {
	switch k {
	case iolaus.Payment:
		return "its payment method"
	case iolaus.Phone:
		return "its phone number"
	case iolaus.Email:
		return "its e-mail address"
	case iolaus.EmailShape:
		return "the shape of its e-mail address"
	case iolaus.Key:
		return "its API key"
	case iolaus.TLSClient:
		return "its TLS client"
	case iolaus.Frame:
		return "its system prompt"
	case iolaus.ToolSet:
		return "its set of tools"
	case iolaus.Artefact:
		return "a reasoning artefact that it sent or was given"
	case iolaus.Task:
		return "one of its tasks, word for word"
	case iolaus.CreatedHour:
		return "the hour of its registration"
	case iolaus.EndUser:
		return "its end user"
	case iolaus.Params:
		return "its sampling parameters"
	case iolaus.Dialogue:
		return "a conversation that went from one account to another"
	case iolaus.SignupNetwork:
		return "the network it was registered from"
	}
	return "its " + inWords(k.String())
}

// tested says how far the group around an account was from a report.
func (p *printer) tested(g *iolaus.Tested) {
	p.line("")
	if g == nil {
		p.paragraph("  ", plainType, "No group that was tested holds it: it shares too little with others, and follows no template that many do.")
		return
	}
	sum := total(g.Channels)
	s := fmt.Sprintf("The group around it that came nearest to a report has %s. ", counted(g.Accounts, "account"))
	switch {
	case sum < g.Needed:
		s += fmt.Sprintf("Its channels of evidence weigh %s of the %s nats needed", weight(sum), weight(g.Needed))
	case g.Verdict != "":
		s += fmt.Sprintf("Its channels of evidence weigh %s nats, and %s would do for a %s; it is reported as such, or as part of one, without this "+
			"account, which belongs with a probability below 70 %%", weight(sum), weight(g.Needed), verdictName(g.Verdict))
	default:
		s += fmt.Sprintf("Its channels of evidence weigh %s nats, and %s would do; but what speaks is too little for any verdict, which takes two "+
			"channels, identity among them, and more in a small group", weight(sum), weight(g.Needed))
	}
	if w := weak(g.Channels); w != "" && (sum < g.Needed || g.Verdict == "") {
		s += ": " + w
	}
	p.paragraph("  ", plainType, s+".")
}

package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// What internal/campaign asks for.
const (
	speaks = 1.0986 // nats of a channel that counts as speaking: a factor of three
	named  = 0.7    // probability from which on an account is named
)

// change says what would have changed the verdict on a campaign: what would be
// left of it without each channel, or what is missing for a graver one.
func (p *printer) change(c *iolaus.Campaign) {
	if len(c.Channels) == 0 {
		return
	}
	p.section("What would have changed the verdict")
	p.paragraph("  ", plainType, balance(c))
	if c.Needed > 0 {
		for _, ch := range c.Channels {
			if ch.Weight >= speaks {
				p.paragraph("  − ", bold, fmt.Sprintf("Without %s (%s; %s nats), %s",
					nameOr(inWords(ch.Name), "one channel"), kindsOf(c, ch.Name), weight(ch.Weight), left(c, ch)))
			}
		}
	}
	if missing := missing(c); missing != "" {
		p.paragraph("  + ", bold, missing)
	}
}

// balance says what all channels weigh and what was needed.
func balance(c *iolaus.Campaign) string {
	s := fmt.Sprintf("The channels of evidence weigh %s nats together", weight(total(c.Channels)))
	if c.Needed <= 0 {
		return s + ". What would be left without one of them is not known: the verdict rests on a part of its accounts."
	}
	return s + fmt.Sprintf("; for a group of its size, %s would have done.", weight(c.Needed))
}

func total(channels []iolaus.Channel) float64 {
	sum := 0.0
	for _, ch := range channels {
		sum += finite(ch.Weight)
	}
	return sum
}

// left says what would be left of a campaign without a channel.
func left(c *iolaus.Campaign, ch iolaus.Channel) string {
	rest := total(c.Channels) - ch.Weight
	switch {
	case ch.Without == "" && rest < c.Needed:
		return fmt.Sprintf("%s of the %s nats needed are left: it would not be reported.", weight(rest), weight(c.Needed))
	case ch.Without == "":
		return fmt.Sprintf("%s nats are left, but what still speaks is too little for any verdict: it would not be reported.", weight(rest))
	case ch.Without == c.Verdict:
		return fmt.Sprintf("%s nats are left: it would be reported all the same.", weight(rest))
	}
	return fmt.Sprintf("%s nats are left: the verdict would be %s.", weight(rest), verdictName(ch.Without))
}

// kindsOf lists the evidence of a channel.
func kindsOf(c *iolaus.Campaign, channel string) string {
	var kinds []string
	for _, e := range c.Evidence {
		if e.Channel == channel && e.LLR > 0 {
			kinds = append(kinds, nameOr(inWords(e.Kind), "unnamed evidence"))
		}
	}
	if len(kinds) == 0 {
		return "no evidence listed"
	}
	return strings.Join(kinds, ", ")
}

// missing says what a graver verdict would have needed.
func missing(c *iolaus.Campaign) string {
	silent := weak(c.Channels)
	switch c.Verdict {
	case iolaus.RingOnly:
		return fmt.Sprintf("To be called distillation, three channels have to speak by a factor of three (%s nats) each, or two and the others together, the queue among them, "+
			"and the traffic has to fill templates that ask for what a distillation pipeline needs. %s", weight(speaks), sentence(silent))
	case iolaus.Relay:
		return "To be called distillation, the traffic would have to live from templates of the group's own that ask for what a distillation " +
			"pipeline needs. As it is, it follows none: that is what customers' traffic looks like."
	}
	return ""
}

// weak lists the channels that speak, those that hardly do and those that speak
// against.
func weak(channels []iolaus.Channel) string {
	var said [3][]string
	for _, ch := range channels {
		text := nameOr(inWords(ch.Name), "unnamed") + nbsp + weight(ch.Weight)
		switch {
		case ch.Weight >= speaks:
			said[0] = append(said[0], text)
		case ch.Weight > -0.05: // nothing, as it is shown
			said[1] = append(said[1], text)
		default:
			said[2] = append(said[2], text)
		}
	}
	var parts []string
	for i, lead := range []string{"here speak ", "too little come to ", "against it speak "} {
		if len(said[i]) > 0 {
			parts = append(parts, lead+strings.Join(said[i], ", "))
		}
	}
	return strings.Join(parts, "; ")
}

// deciding names the channels without which the verdict would be another.
func deciding(c *iolaus.Campaign) string {
	var names []string
	for _, ch := range c.Channels {
		if ch.Weight >= speaks && ch.Without != c.Verdict {
			names = append(names, nameOr(inWords(ch.Name), "one channel"))
		}
	}
	switch {
	case c.Needed <= 0 || len(c.Channels) == 0:
		return ""
	case len(names) == 0:
		return "No single channel decides: the verdict would stand without any one of them."
	}
	return "The verdict would be another without " + strings.Join(names, ", or without ") + "."
}

// belonging says what an account's membership rests on.
func (p *printer) belonging(c *iolaus.Campaign, member int) {
	m := &c.Accounts[member]
	tied, fills := tied(c, member), distilledOf(m)
	s := fmt.Sprintf("An account is named when it belongs with a probability of %s or more. ", percent(named))
	switch {
	case c.Verdict == iolaus.Harvest:
		s = "It is judged for what it does alone, or with the accounts of its declared organisation."
	case tied && fills >= 0.5:
		s += fmt.Sprintf("Its ties speak for it, and so do the %s of its exchanges that fill the campaign's templates.", percent(fills))
	case tied && c.Distilled > 0:
		s += fmt.Sprintf("Its ties carry it: %s of its exchanges fill the campaign's templates. Without ties it would hardly be named.", percent(fills))
	case tied:
		s += "Its ties alone carry it: without them it would not be named."
	case byCompany(c, member):
		s = "An account without ties is named where less than one chance in a thousand is left that it is another's. " +
			"All that it shares with many accounts of the campaign carries it: hardly any other account has it together. " +
			"With a network, a client or an hour of registration of its own, it would hardly be named."
	default:
		s += fmt.Sprintf("What it sent carries it: %s of its exchanges fill the campaign's templates. Had it sent other things, it would hardly be named.", percent(fills))
	}
	p.line("")
	p.line("  " + p.styled(bold, "What would have changed it"))
	p.paragraph("  ", plainType, s)
	if d := deciding(c); d != "" {
		p.paragraph("  ", plainType, d+" "+fmt.Sprintf("See explain %s.", nameOr(c.ID, title(c))))
	}
	if c.Verdict == iolaus.RingOnly {
		p.paragraph("  ", plainType, "The campaign is a ring, which accuses nobody: no extraction is shown.")
	}
}

// tied reports whether a link to a single account is in the report.
func tied(c *iolaus.Campaign, member int) bool {
	return len(c.Accounts[member].Ties) > 0 ||
		slices.ContainsFunc(c.Accounts, func(other iolaus.Member) bool { return slices.Contains(other.Ties, member) })
}

// byCompany reports whether an account without ties was named for what it shares with
// many, and not for what it sent.
func byCompany(c *iolaus.Campaign, member int) bool {
	return !tied(c, member) && len(c.Accounts[member].Shares) > 0
}

func distilledOf(m *iolaus.Member) float64 {
	return float64(m.Distilled) / float64(max(1, m.Exchanges))
}

// shared says what an account has in common with others of its campaign.
func (p *printer) shared(c *iolaus.Campaign, member int) {
	m := &c.Accounts[member]
	if len(m.Shares) == 0 {
		return
	}
	var kinds []string
	for kind := range m.Shares {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b string) int {
		if m.Shares[a] != m.Shares[b] {
			return int(m.Shares[b] - m.Shares[a])
		}
		return strings.Compare(a, b)
	})
	for i, kind := range kinds {
		kinds[i] = nameOr(inWords(kind), "something") + " with " + count(m.Shares[kind])
	}
	found := "Found to share, of the others that it was compared with: "
	if byCompany(c, member) {
		found = "Shares, with accounts of the campaign: "
	}
	p.paragraph("  ", plainType, found+strings.Join(kinds, ", ")+".")
}

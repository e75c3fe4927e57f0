package intake_test

import (
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// clone copies an exchange with everything it aliases.
func clone(x *iolaus.Exchange) *iolaus.Exchange {
	c := *x
	for _, s := range []*string{
		&c.ID, &c.Account, &c.Org, &c.APIKey, &c.Pathway, &c.Model,
		&c.Client.IP, &c.Client.Country, &c.Client.UserAgent, &c.Client.JA4, &c.Client.Device,
		&c.Request.System, &c.Request.User, &c.Response.StopReason,
	} {
		*s = strings.Clone(*s)
	}
	c.Request.Messages, c.Request.Tools, c.Response.Artefacts = nil, nil, nil
	for _, m := range x.Request.Messages {
		m.Role, m.Blocks = strings.Clone(m.Role), slices.Clone(m.Blocks)
		if len(m.Blocks) == 0 {
			m.Blocks = nil
		}
		for i, b := range m.Blocks {
			m.Blocks[i] = iolaus.Block{Kind: b.Kind, Text: strings.Clone(b.Text), Name: strings.Clone(b.Name), Artefact: strings.Clone(b.Artefact)}
		}
		c.Request.Messages = append(c.Request.Messages, m)
	}
	for _, t := range x.Request.Tools {
		c.Request.Tools = append(c.Request.Tools, iolaus.Tool{Name: strings.Clone(t.Name), Description: strings.Clone(t.Description), Schema: strings.Clone(t.Schema)})
	}
	for _, a := range x.Response.Artefacts {
		c.Response.Artefacts = append(c.Response.Artefacts, strings.Clone(a))
	}
	return &c
}

package results

import (
	"context"
	"strings"

	"github.com/iolaus-project/iolaus/internal/evaluate"
)

// twins lists the advisory's indicators (publicly reported, 2026): the scenario
// that shows each, and the honest population that shows it too.
var twins = [...]struct{ indicator, scenario, population string }{
	{"use round the clock", "twin-nightly-batch", "batch"},
	{"a new account straight to its limit", "twin-new-account", "migration"},
	{"one credential from many addresses", "twin-one-key", "ci"},
	{"an enterprise's throughput on a small plan", "twin-small-plan", "smallplan"},
	{"traffic through an aggregator", "twin-aggregator", "aggregator"},
	{"stripped metadata", "twin-stripped", "privacy"},
	{"asking for restated reasoning", "twin-audit-trail", "audit"},
	{"failover between models", "twin-failover", "failover"},
	{"a new model within 24 hours", "twin-release-day", "releaseday"},
	{"a harness that scores answers", "twin-regression-suite", "regression"},
}

// advisory writes what comes of honest twins and campaigns that show the same
// indicator.
func (l *lab) advisory(ctx context.Context, b *strings.Builder) error {
	t := newTable("indicator", "honest twin", "twins flagged", "other honest flagged", "campaign found", "its accounts found")
	for _, twin := range twins {
		findings, err := l.several(ctx, twin.scenario, "", false)
		if err != nil {
			return err
		}
		e := pooled(findings)
		var flagged evaluate.Share
		for _, p := range e.Populations {
			if p.Name == twin.population {
				flagged = p.Flagged
			}
		}
		others := evaluate.Share{Part: e.Honest.Flagged.Part - flagged.Part, Of: e.Honest.Flagged.Of - flagged.Of}
		t.add(twin.indicator, twin.population, counts(flagged), counts(others), counts(e.Detected()), percent(e.Accounts.Recall))
	}
	b.WriteString(t.String())
	return nil
}

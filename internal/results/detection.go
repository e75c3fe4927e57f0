package results

import (
	"context"
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// shapesOf names the shape of each campaign of the survey, in the table's order.
var shapesOf = [...]struct{ campaign, shape string }{
	{"amber", "lockstep reasoning harvest"},
	{"foundry", "pivoting coding harvest"},
	{"delta", "many-pathway agentic harvest"},
	{"bazaar", "relay with a harvest inside"},
	{"drizzle", "trickle, 1 to 2 a day each"},
	{"echo", "reasoning-artefact replay"},
	{"needle", "probe sweep"},
	{"hermit", "lone harvest"},
}

// detection writes what is found in each kind of world, and in the survey by
// shape and against other methods.
func (l *lab) detection(ctx context.Context, b *strings.Builder) error {
	t := newTable("worlds", "campaigns found", "for good", "in one piece", "accounts found", "of those that extracted", "purity", "taken before", "first found after", "honest accounts flagged")
	row := func(name string, e *evaluate.Evaluation) {
		whole := evaluate.Share{Of: e.Detected().Of}
		var after []float64
		for _, c := range e.Campaigns {
			if int64(c.Pieces) == c.Detected.Part { // one in every world in which it has any
				whole.Part += c.Detected.Part
			}
			after = append(after, c.Hours...)
		}
		t.add(name, counts(e.Detected()), counts(e.Discoveries.Stand), counts(whole), percent(e.Accounts.Recall), percent(e.Extracting()), percent(e.Purity()), percentTenths(e.Exposure()),
			hours(after), e.Honest.Flagged.OneIn())
	}
	var survey []finding
	for _, name := range []string{"demo", "benign", "crowd", "shapes", "survey"} {
		findings, err := l.several(ctx, name, "", name == "survey")
		if err != nil {
			return err
		}
		survey = findings // the last one's
		row(name+" × "+strconv.Itoa(len(findings)), pooled(findings))
		if l.Prompts == "" || name == "shapes" {
			continue
		}
		real, err := l.several(ctx, name, l.Prompts, false)
		if err != nil {
			return err
		}
		row(name+" × "+strconv.Itoa(len(real))+", real tasks", pooled(real))
	}
	var published []finding
	for _, long := range []struct {
		name string
		world
	}{
		{"survey, four weeks", world{scenario: lasting(load("survey"), fourWeeks), scale: 1}},
		{"published, a twentieth", world{scenario: load("published"), scale: twentieth}},
	} {
		long.seed = l.seeds(1)[0]
		f, err := l.look(ctx, long.world, false)
		if err != nil {
			return err
		}
		published = []finding{f} // the last one
		row(long.name+" × 1", pooled(published))
	}
	b.WriteString(t.String())
	b.WriteString("\nThe survey by shape (in brackets: Wilson intervals at 95 %, over accounts):\n\n")
	byShape(pooled(survey), b)
	l.versus(survey, b)
	b.WriteString("\nCampaigns of the publicly reported shapes (2026) and lengths, at a twentieth of their accounts (scenario `published`):\n\n")
	byShape(pooled(published), b)
	return nil
}

// Worlds that last as long as the campaigns that were reported.
const (
	fourWeeks = 28       // days of the survey
	twentieth = 1.0 / 20 // of the accounts of the scenario published
)

// lasting gives the scenario over that many days.
func lasting(base *simulate.Scenario, days float64) *simulate.Scenario {
	s := *base
	s.Days = days
	return &s
}

// several looks at a scenario under every seed.
func (l *lab) several(ctx context.Context, name, prompts string, against bool) ([]finding, error) {
	var all []finding
	for _, seed := range l.seeds(l.Worlds) {
		f, err := l.look(ctx, world{scenario: load(name), seed: seed, scale: 1, prompts: prompts}, against)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func pooled(findings []finding) *evaluate.Evaluation {
	var all []*evaluate.Evaluation
	for _, f := range findings {
		all = append(all, f.found)
	}
	return evaluate.Sum(all)
}

// byShape writes what is found of each shape.
func byShape(e *evaluate.Evaluation, b *strings.Builder) {
	t := newTable("campaign", "worlds in which it is found", "first found after", "accounts found", "of those that extracted", "purity", "taken before", "exchanges a world", "distilled by accounts found")
	for _, s := range shapesOf {
		if c := campaignOf(e, s.campaign); c.Name != "" {
			t.add(s.shape, counts(c.Detected), hours(c.Hours), within(c.Recall), percent(c.Extracting), percent(c.Purity),
				percent(c.Exposure), evaluate.Thousands(c.Exposure.Part/max(1, c.Detected.Of)), percent(c.Held))
		}
	}
	b.WriteString(t.String())
	for _, c := range e.Campaigns {
		if c.Verdicts[string(iolaus.Relay)] > 0 {
			b.WriteString("\nReported apart inside the relay: " + counts(c.Inner.Distilled) + " exchanges made to distil (" +
				percent(c.Inner.Distilled) + "), " + percent(c.Inner.Precision) +
				" of what was reported so; at most, since a report counts exchanges by account.\n")
		}
	}
	if p, some := e.WorstPopulation(); some && p.Flagged.Part > 0 {
		b.WriteString("\nMost accused among honest populations: " + p.Name + ", " + counts(p.Flagged) + ".\n")
	}
}

// versus compares with the other methods on the survey.
func (l *lab) versus(findings []finding, b *strings.Builder) {
	b.WriteString("\nOther methods on the same survey worlds (`iolaus evaluate --against all`):\n\n")
	t := newTable("method", "accounts found", "worst campaign", "precision", "pieces each", "taken before", "honest flagged", "worst population", "false reports")
	add := func(method string, e *evaluate.Evaluation) {
		worst := "none"
		if p, some := e.WorstPopulation(); some && p.Flagged.Part > 0 {
			worst = p.Name + ", " + percent(p.Flagged)
		}
		pieces := "–"
		if e.Detected().Part > 0 {
			pieces = strconv.FormatFloat(e.PiecesEach(), 'f', 1, 64)
		}
		t.add(method, percent(e.Accounts.Recall), percent(e.WorstCampaign()), percent(e.Accounts.Precision), pieces,
			percent(e.Exposure()), e.Honest.Flagged.OneIn(), worst, counts(e.Discoveries.False))
	}
	var worlds []evaluate.World
	var rivals [][]evaluate.Rival
	for _, f := range findings {
		worlds, rivals = append(worlds, evaluate.World{Evaluation: f.found}), append(rivals, f.rivals)
	}
	for _, r := range evaluate.Against(worlds, rivals) {
		add(r.Method, r.Evaluation)
	}
	b.WriteString(t.String())
}

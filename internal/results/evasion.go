package results

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/simulate"
	"github.com/iolaus-project/iolaus/internal/simulate/harvest"
)

// price is what one setting of the dials brings and costs, over all campaigns
// and seeds.
type price struct {
	found  *evaluate.Evaluation
	effort simulate.Effort
}

// against writes what the operators need and get, relative to another setting:
// accounts, cards, networks, distilled exchanges.
func (p price) against(other price) []string {
	now, then := p.effort, other.effort
	return []string{
		times(int64(now.Accounts), int64(then.Accounts)), times(int64(now.Cards), int64(then.Cards)),
		times(int64(now.Networks), int64(then.Networks)), times(now.Distilled, then.Distilled),
	}
}

// evasion writes how detection falls with each dial, and with several at once.
func (l *lab) evasion(ctx context.Context, b *strings.Builder) error {
	base := load("evasion")
	half, err := l.price(ctx, base)
	if err != nil {
		return err
	}
	joint := slices.Sorted(maps.Keys(base.Campaigns[0].Dials))
	t := newTable("dial", "found at 0", "at 0.5", "at 1", "campaigns found, at 1", "distilled by accounts found, at 1", "accounts", "cards", "networks", "distilled")
	for _, name := range harvest.DialNames() {
		rung, err := l.ladder(ctx, base, name, joint, half)
		if err != nil {
			return err
		}
		low, high := rung[0], rung[2]
		row := []string{
			name, percent(low.found.Accounts.Recall), percent(rung[1].found.Accounts.Recall), percent(high.found.Accounts.Recall),
			counts(high.found.Detected()), percent(high.found.Held()),
		}
		t.add(append(row, high.against(low)...)...)
	}
	b.WriteString(t.String())
	return l.together(ctx, base, joint, half, b)
}

// ladder prices one dial at 0, 0.5 and 1; the others stay as the scenario has
// them, half being that.
func (l *lab) ladder(ctx context.Context, base *simulate.Scenario, name string, joint []string, half price) (rungs [3]price, err error) {
	for i, value := range []float64{0, 0.5, 1} {
		set := 0.0
		if slices.Contains(joint, name) {
			set = 0.5
		}
		if value == set && name != "second_pool" && name != "replay" && name != "probing" { // shapes have some of their own
			rungs[i] = half
			continue
		}
		s := turned(base, map[string]float64{name: value})
		if name == "second_pool" { // nothing follows where nothing was taken down
			for c := range s.Campaigns {
				s.Campaigns[c].Takedown, s.Campaigns[c].Pause = 36*time.Hour, 6*time.Hour
			}
		}
		if rungs[i], err = l.price(ctx, s); err != nil {
			return rungs, err
		}
	}
	return rungs, nil
}

// together prices several dials at once.
func (l *lab) together(ctx context.Context, base *simulate.Scenario, joint []string, half price, b *strings.Builder) error {
	all := func(value float64, more ...string) map[string]float64 {
		dials := map[string]float64{}
		for _, name := range joint {
			dials[name] = value
		}
		for _, name := range more {
			dials[name] = value
		}
		return dials
	}
	kept := all(1)
	kept["paraphrase"], kept["dilution"] = 0, 0
	undiluted := all(1)
	undiluted["dilution"] = 0
	rewritten := all(1, "persona", "routing", "translation")
	rewritten["dilution"] = 0
	titles := []string{"the ten dials at", "accounts found", "campaigns"}
	for _, s := range shapesOf {
		titles = append(titles, strings.Split(strings.Split(s.shape, ",")[0], " ")[0])
	}
	t := newTable(append(titles, "honest flagged", "accounts", "cards", "networks", "distilled")...)
	first := price{}
	for i, setting := range []struct {
		name  string
		dials map[string]float64
		days  float64
	}{
		{"0", all(0), base.Days},
		{"0.25", all(0.25), base.Days},
		{"0.5", nil, base.Days},
		{"0.75", all(0.75), base.Days},
		{"1, but template kept, no dilution", kept, base.Days},
		{"1, but no dilution", undiluted, base.Days},
		{"the same, and persona, routing, translation at 1", rewritten, base.Days},
		{"1, but template kept, no dilution, over four weeks", kept, fourWeeks},
	} {
		p := half
		if setting.dials != nil {
			var err error
			if p, err = l.price(ctx, lasting(turned(base, setting.dials), setting.days)); err != nil {
				return err
			}
		}
		if i == 0 {
			first = p
		}
		row := []string{setting.name, percent(p.found.Accounts.Recall), counts(p.found.Detected())}
		for _, s := range shapesOf {
			row = append(row, percent(campaignOf(p.found, s.campaign).Recall))
		}
		effort := p.against(first)
		if setting.days != base.Days { // more days take more of everything
			effort = []string{"", "", "", ""}
		}
		t.add(append(append(row, p.found.Honest.Flagged.OneIn()), effort...)...)
	}
	fmt.Fprintf(b, "\nSeveral at once (the ten: %s), by shape:\n\n%s", strings.Join(joint, ", "), t)
	return nil
}

// price looks at a scenario under the sweep's seeds.
func (l *lab) price(ctx context.Context, s *simulate.Scenario) (price, error) {
	var p price
	var all []*evaluate.Evaluation
	for _, seed := range l.seeds(l.Sweep) {
		f, err := l.look(ctx, world{scenario: s, seed: seed, scale: 1}, false)
		if err != nil {
			return p, err
		}
		all = append(all, f.found)
		for _, e := range f.totals.Campaigns {
			p.effort.Accounts += e.Accounts
			p.effort.Cards += e.Cards
			p.effort.Networks += e.Networks
			p.effort.Distilled += e.Distilled
		}
	}
	p.found = evaluate.Sum(all)
	return p, nil
}

// turned gives the scenario with some dials of all campaigns set.
func turned(base *simulate.Scenario, dials map[string]float64) *simulate.Scenario {
	s := *base
	s.Campaigns = slices.Clone(base.Campaigns)
	for i := range s.Campaigns {
		own := maps.Clone(s.Campaigns[i].Dials)
		if own == nil {
			own = map[string]float64{}
		}
		maps.Copy(own, dials)
		s.Campaigns[i].Dials = own
	}
	return &s
}

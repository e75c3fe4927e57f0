package results

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// How campaigns are watched live: what the store has seen before they begin, how long it
// is looked at every hour, for how long and how often from then on, and how often in the
// days after that.
const (
	before   = 4 * 24 * time.Hour
	hourly   = 2 * 24 * time.Hour
	rarely   = 2 * 24 * time.Hour
	thenEach = 6 * time.Hour
	daily    = 4 * 24 * time.Hour
)

// liveLooks gives when a world that is watched live is looked at; the last time at its
// end, however late.
func liveLooks(i int) time.Duration {
	at := before
	for _, phase := range []struct{ lasts, each time.Duration }{{hourly, time.Hour}, {rarely, thenEach}, {daily, 24 * time.Hour}} {
		n := int(phase.lasts / phase.each)
		if i <= n {
			return at + time.Duration(i)*phase.each
		}
		at, i = at+phase.lasts, i-n
	}
	return at + time.Duration(i)*365*24*time.Hour
}

// live writes when the campaigns of the survey, and of one that lasts, are first accused
// by a provider who looks every hour, and what a replay from the end says of the same
// worlds.
func (l *lab) live(ctx context.Context, b *strings.Builder) error {
	seeds := l.seeds(l.Watched)
	fmt.Fprintf(b, "The survey, watched live, for %s: each world is read into one store, four days of honest traffic first; from when its campaigns begin it is reported on every hour for two days, every six hours for two more, and once a day for another four.\n\n", l.purpose())
	for _, of := range []struct {
		lasts    string
		scenario *simulate.Scenario
		seeds    []uint64
	}{
		{"four days", load("survey"), seeds},
		{"four weeks", lasting(load("survey"), fourWeeks), seeds[:1]},
	} {
		if err := l.liveOf(ctx, b, of.lasts, of.scenario, of.seeds); err != nil {
			return err
		}
	}
	b.WriteString("*Replayed* is what `detected_at` of the last report says, by the picture of honest traffic, the templates and the group as they are known at the end.\n")
	return nil
}

// liveOf writes what came of watching the campaigns of a scenario live.
func (l *lab) liveOf(ctx context.Context, b *strings.Builder, lasts string, s *simulate.Scenario, seeds []uint64) error {
	vigils, err := l.watchAll(ctx, begunAfter(s, before), seeds, liveLooks)
	if err != nil {
		return err
	}
	looks, last, ever := together(vigils)
	watched, replayed := evaluate.Sum(ever), evaluate.Sum(last)
	t := newTable("campaigns of "+lasts, "accused in", "first accused after", "exchanges a world until then", "taken before", "replayed: after", "taken before")
	for _, s := range shapesOf {
		w, r := campaignOf(watched, s.campaign), campaignOf(replayed, s.campaign)
		t.add(s.shape, counts(w.Detected), hours(w.Hours), evaluate.Thousands(w.Exposure.Part/max(1, w.Detected.Of)), percent(w.Exposure), hours(r.Hours), percent(r.Exposure))
	}
	t.add("all", counts(watched.Detected()), "", "", percent(watched.Exposure()), "", percent(replayed.Exposure()))
	b.WriteString(t.String())
	fmt.Fprintf(b, "\nOver %s, seeds %d to %d, in all %d looks together: of the campaigns' accounts %s accused at any, %s at the last; of the honest accounts %s at any (worst population: %s), %s at the last; campaigns without one account of a campaign: %d at any.\n\n",
		lasts, seeds[0], seeds[len(seeds)-1], looks, percent(watched.Accounts.Recall), percent(replayed.Accounts.Recall),
		counts(watched.Honest.Flagged), worst(watched), counts(replayed.Honest.Flagged), watched.Discoveries.False.Part)
	return nil
}

// begunAfter gives the scenario with so much honest traffic before its campaigns.
func begunAfter(base *simulate.Scenario, quiet time.Duration) *simulate.Scenario {
	s := *base
	s.Days += quiet.Hours() / 24
	s.Release += quiet
	s.Campaigns = slices.Clone(base.Campaigns)
	for i := range s.Campaigns {
		c := &s.Campaigns[i]
		c.Start += quiet
		for _, at := range []*time.Duration{&c.Stop, &c.Takedown} {
			if *at > 0 {
				*at += quiet
			}
		}
	}
	return &s
}

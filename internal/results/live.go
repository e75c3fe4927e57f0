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
// is looked at every hour, and how often from then on.
const (
	before   = 4 * 24 * time.Hour
	hourly   = 2 * 24 * time.Hour
	thenEach = 6 * time.Hour
)

// liveLooks gives when a world that is watched live is looked at.
func liveLooks(i int) time.Duration {
	const fine = int(hourly / time.Hour)
	return before + time.Duration(min(i, fine))*time.Hour + time.Duration(max(0, i-fine))*thenEach
}

// live writes when the campaigns of the survey are first accused by a provider who looks
// every hour, and what a replay from the end says of the same worlds.
func (l *lab) live(ctx context.Context, b *strings.Builder) error {
	seeds := l.seeds(l.Watched)
	vigils, err := l.watchAll(ctx, begunAfter(load("survey"), before), seeds, liveLooks)
	if err != nil {
		return err
	}
	looks, last, ever := together(vigils)
	fmt.Fprintf(b, "The survey of the seeds %d to %d, for %s, watched live: each world is read into one store, four days of honest traffic first; from when its campaigns begin it is reported on every hour for two days, and every six hours for two more:\n\n",
		seeds[0], seeds[len(seeds)-1], l.purpose())
	t := newTable("campaign", "accused in", "first accused after", "exchanges a world until then", "taken before", "replayed: after", "taken before")
	watched, replayed := evaluate.Sum(ever), evaluate.Sum(last)
	for _, s := range shapesOf {
		w, r := campaignOf(watched, s.campaign), campaignOf(replayed, s.campaign)
		t.add(s.shape, counts(w.Detected), hours(w.Hours), thousands(w.Exposure.Part/max(1, w.Detected.Of)), percent(w.Exposure), hours(r.Hours), percent(r.Exposure))
	}
	t.add("all", counts(watched.Detected()), "", "", percent(watched.Exposure()), "", percent(replayed.Exposure()))
	b.WriteString(t.String())
	fmt.Fprintf(b, "\nIn all %d looks together: of the campaigns' accounts %s accused at any, %s at the last; of the honest accounts %s at any, %s at the last. *Replayed* is what `detected_at` of the last report says, by the picture of honest traffic, the templates and the group as they are known at the end.\n",
		looks, percent(watched.Accounts.Recall), percent(replayed.Accounts.Recall), counts(watched.Honest.Flagged), counts(replayed.Honest.Flagged))
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

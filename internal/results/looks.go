package results

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/simulate"
)

// lookEvery is how often a store that grows is looked at.
const lookEvery = 6 * time.Hour

// vigil is what came of looking at a growing store of honest traffic again and
// again.
type vigil struct {
	looks int
	last  *evaluate.Evaluation // the report of the last look
	ever  *evaluate.Evaluation // all that was reported at any look
	said  validity             // what the tests said of all groups
}

// honestWorlds are the scenarios without a campaign: what a provider's traffic is made
// of, and organisations above all.
func honestWorlds() []string { return []string{"benign", "crowd"} }

// looks writes how many honest accounts are ever accused when worlds without a
// campaign are watched as they grow.
func (l *lab) looks(ctx context.Context, b *strings.Builder) error {
	seeds := simulate.Benign(l.Benign)
	if l.Development {
		seeds = simulate.Development(l.Benign)
	}
	fmt.Fprintf(b, "Worlds without a campaign, of the seeds %d to %d, for %s, each read into one store in slices of six hours and reported on after every slice:\n\n",
		seeds[0], seeds[len(seeds)-1], l.purpose())
	t := newTable("scenario", "reported", "worlds", "looks", "campaigns", "worlds with any", "honest accounts", "flagged", "share", "at most", "worst population")
	var said validity
	for _, name := range honestWorlds() {
		vigils, err := l.watchAll(ctx, load(name), seeds, simulate.Every(lookEvery))
		if err != nil {
			return err
		}
		for i := range vigils {
			said.merge(&vigils[i].said)
		}
		looks, last, ever := together(vigils)
		lookRow(t, name, "at the last look", len(seeds), last)
		lookRow(t, name, "at any look", looks, ever)
	}
	b.WriteString(t.String())
	b.WriteString("\nEvery campaign here is false. *At most* is the upper end of the Wilson interval at 95 %, as if accounts were accused one by one; they are accused by groups, so it flatters, and the interval over worlds (in brackets) does not. What a row *at any look* has beyond the one before it was accused and dropped again: the price of looking often.\n\n")
	said.write(b)
	return nil
}

// watchAll watches a world of each seed.
func (l *lab) watchAll(ctx context.Context, s *simulate.Scenario, seeds []uint64, bounds simulate.Bounds) ([]vigil, error) {
	vigils := make([]vigil, len(seeds))
	worlds, ctx := errgroup.WithContext(ctx)
	worlds.SetLimit(runtime.GOMAXPROCS(0)) // a world to a processor: most of a look is not parallel
	for i, seed := range seeds {
		worlds.Go(func() (err error) {
			vigils[i], err = l.watch(ctx, s, seed, bounds)
			return err
		})
	}
	return vigils, worlds.Wait()
}

// together counts the looks of vigils and lists what came of each.
func together(vigils []vigil) (looks int, last, ever []*evaluate.Evaluation) {
	for _, v := range vigils {
		looks += v.looks
		last, ever = append(last, v.last), append(ever, v.ever)
	}
	return looks, last, ever
}

func lookRow(t *table, scenario, reported string, looks int, worlds []*evaluate.Evaluation) {
	e := evaluate.Sum(worlds)
	with := evaluate.Share{Of: int64(len(worlds))}
	for _, w := range worlds {
		if w.Discoveries.False.Part > 0 {
			with.Part++
		}
	}
	flagged := e.Honest.Flagged
	_, most := flagged.Interval()
	t.add(scenario, reported, evaluate.Thousands(int64(len(worlds))), evaluate.Thousands(int64(looks)), evaluate.Thousands(e.Discoveries.False.Part), within(with),
		evaluate.Thousands(flagged.Of), evaluate.Thousands(flagged.Part), perMille(flagged.Rate()), perMille(most), worst(e))
}

// worst names the population of which the most are accused.
func worst(e *evaluate.Evaluation) string {
	p, some := e.WorstPopulation()
	if !some || p.Flagged.Part == 0 {
		return "none"
	}
	return p.Name + ", " + counts(p.Flagged)
}

// watch makes a world and looks at it after every slice of its time.
func (l *lab) watch(ctx context.Context, s *simulate.Scenario, seed uint64, bounds simulate.Bounds) (v vigil, err error) {
	began := time.Now()
	dir, err := os.MkdirTemp(l.Scratch, "iolaus-world-")
	if err != nil {
		return v, fmt.Errorf("make a folder for a world: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if _, err = simulate.Run(ctx, s, simulate.Options{Out: dir, Seed: seed, Scale: l.Scale, Traces: l.Traces}); err != nil {
		return v, err
	}
	slices, err := simulate.Cut(dir, filepath.Join(dir, "slices"), bounds)
	if err != nil {
		return v, err
	}
	truth, err := evaluate.Read(dir)
	if err != nil {
		return v, err
	}
	var all accusations
	last, err := v.follow(ctx, filepath.Join(dir, "store"), slices, func(look time.Time, r *iolaus.Report) error {
		for _, c := range all.add(look, r) {
			if len(s.Campaigns) > 0 {
				continue // it may be one of those
			}
			if err := l.logFalse(s.Name, seed, look, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	v.looks = len(slices)
	if v.last, err = evaluate.Evaluate(truth, last, fdr); err != nil {
		return v, err
	}
	ever := *last
	ever.Campaigns = all.campaigns
	if v.ever, err = evaluate.Evaluate(truth, &ever, fdr); err != nil {
		return v, err
	}
	return v, l.logf("%s, seed %d: %d looks, %d campaigns reported, %d honest flagged at any, %.0f s\n", s.Name, seed,
		v.looks, len(all.campaigns), v.ever.Honest.Flagged.Part, time.Since(began).Seconds())
}

// follow reads slice after slice into a store, shows each report and gives the last;
// an empty one of a world in which nobody sent anything.
func (v *vigil) follow(ctx context.Context, store string, slices []simulate.Slice, show func(time.Time, *iolaus.Report) error) (*iolaus.Report, error) {
	last := &iolaus.Report{}
	for _, slice := range slices {
		o := pipeline.Options{Accounts: slice.Accounts, Store: store, FDR: fdr, Workers: 1, Judged: v.said.add}
		v.said.look()
		if slice.Exchanges != "" {
			o.Inputs = []string{slice.Exchanges}
		}
		result, err := pipeline.Scan(ctx, o)
		if err != nil {
			return nil, err
		}
		last = result.Report
		if err := show(slice.End, last); err != nil {
			return nil, err
		}
	}
	return last, nil
}

// logFalse says why a campaign was reported where there is none.
func (l *lab) logFalse(world string, seed uint64, look time.Time, c *iolaus.Campaign) error {
	var why strings.Builder
	for _, e := range c.Evidence {
		fmt.Fprintf(&why, "  %s %.1f: observed %s; expected %s\n", e.Kind, e.LLR, e.Observed, e.Expected)
	}
	return l.logf("%s, seed %d, look at %s: %s of %d accounts, confidence %.4f\n%s", world, seed,
		look.Format("2006-01-02 15:04"), c.Verdict, len(c.Accounts), c.Confidence, &why)
}

// accusations are the campaigns of several reports on one store, each once, with
// every account that ever stood in it, detected when it was first reported.
type accusations struct {
	campaigns []iolaus.Campaign
	at        map[string]int // by id
	named     map[[2]string]bool
}

// add gives the campaigns that no report before has named.
func (a *accusations) add(look time.Time, r *iolaus.Report) (first []*iolaus.Campaign) {
	if a.at == nil {
		a.at, a.named = map[string]int{}, map[[2]string]bool{}
	}
	for k := range r.Campaigns {
		c := &r.Campaigns[k]
		if c.Verdict == iolaus.RingOnly {
			continue
		}
		i, known := a.at[c.ID]
		if !known {
			i = len(a.campaigns)
			a.at[c.ID] = i
			first = append(first, c)
			a.campaigns = append(a.campaigns, iolaus.Campaign{ID: c.ID, Verdict: c.Verdict, Confidence: c.Confidence, DetectedAt: look})
		}
		for _, m := range c.Accounts {
			if key := [2]string{c.ID, m.Account}; !a.named[key] {
				a.named[key] = true
				a.campaigns[i].Accounts = append(a.campaigns[i].Accounts, m)
			}
		}
	}
	return first
}

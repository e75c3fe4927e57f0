package pipeline

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/link"
	"github.com/iolaus-project/iolaus/internal/ring"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// Bounds of what detection holds in memory.
const (
	maxSamples   = 300_000 // exchanges looked at to find families
	minPerSample = 2       // exchanges of one account, however many accounts there are
	maxPerSample = 40
	maxAssigned  = 3_000_000 // exchanges that are assigned to the families found
	maxPerUses   = 200       // exchanges of one account that are assigned
	maxTraces    = 600_000   // exchanges of candidates and reference accounts, about 150 bytes each
	minPerTrace  = 16        // exchanges of one account, however many accounts there are
	maxPerTrace  = 2_000
	maxReference = 2_000   // accounts drawn as a picture of honest traffic
	maxBusy      = 1_000   // accounts looked at one by one
	minBusy      = 30      // exchanges that such an account has at least
	maxClose     = 600_000 // exchanges of those accounts
	maxPerClose  = 3_000
	minOwn       = 6     // tasks that two phrases of an own template have in common
	maxOwn       = 1_200 // tasks of a holder in which its own templates are looked for
)

// detection carries one detection over a store from stage to stage.
type detection struct {
	options *Options
	store   traffic.Store
	watch   *stopwatch
	world   campaign.World
	index   map[iolaus.Hash]int32 // dense number of an account
	summary traffic.Summary
	steps   []int32 // by account, of the exchanges sampled, those that may be a step of a pipeline

	standing *iolaus.Standing // of the account that the options name
}

func detect(ctx context.Context, o *Options, store traffic.Store, result *Result, watch *stopwatch) error {
	o.setDefaults()
	d := &detection{options: o, store: store, watch: watch}
	watch.start("accounts seen")
	if err := d.loadAccounts(ctx); err != nil {
		return err
	}
	result.Duplicates = d.summary.Duplicates
	if d.summary.Exchanges == 0 {
		return ErrNothingRead
	}
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"families", d.findFamilies},
		{"links and rings", d.findRings},
		{"traces", d.loadTraces},
	} {
		watch.start(step.name)
		if err := step.run(ctx); err != nil {
			return err
		}
	}
	report := &iolaus.Report{
		Version:   iolaus.ReportVersion,
		Window:    iolaus.Window{From: time.UnixMilli(int64(d.summary.From)).UTC(), To: time.UnixMilli(int64(d.summary.To)).UTC()},
		Exchanges: d.summary.Exchanges,
		Accounts:  d.summary.Accounts,
		Rejected:  result.Rejected,
	}
	if err := d.findCampaigns(ctx, report); err != nil {
		return err
	}
	if result.Facts != nil {
		result.Facts.Used = d.registered()
	}
	result.Report, result.Standing = report, d.standing
	return nil
}

// registered counts the accounts of which registration facts are known.
func (d *detection) registered() (n int64) {
	for i := range d.world.Accounts {
		if d.world.Accounts[i].Facts.Account != "" {
			n++
		}
	}
	return n
}

// loadAccounts numbers the accounts and finds their independent holders.
func (d *detection) loadAccounts(ctx context.Context) (err error) {
	if d.summary, err = d.store.Summary(ctx); err != nil {
		return err
	}
	w := &d.world
	w.From, w.To = d.summary.From, d.summary.To
	d.index = make(map[iolaus.Hash]int32, d.summary.Accounts)
	orgs := map[iolaus.Hash]int32{}
	err = d.store.Accounts(ctx, func(a *traffic.Account) error {
		n := int32(len(w.Accounts))
		d.index[a.Hash] = n
		w.Accounts = append(w.Accounts, *a)
		holder := int32(w.Holders)
		if a.Org != 0 {
			known, ok := orgs[a.Org]
			if ok {
				holder = known
			}
			orgs[a.Org] = holder
		}
		if holder == int32(w.Holders) {
			w.Holders++
		}
		w.Holder = append(w.Holder, holder)
		return nil
	})
	return err
}

// findFamilies finds the templates in a sample of every account's exchanges, and
// then who uses them in a larger one: an account may follow a template once.
func (d *detection) findFamilies(ctx context.Context) error {
	w := &d.world
	limit := func(most, each int) int { return min(each, max(minPerSample, most/max(1, len(w.Accounts)))) }
	var prompts []family.Prompt
	err := d.traces(ctx, nil, limit(maxSamples, maxPerSample), func(r *traffic.Trace) {
		if r.Task != 0 {
			p := promptOf(r)
			p.Holder = w.Holder[d.index[r.Account]]
			prompts = append(prompts, p)
		}
	})
	if err != nil {
		return err
	}
	if w.Families, err = family.Build(ctx, prompts, family.DefaultOptions()); err != nil {
		return err
	}
	w.Uses, w.Sampled = make([][]campaign.Use, len(w.Accounts)), make([]int32, len(w.Accounts))
	d.steps = make([]int32, len(w.Accounts))
	err = d.traces(ctx, nil, limit(maxAssigned, maxPerUses), func(r *traffic.Trace) {
		if r.Task == 0 {
			return
		}
		a := d.index[r.Account]
		p := promptOf(r)
		template, setting := w.Families.Assign(&p)
		note(&w.Uses[a], template)
		note(&w.Uses[a], setting)
		w.Sampled[a]++
		if campaign.MayBeStep(&r.Capability) {
			d.steps[a]++
		}
	})
	for a := range w.Uses {
		slices.SortFunc(w.Uses[a], func(x, y campaign.Use) int { return cmp.Compare(x.Family, y.Family) })
	}
	return err
}

// promptOf is what families are found by of an exchange.
func promptOf(r *traffic.Trace) family.Prompt {
	return family.Prompt{Frame: r.Frame, Phrases: r.Phrases, Wording: r.Instruction}
}

// note counts one more use of a family.
func note(uses *[]campaign.Use, f int32) {
	if f == family.None {
		return
	}
	for i := range *uses {
		if (*uses)[i].Family == f {
			(*uses)[i].Count++
			return
		}
	}
	*uses = append(*uses, campaign.Use{Family: f, Count: 1})
}

// findRings links the accounts through what they share and forms rings.
func (d *detection) findRings(ctx context.Context) error {
	w := &d.world
	var sightings link.Builder
	// a value that most accounts share cannot speak for anything
	common := max(2, len(w.Accounts)*3/5)
	err := d.store.Sightings(ctx, common, func(s iolaus.Sighting) error {
		if a, ok := d.index[s.Account]; ok {
			sightings.Add(s.Kind, s.Value, a, s.First)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for a, uses := range w.Uses {
		for _, u := range uses {
			sightings.Add(iolaus.Family, w.Families.ID(u.Family), int32(a), w.Accounts[a].First)
		}
	}
	table := sightings.Build(w.Holder)
	w.Seen = table.ByAccount()
	if w.Links, err = link.Find(ctx, table, link.DefaultOptions(table)); err != nil {
		return err
	}
	w.Prior = link.Prior(w.Holders)
	w.Rings, err = ring.Form(ctx, len(w.Accounts), w.Links, w.Prior)
	return err
}

// loadTraces fetches what the accounts of every candidate did, and what a
// random draw of accounts did, as a picture of honest traffic.
func (d *detection) loadTraces(ctx context.Context) error {
	w := &d.world
	w.Reference = reference(w.Accounts)
	w.Busy = busiest(w.Accounts, d.steps, w.Sampled)
	wanted := slices.Clone(w.Reference)
	for _, c := range campaign.Candidates(w) {
		wanted = append(wanted, c.Accounts...)
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	limit := min(maxPerTrace, max(minPerTrace, maxTraces/max(1, len(wanted))))
	w.Traces = make([][]campaign.Exchange, len(w.Accounts))
	err := d.exchanges(ctx, wanted, limit, func(a int32, x *campaign.Exchange) {
		if w.Traces[a] == nil {
			w.Traces[a] = make([]campaign.Exchange, 0, d.room(a, limit))
		}
		w.Traces[a] = append(w.Traces[a], *x)
	})
	if err != nil {
		return err
	}
	return d.loadClose(ctx)
}

// room is for the exchanges of an account of which about limit are asked for, so that what
// is kept of them does not grow by copies.
func (d *detection) room(account int32, limit int) int {
	return int(min(d.world.Accounts[account].Exchanges, int64(limit+limit/8)))
}

// loadClose fetches what the busy accounts did and finds the templates of each holder
// among them by its traffic alone: nobody else may write them.
func (d *detection) loadClose(ctx context.Context) error {
	w := &d.world
	if len(w.Busy) == 0 {
		return nil
	}
	w.Close = make([][]campaign.Exchange, len(w.Accounts))
	prompts := make([][]family.Prompt, len(w.Accounts))
	limit := min(maxPerClose, maxClose/len(w.Busy))
	err := d.rows(ctx, w.Busy, limit, func(a int32, x *campaign.Exchange, r *traffic.Trace) {
		if w.Close[a] == nil {
			w.Close[a], prompts[a] = make([]campaign.Exchange, 0, d.room(a, limit)), make([]family.Prompt, 0, d.room(a, limit))
		}
		w.Close[a] = append(w.Close[a], *x)
		prompts[a] = append(prompts[a], promptOf(r))
	})
	if err != nil {
		return err
	}
	accounts := map[int32][]int32{} // by holder
	for _, a := range w.Busy {
		accounts[w.Holder[a]] = append(accounts[w.Holder[a]], a)
	}
	tasks, ctx := errgroup.WithContext(ctx)
	tasks.SetLimit(d.options.workers())
	for _, of := range accounts {
		tasks.Go(func() error { return findOwn(ctx, w, of, prompts) })
	}
	return tasks.Wait()
}

// findOwn finds the templates of one holder's accounts: phrases that recur together
// over its tasks, as those of a family do over holders.
func findOwn(ctx context.Context, w *campaign.World, accounts []int32, of [][]family.Prompt) error {
	seen := map[iolaus.Hash]bool{}
	var prompts []family.Prompt
	for _, a := range accounts {
		for i := range w.Close[a] {
			if x := &w.Close[a][i]; x.Root && x.Task != 0 && !seen[x.Task] {
				seen[x.Task] = true
				prompts = append(prompts, family.Prompt{Holder: int32(len(prompts)), Phrases: of[a][i].Phrases, Wording: of[a][i].Wording})
			}
		}
	}
	if n := len(prompts); n > maxOwn {
		for i := range maxOwn {
			prompts[i] = prompts[i*n/maxOwn]
		}
		prompts = prompts[:maxOwn]
	}
	own, err := family.Build(ctx, prompts, family.Options{MinHolders: max(minOwn, len(prompts)/100), MinLift: family.DefaultOptions().MinLift})
	if err != nil {
		return err
	}
	for _, a := range accounts {
		for i := range w.Close[a] {
			template, _ := own.Assign(&of[a][i])
			w.Close[a][i].Own = template + 1
		}
	}
	return nil
}

// busiest gives the accounts with the most exchanges a day that may be a step of a pipeline,
// estimated from those sampled, and beyond those the ones with the most exchanges;
// ascending. By exchanges alone, the programs of a large provider's customers would leave
// no room for a harvest, and those who have come for long none for one that has just begun.
func busiest(accounts []traffic.Account, steps, sampled []int32) []int32 {
	var busy []int32
	for a := range accounts {
		if accounts[a].Exchanges >= minBusy {
			busy = append(busy, int32(a))
		}
	}
	mayStep := func(a int32) float64 {
		x := &accounts[a]
		days := max(1, float64(x.Last-x.First)/float64((24*time.Hour).Milliseconds()))
		return float64(x.Exchanges) / days * float64(steps[a]) / float64(max(1, sampled[a]))
	}
	slices.SortFunc(busy, func(a, b int32) int {
		return cmp.Or(cmp.Compare(mayStep(b), mayStep(a)), cmp.Compare(accounts[b].Exchanges, accounts[a].Exchanges), cmp.Compare(a, b))
	})
	busy = busy[:min(len(busy), maxBusy)]
	slices.Sort(busy)
	return busy
}

// reference draws accounts by their hash, so that the draw does not depend on
// the order of anything.
func reference(accounts []traffic.Account) []int32 {
	drawn := make([]int32, len(accounts))
	for a := range drawn {
		drawn[a] = int32(a)
	}
	slices.SortFunc(drawn, func(a, b int32) int {
		return cmp.Or(cmp.Compare(accounts[a].Hash*0x9e3779b97f4a7c15, accounts[b].Hash*0x9e3779b97f4a7c15), cmp.Compare(a, b))
	})
	drawn = drawn[:min(len(drawn), maxReference)]
	slices.Sort(drawn)
	return drawn
}

// exchanges streams the exchanges of accounts, of each at most limit (0 = all).
func (d *detection) exchanges(ctx context.Context, accounts []int32, limit int, yield func(int32, *campaign.Exchange)) error {
	return d.rows(ctx, accounts, limit, func(a int32, x *campaign.Exchange, _ *traffic.Trace) { yield(a, x) })
}

// rows streams exchanges with the rows they are from.
func (d *detection) rows(ctx context.Context, accounts []int32, limit int, yield func(int32, *campaign.Exchange, *traffic.Trace)) error {
	hashes := make([]iolaus.Hash, len(accounts))
	for i, a := range accounts {
		hashes[i] = d.world.Accounts[a].Hash
	}
	var x campaign.Exchange
	return d.traces(ctx, hashes, limit, func(r *traffic.Trace) {
		x = campaign.Exchange{
			Time: r.Time, ID: r.ID, Task: r.Task, Model: r.Model, Pathway: r.Pathway, Frame: r.Frame, Network: r.Network,
			Output:  int32(min(r.OutputTokens, math.MaxInt32)),
			Took:    int32(min(r.Latency, math.MaxInt32)),
			Best:    r.Capability.Best(),
			Scores:  r.Capability,
			Root:    r.Root,
			Refused: r.Refused,
			Meaning: r.Meaning,
		}
		p := promptOf(r)
		x.Family, x.Setting = d.world.Families.Assign(&p)
		yield(d.index[r.Account], &x, r)
	})
}

// tracesAtOnce is how many traces are handed from the store to detection at a time.
const tracesAtOnce = 1 << 10

// traces yields the traces of accounts, of each at most limit, while the store reads on.
func (d *detection) traces(ctx context.Context, accounts []iolaus.Hash, limit int, yield func(*traffic.Trace)) error {
	full, used := make(chan []traffic.Trace, 1), make(chan []traffic.Trace, 3)
	reading, ctx := errgroup.WithContext(ctx)
	reading.Go(func() error {
		defer close(full)
		var batch []traffic.Trace
		err := d.store.Exchanges(ctx, accounts, limit, func(r *traffic.Trace) error {
			if batch = append(batch, *r); len(batch) < tracesAtOnce {
				return nil
			}
			full <- batch // somebody takes it until there is no more
			select {
			case batch = <-used:
			default:
				batch = make([]traffic.Trace, 0, tracesAtOnce)
			}
			return nil
		})
		full <- batch
		return err
	})
	for batch := range full {
		for i := range batch {
			yield(&batch[i])
		}
		used <- batch[:0]
	}
	return reading.Wait()
}

// findCampaigns tests the candidates, counts what the campaigns did, adds them to the
// report and has the store remember what they are called.
func (d *detection) findCampaigns(ctx context.Context, report *iolaus.Report) error {
	w := &d.world
	d.watch.start("tests")
	if err := d.loadNames(ctx); err != nil {
		return err
	}
	terms := campaign.Options{FDR: d.options.FDR, Every: d.options.Every, Workers: d.options.workers(), Judged: d.options.Judged}
	findings, err := campaign.Find(ctx, w, campaign.Candidates(w), terms)
	if err != nil {
		return err
	}
	d.watch.start("tally")
	tally := campaign.NewTally(w, findings)
	if err := d.exchanges(ctx, tally.Accounts(), 0, tally.Add); err != nil {
		return err
	}
	known, err := d.store.Reported(ctx)
	if err != nil {
		return err
	}
	campaigns, reported := tally.Campaigns(terms, known)
	report.Campaigns, report.Withdrawn = campaigns, tally.Withdrawn(known)
	if d.options.Subject != "" {
		if d.standing, err = d.stand(ctx, tally, terms); err != nil {
			return err
		}
	}
	if d.options.Peek {
		return nil
	}
	return d.store.PutReported(ctx, reported)
}

// stand finds out how the account that the options name stands to the findings;
// nil when it has no traffic.
func (d *detection) stand(ctx context.Context, tally *campaign.Tally, terms campaign.Options) (*iolaus.Standing, error) {
	subject := slices.IndexFunc(d.world.Accounts, func(a traffic.Account) bool { return a.Name == d.options.Subject })
	if subject < 0 {
		return nil, nil
	}
	near := tally.Near(int32(subject))
	err := d.store.Sightings(ctx, 0, func(s iolaus.Sighting) error {
		if a, ok := d.index[s.Account]; ok {
			near.See(s.Kind, s.Value, a)
		}
		return nil
	})
	return near.Standing(terms), err
}

// loadNames fetches the names of the models and pathways in the traces.
func (d *detection) loadNames(ctx context.Context) (err error) {
	seen := map[iolaus.Hash]struct{}{}
	for _, trace := range d.world.Traces {
		for i := range trace {
			seen[trace[i].Model] = struct{}{}
			seen[trace[i].Pathway] = struct{}{}
		}
	}
	delete(seen, 0)
	hashes := make([]iolaus.Hash, 0, len(seen))
	for h := range seen {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	d.world.Names, err = d.store.Names(ctx, hashes)
	return err
}

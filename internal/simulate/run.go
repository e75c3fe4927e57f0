// Package simulate makes worlds with ground truth: the traffic of honest
// populations, look-alikes among them, and of campaigns that hide in it.
//
// It takes a scenario and a seed and gives exchanges and accounts in Iolaus'
// own format, with the truth about both beside them. The same scenario, seed
// and scale give the same bytes on any machine. The worlds are as good as
// their assumptions: nothing in them is evidence about real people.
package simulate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
)

// Options say how a world is made and where it goes.
type Options struct {
	Out      string  // folder; made if missing
	Seed     uint64  // names the world
	Scale    float64 // multiplies accounts; 0 = 1
	Prompts  string  // folder of real prompts; "" = own grammars
	Traces   string  // folder of real arrival statistics; "" = the fitted model
	Compress bool    // write exchanges.jsonl.zst
	// Progress, if not nil, is told now and then how many exchanges are
	// written, of about how many. It is called from one goroutine.
	Progress func(done, total int64)
}

// Totals counts what a world holds.
type Totals struct {
	Exchanges         int64
	Bytes             int64 // of exchanges, before compression
	Accounts          int64
	CampaignExchanges int64 // of campaign accounts
	CampaignAccounts  int64
	Distilled         int64 // exchanges made to extract
	Campaigns         []Effort
}

// Effort is what one campaign took its operator, and what it brought. Accounts
// count from their first use on, whether they sent anything or not.
type Effort struct {
	Name      string
	Accounts  int   // successors included
	Cards     int   // distinct payment instruments
	Networks  int   // distinct /24s that exchanges come from
	Clients   int   // distinct JA4 and user agent together
	Exchanges int64 // sent
	Distilled int64 // of them, made to extract
}

// Run makes the world of a scenario and writes it to o.Out: exchanges.jsonl
// (or .zst), accounts.jsonl, truth_accounts.csv, truth_exchanges.csv.
func Run(ctx context.Context, s *Scenario, o Options) (totals Totals, err error) {
	if err := s.Validate(); err != nil {
		return totals, fmt.Errorf("scenario %s: %w", s.Name, err)
	}
	w, err := build(s, o)
	if err != nil {
		return totals, err
	}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return totals, fmt.Errorf("make folder for the world: %w", err)
	}
	if err := writeAccounts(w, o.Out); err != nil {
		return totals, err
	}
	out, err := createExchanges(o.Out, o.Compress)
	if err != nil {
		return totals, err
	}
	defer func() { err = errors.Join(err, out.close()) }()
	totals, err = w.live(ctx, out, o.Progress)
	totals.Accounts = int64(len(w.accounts))
	totals.CampaignAccounts = int64(len(w.accounts) - w.rhythmic)
	for i := range w.campaigns {
		w.campaigns[i].tally(w.accounts, &totals.Campaigns[i])
	}
	return totals, err
}

// live plans hour by hour and has each hour's events written in parallel.
func (w *world) live(ctx context.Context, out *output, progress func(done, total int64)) (Totals, error) {
	workers := runtime.GOMAXPROCS(0)
	p := planner{world: w, workers: workers}
	press := newPress(w, out, workers)
	for hour := range w.Hours {
		if ctx.Err() != nil || press.failed() {
			break
		}
		press.print(p.hour(hour))
		if progress != nil {
			done := press.written()
			progress(done, max(done, w.expected))
		}
	}
	totals, err := press.finish()
	if progress != nil {
		progress(totals.Exchanges, totals.Exchanges)
	}
	return totals, errors.Join(ctx.Err(), err)
}

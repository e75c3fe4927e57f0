package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus/internal/simulate"
)

type simulateOptions struct {
	scenario string
	list     bool
	out      string
	seed     uint64
	scale    float64
	prompts  string
	traces   string
	compress bool
	quiet    bool
}

func (o *simulateOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVar(&o.scenario, "scenario", "demo", "`NAME` from --list, or a scenario's YAML file")
	f.BoolVar(&o.list, "list", false, "list the scenarios that come with Iolaus, and stop")
	f.StringVar(&o.out, "out", "", "`FOLDER` for the world; made if missing")
	f.Uint64Var(&o.seed, "seed", 1, "number that names the world: the same scenario, seed and scale\ngive the same bytes on any machine")
	f.Float64Var(&o.scale, "scale", 1, "factor on the number of accounts, above 0")
	f.StringVar(&o.prompts, "prompts", "", "`FOLDER` of real prompts to draw from (default: own grammars)")
	f.StringVar(&o.traces, "traces", "", "`FOLDER` of real arrival statistics (servegen_*_windows.csv.gz) to replay\n(default: a model fitted to them)")
	f.BoolVar(&o.compress, "zst", false, "compress the exchanges: exchanges.jsonl.zst")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "show no progress")
}

func newSimulate(s streams) *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{
		Use:   "simulate [flags] --out FOLDER",
		Short: "Make a world of traffic whose truth is known",
		Long: `Simulate writes the traffic of a made-up provider: honest accounts, look-alikes
among them, and campaigns that hide in it. The folder then holds
exchanges.jsonl and accounts.jsonl for scan, and truth_accounts.csv and
truth_exchanges.csv, which say who was who.

Exit codes:
  0  done
  1  failure
  2  wrong use, or a scenario that cannot be read`,
		Example: `  iolaus simulate --scenario demo --out demo
  iolaus simulate --scenario demo --out small --scale 0.2 --seed 7
  iolaus simulate --list`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("simulate takes no arguments: %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSimulate(cmd.Context(), &o, s)
		},
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	complete(cmd, "scenario", simulate.Library())
	return cmd
}

func (o *simulateOptions) validate() error {
	switch {
	case o.out == "":
		return usagef("name the folder for the world: --out")
	case !(o.scale > 0 && o.scale <= 1e6):
		return usagef("--scale %g: above 0 and at most 1000000", o.scale)
	}
	return nil
}

func runSimulate(ctx context.Context, o *simulateOptions, s streams) error {
	if o.list {
		return listScenarios(s.out)
	}
	if err := o.validate(); err != nil {
		return err
	}
	scenario, err := simulate.Load(o.scenario)
	if err != nil {
		return usagef("%w", err)
	}
	began := time.Now()
	totals, err := simulate.Run(ctx, scenario, simulate.Options{
		Out: o.out, Seed: o.seed, Scale: o.scale, Prompts: o.prompts, Traces: o.traces, Compress: o.compress,
		Progress: o.progress(s.err),
	})
	if err != nil {
		return err
	}
	name := "exchanges.jsonl"
	if o.compress {
		name += ".zst"
	}
	_, err = fmt.Fprintf(s.out, `%s: %d exchanges of %d accounts, among them %d exchanges of %d accounts in %d campaigns, in %.1f s
  %s
  %s
`, scenario.Name, totals.Exchanges, totals.Accounts, totals.CampaignExchanges, totals.CampaignAccounts,
		len(scenario.Campaigns), time.Since(began).Seconds(),
		filepath.Join(o.out, name), filepath.Join(o.out, "accounts.jsonl"))
	return err
}

// progress draws a line on a terminal, at most five times a second.
func (o *simulateOptions) progress(w io.Writer) func(done, total int64) {
	if o.quiet || !terminalOf(w, func(string) string { return "" }).tty {
		return nil
	}
	var shown time.Time
	return func(done, total int64) {
		now := time.Now()
		if done < total && now.Sub(shown) < 200*time.Millisecond {
			return
		}
		shown = now
		_, _ = fmt.Fprintf(w, "\r\x1b[Kwriting  %3d %%  %d exchanges", 100*done/max(1, total), done)
		if done == total {
			_, _ = fmt.Fprint(w, "\r\x1b[K")
		}
	}
}

func listScenarios(w io.Writer) error {
	for _, name := range simulate.Library() {
		s, err := simulate.Load(name)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%-21s %s\n", name, s.Description); err != nil {
			return err
		}
	}
	return nil
}

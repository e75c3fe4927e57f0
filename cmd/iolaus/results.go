package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus/internal/results"
)

type resultsOptions struct {
	results.Options
	quiet bool
}

func (o *resultsOptions) AddFlags(f *pflag.FlagSet) {
	f.IntVar(&o.Worlds, "worlds", 3, "worlds per scenario, one per seed; 0 leaves detection out")
	f.IntVar(&o.Sweep, "sweep", 2, "seeds of the price of evasion; 0 leaves it out")
	f.IntVar(&o.Benign, "benign", 12, "worlds without a campaign, each looked at every six hours; 0 leaves\nthem out")
	f.IntVar(&o.Watched, "watched", 3, "worlds with campaigns, watched live: looked at every hour; 0 leaves\nthem out")
	f.BoolVar(&o.Development, "development", false, "take development seeds: to choose constants on, not to publish")
	f.Float64Var(&o.Scale, "scale", 1, "factor on the accounts of all worlds, above 0")
	f.StringVar(&o.Prompts, "prompts", "", "`FOLDER` of real prompts for worlds with real tasks (default: none)")
	f.StringVar(&o.Traces, "traces", "", "`FOLDER` of real arrival statistics (default: the fitted model)")
	f.StringVar(&o.Scratch, "scratch", "", "`FOLDER` for worlds, up to 23 GB at a time (default: the system's)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "do not say which world is done")
}

// newResults makes the hidden command behind `make results`.
func newResults(s streams) *cobra.Command {
	var o resultsOptions
	cmd := &cobra.Command{
		Use:    "results",
		Short:  "Measure detection on simulated worlds and write the README's tables",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Worlds < 0 || o.Sweep < 0 || o.Benign < 0 || o.Watched < 0 || !(o.Scale > 0) {
				return usagef("--scale is above 0, --worlds, --sweep, --benign and --watched are not below")
			}
			if !o.quiet {
				o.Log = s.err
			}
			return results.Write(cmd.Context(), s.out, o.Options)
		},
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	return cmd
}

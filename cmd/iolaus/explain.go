package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
)

type explainOptions struct {
	detectionOptions

	subject string // a campaign or an account
	report  string
	store   string
	limit   int
}

func (o *explainOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVar(&o.report, "report", "", "`FILE` that scan --format json wrote")
	f.StringVar(&o.store, "store", "", "`FOLDER` that scan --store filled; detection runs anew")
	f.IntVar(&o.limit, "limit", 10, "accounts of a campaign shown")
	o.detectionOptions.AddFlags(f)
}

func newExplain(s streams) *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain [flags] ACCOUNT|CAMPAIGN",
		Short: "Say why an account or a group of accounts was reported",
		Long: `Explain prints all that is known about one campaign (its id, its name, or the
beginning of either) or one account (in full): the evidence for and against, what
was observed and what would be expected of honest accounts, who belongs, and what
would have changed the verdict.

It reads a report, or runs detection on a store. A store also knows of accounts
that no campaign has: what they have in common with one, and what was missing.
--every, --fdr and --workers apply to a store alone.

Exit codes:
  0  explained
  1  failure, or nothing of that name was reported
  2  wrong use, or a report or store that cannot be read`,
		Example: `  iolaus explain --report report.json amber-otter
  iolaus explain --report report.json acct_38c9774e
  iolaus explain --store traffic/ c_5k2q`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("explain takes one account or campaign, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.subject = args[0]
			return runExplain(cmd.Context(), &o, s)
		},
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	return cmd
}

func (o *explainOptions) validate() error {
	if (o.report == "") == (o.store == "") {
		return usagef("give either --report or --store")
	}
	if o.limit < 1 {
		return usagef("--limit %d: at least 1", o.limit)
	}
	return o.detectionOptions.validate()
}

func runExplain(ctx context.Context, o *explainOptions, s streams) error {
	if err := o.validate(); err != nil {
		return err
	}
	r, standing, err := o.load(ctx, s)
	if err != nil {
		return err
	}
	t := terminalOf(s.out, os.Getenv)
	return report.Explain(s.out, r, o.subject, standing, report.TableOptions{Width: t.width, Color: t.color, Limit: o.limit})
}

// load reads the report or makes one from the store, which also knows of accounts
// that no campaign has.
func (o *explainOptions) load(ctx context.Context, s streams) (*iolaus.Report, *iolaus.Standing, error) {
	if o.report != "" {
		f, err := os.Open(o.report)
		if err != nil {
			return nil, nil, usagef("read report: %w", err)
		}
		defer func() { _ = f.Close() }() // only read from
		r, err := report.Read(f)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", o.report, err)
		}
		return r, nil, nil
	}
	options := pipeline.Options{Store: o.store, Peek: true, Subject: o.subject}
	o.apply(&options)
	show := newProgress(s, o.quiet, 0)
	defer show.done()
	options.Progress = show
	result, err := detectStore(ctx, options)
	if err != nil {
		return nil, nil, err
	}
	if result.Standing == nil {
		return result.Report, &iolaus.Standing{Account: o.subject}, nil
	}
	return result.Report, result.Standing, nil
}

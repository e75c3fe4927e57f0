package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/evaluate"
	"github.com/iolaus-project/iolaus/internal/evaluate/baseline"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
	"github.com/iolaus-project/iolaus/internal/results"
)

type evaluateOptions struct {
	truth   []string // folders, one per report
	reports []string
	against []string
	format  string
	fdr     float64
}

func (o *evaluateOptions) AddFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.truth, "truth", nil, "`FOLDER` that simulate wrote; once per report, in their order")
	f.StringSliceVar(&o.against, "against", nil, "`METHODS` to run on the same worlds, for one table of all: all, or some of\n"+strings.Join(methodNames(), ", "))
	f.StringVar(&o.format, "format", "table", "`FORMAT` of the evaluation: table, json, or html,\na page with curves")
	f.Float64Var(&o.fdr, "fdr", 0.01, "false-discovery rate that scan was run with, above 0 and below 1;\nthe observed part of false campaigns is held against it")
}

func newEvaluate(s streams) *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate [flags] --truth FOLDER REPORT...",
		Short: "Compare a report with the truth about a simulated world",
		Long: `Evaluate says what a report (scan --format json) got right and wrong about a
world that simulate made: how many accounts of each campaign were found, how
soon, in how many pieces; who was accused wrongly, by population; and whether
stated confidences and the false-discovery rate came true.

With --against, published methods are run on the traffic of the same worlds and
judged alike; the table then has a row for each, Iolaus first.

Given several worlds, --truth and report as often as there are worlds, it adds
up their counts and shows the worst world by itself.

Exit codes:
  0  evaluated, whatever came of it
  1  failure
  2  wrong use, or a world or report that cannot be read`,
		Example: `  iolaus simulate --scenario demo --out demo
  iolaus scan --accounts demo/accounts.jsonl --format json --output report.json demo/exchanges.jsonl
  iolaus evaluate --truth demo report.json
  iolaus evaluate --truth one --truth two one.json two.json
  iolaus evaluate --against all --truth demo report.json`,
		Args: func(_ *cobra.Command, args []string) error {
			o.reports = args
			return nil // validate says more
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runEvaluate(cmd.Context(), &o, s.out)
		},
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	complete(cmd, "format", evaluationFormats())
	complete(cmd, "against", append([]string{"all"}, methodNames()...))
	return cmd
}

func evaluationFormats() []string { return []string{"table", "json", "html"} }

func (o *evaluateOptions) validate() error {
	switch {
	case len(o.truth) == 0:
		return usagef("name the folder with the truth: --truth")
	case len(o.reports) != len(o.truth):
		return usagef("give one report per --truth: %d of %d", len(o.reports), len(o.truth))
	case !(o.fdr > 0 && o.fdr < 1):
		return usagef("--fdr %g: above 0 and below 1", o.fdr)
	}
	for _, name := range o.against {
		if err := oneOf("against", name, append([]string{"all"}, methodNames()...)); err != nil {
			return err
		}
	}
	return oneOf("format", o.format, evaluationFormats())
}

// methodNames gives the baselines as a flag names them.
func methodNames() []string {
	var names []string
	for _, m := range baseline.All() {
		names = append(names, flagName(m))
	}
	return names
}

func flagName(m baseline.Method) string {
	return strings.NewReplacer(" ", "-", "/", "").Replace(strings.ToLower(m.Name()))
}

// methods gives fresh instances of the baselines that were asked for.
func (o *evaluateOptions) methods() []baseline.Method {
	var wanted []baseline.Method
	for _, m := range baseline.All() {
		if slices.Contains(o.against, "all") || slices.Contains(o.against, flagName(m)) {
			wanted = append(wanted, m)
		}
	}
	return wanted
}

func runEvaluate(ctx context.Context, o *evaluateOptions, out io.Writer) error {
	if err := o.validate(); err != nil {
		return err
	}
	worlds := make([]evaluate.World, 0, len(o.truth))
	var rivals [][]evaluate.Rival // by world
	for i, dir := range o.truth {
		if err := ctx.Err(); err != nil {
			return err
		}
		truth, e, err := evaluateOne(dir, o.reports[i], o.fdr)
		if err != nil {
			return err
		}
		worlds = append(worlds, evaluate.World{Truth: dir, Report: o.reports[i], Evaluation: e})
		if len(o.against) == 0 {
			continue
		}
		others, err := results.Rivals(ctx, truth, pipeline.Options{
			Inputs: []string{evaluate.Traffic(dir)}, Accounts: filepath.Join(dir, "accounts.jsonl"),
		}, o.methods(), o.fdr)
		if err != nil {
			return err
		}
		rivals = append(rivals, others)
	}
	against := evaluate.Against(worlds, rivals)
	switch {
	case o.format == "json":
		return evaluate.JSON(out, worlds, against)
	case o.format == "html":
		return evaluate.HTML(out, worlds, against)
	case len(against) > 0:
		return evaluate.Versus(out, against)
	}
	return evaluate.Table(out, worlds)
}

// evaluateOne reads the report first: it is the smaller.
func evaluateOne(dir, name string, fdr float64) (*evaluate.Truth, *evaluate.Evaluation, error) {
	r, err := readReport(name)
	if err != nil {
		return nil, nil, err
	}
	truth, err := evaluate.Read(dir)
	if err != nil {
		return nil, nil, usagef("%s: %w", dir, err)
	}
	e, err := evaluate.Evaluate(truth, r, fdr)
	if err != nil {
		return nil, nil, usagef("%s, %s: %w", dir, name, err)
	}
	return truth, e, nil
}

func readReport(name string) (*iolaus.Report, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef("read report: %w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	r, err := report.Read(f)
	if err != nil {
		return nil, usagef("%s: %w", name, err)
	}
	return r, nil
}

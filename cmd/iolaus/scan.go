package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
)

type scanOptions struct {
	detectionOptions

	inputs     []string
	accounts   string
	from       string
	store      string
	strict     bool
	rejects    string
	format     string
	output     string
	html       string
	limit      int
	stages     bool
	cpuprofile string
}

func (o *scanOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVar(&o.accounts, "accounts", "", "`FILE` of registration facts, JSON Lines or CSV; without it the\ntraffic alone has to do")
	f.StringVar(&o.from, "from", "", "`FORMAT` of the logs: "+strings.Join(intake.Formats(), ", ")+"\n(default: each file is sniffed)")
	f.StringVar(&o.store, "store", "", "`FOLDER` that keeps what was read, without any text, for the next\nscan and for explain (default: a temporary one)")
	f.BoolVar(&o.strict, "strict", false, "stop at the first record that cannot be read")
	f.StringVar(&o.rejects, "rejects", "", "`FILE` that receives the records that could not be read, verbatim;\nit holds prompts, so treat it as you treat your logs")
	o.detectionOptions.AddFlags(f)
	f.StringVar(&o.format, "format", "table", "`FORMAT` of the report: "+strings.Join(reportFormats(), ", "))
	f.StringVarP(&o.output, "output", "o", "", "`FILE` for the report (default: standard output)")
	f.StringVar(&o.html, "html", "", "`FILE` for the report as a page, beside the one that --format asks for")
	f.IntVar(&o.limit, "limit", 0, "campaigns shown in the table; 0 = all. The other formats are never cut")
	f.BoolVar(&o.stages, "stages", false, "print the time of each stage and the peak of memory to standard error")
	f.StringVar(&o.cpuprofile, "cpuprofile", "", "`FILE` for a CPU profile")
	_ = f.MarkHidden("cpuprofile")
}

func newScan(s streams) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "scan [flags] FILE|FOLDER|- ...",
		Short: "Find the campaigns in traffic logs",
		Long: `Scan reads traffic logs and reports the campaigns in them: accounts that harvest
the model together although they look unrelated, with the evidence for it.

Logs are read plain or as .gz, .zst or Parquet, in Iolaus' own format and, as they
are, in those that --from lists. "-" is standard input. A record that cannot be
read is counted and shown; it stops nothing unless --strict is given.

With --store and no input, scan reports on what the store already holds. Reading
the same input into a store twice changes nothing.

Exit codes:
  0  no campaign found; groups of verdict "ring" alone, for which no extraction
     is shown, do not count as found
  1  failure
  2  wrong use, or input that cannot be read
  3  campaigns found`,
		Example: `  # logs of a folder, with what is known of the accounts
  iolaus scan --accounts accounts.jsonl logs/

  # compressed logs from elsewhere, as a report for programs
  zstdcat yesterday.jsonl.zst | iolaus scan --format json --output report.json -

  # day by day into one store, with a page to read
  iolaus scan --store traffic/ --html report.html logs/2026-03-02/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.inputs = args
			return runScan(cmd.Context(), &o, s)
		},
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	complete(cmd, "from", intake.Formats())
	complete(cmd, "format", reportFormats())
	return cmd
}

// complete has the shell offer the values of a flag.
func complete(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic("complete --" + flag + ": " + err.Error()) // no such flag: a programming bug
	}
}

func (o *scanOptions) validate() error {
	if err := o.detectionOptions.validate(); err != nil {
		return err
	}
	if len(o.inputs) == 0 && (o.store == "" || o.accounts != "") {
		return usagef("nothing to read: name a file, a folder, or - for standard input")
	}
	if err := oneOf("from", o.from, append(intake.Formats(), "")); err != nil {
		return err
	}
	if err := oneOf("format", o.format, reportFormats()); err != nil {
		return err
	}
	if o.limit < 0 {
		return usagef("--limit %d: not negative", o.limit)
	}
	return o.checkFiles()
}

func oneOf(flag, value string, values []string) error {
	for _, v := range values {
		if v == value {
			return nil
		}
	}
	return usagef("--%s %q: choose one of %s", flag, value, strings.TrimSuffix(strings.Join(values, ", "), ", "))
}

// checkFiles refuses outputs that cannot be written or would harm an input.
func (o *scanOptions) checkFiles() error {
	inputs := o.inputs
	if o.accounts != "" {
		inputs = append(inputs[:len(inputs):len(inputs)], o.accounts)
	}
	outputs := []struct{ flag, path string }{{"output", o.output}, {"html", o.html}, {"rejects", o.rejects}}
	for i, out := range outputs {
		if err := checkOutput(out.flag, out.path, inputs); err != nil {
			return err
		}
		for _, other := range outputs[:i] {
			if out.path != "" && filepath.Clean(out.path) == filepath.Clean(other.path) {
				return usagef("--%s and --%s name the same file", other.flag, out.flag)
			}
		}
	}
	for _, input := range o.inputs {
		if o.rejects != "" && within(o.rejects, input) {
			return usagef("--rejects %s: it lies in %s and would be read as input", o.rejects, input)
		}
		if o.store != "" && within(o.store, input) {
			return usagef("--store %s: it lies in %s and would be read as input", o.store, input)
		}
	}
	return nil
}

// within reports whether a file lies in a folder, at any depth.
func within(file, folder string) bool {
	file, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return false
	}
	inside, err := filepath.Rel(folder, file)
	return err == nil && inside != "." && filepath.IsLocal(inside)
}

func runScan(ctx context.Context, o *scanOptions, s streams) (err error) {
	if err := o.validate(); err != nil {
		return err
	}
	if o.cpuprofile != "" {
		stop, err := profile(o.cpuprofile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	result, err := o.detect(ctx, s)
	if result != nil {
		o.remark(s.err, result)
	}
	if err != nil {
		return err
	}
	if err := o.write(s.out, result.Report); err != nil {
		return err
	}
	if o.stages {
		printStages(s.err, result)
	}
	if campaigns(result.Report) > 0 {
		return errFound
	}
	return nil
}

// detect reads the inputs, or the store alone when there are none.
func (o *scanOptions) detect(ctx context.Context, s streams) (result *pipeline.Result, err error) {
	options := pipeline.Options{
		Inputs: o.inputs, Stdin: s.in, From: o.from, Accounts: o.accounts, Store: o.store, Strict: o.strict,
		Now: time.Now(),
	}
	o.apply(&options)
	if o.rejects != "" {
		rejects, err := os.Create(o.rejects)
		if err != nil {
			return nil, fmt.Errorf("keep rejected records: %w", err)
		}
		defer func() { err = errors.Join(err, rejects.Close()) }()
		options.Rejects = rejects
	}
	show := newProgress(s, o.quiet, intake.TotalBytes(o.inputs))
	defer show.done()
	options.Progress = show
	if len(o.inputs) == 0 {
		return detectStore(ctx, options)
	}
	if err := noFile(o.store); err != nil {
		return nil, err
	}
	return pipeline.Scan(ctx, options)
}

// noFile refuses a store that is there and is no folder.
func noFile(store string) error {
	if info, err := os.Stat(store); err == nil && !info.IsDir() {
		return usagef("--store %s: is a file, not a folder", store)
	}
	return nil
}

// detectStore detects in what a store holds. A folder that is not there would
// otherwise be made.
func detectStore(ctx context.Context, options pipeline.Options) (*pipeline.Result, error) {
	if _, err := os.Stat(options.Store); err != nil {
		return nil, usagef("--store %s: there is no such folder", options.Store)
	}
	if err := noFile(options.Store); err != nil {
		return nil, err
	}
	return pipeline.Detect(ctx, options)
}

// remark says what could not be read and what needed no reading. Even with
// --quiet a record is not dropped in silence.
func (o *scanOptions) remark(w io.Writer, r *pipeline.Result) {
	if r.Rejected > 0 && len(r.Problems) > 0 {
		_, _ = fmt.Fprintf(w, "%s could not be read; the first: %s\n", counted(r.Rejected, "record"), place(r.Problems[0]))
		for _, p := range r.Problems[1:] {
			if !o.quiet {
				_, _ = fmt.Fprintln(w, "  "+place(p))
			}
		}
	}
	if o.quiet {
		return
	}
	o.remarkFacts(w, r)
	for _, skipped := range r.NotLogs {
		_, _ = fmt.Fprintf(w, "not read: %s\n", printable(skipped.Error()))
	}
	if r.Skipped > 0 {
		_, _ = fmt.Fprintf(w, "already in the store and not read again: %s\n", counted(r.Skipped, "batch"))
	}
	if r.Duplicates > 0 {
		_, _ = fmt.Fprintf(w, "in the store more than once and counted once: %s\n", counted(r.Duplicates, "exchange"))
	}
}

// remarkFacts says what of the registration facts could not be used.
func (o *scanOptions) remarkFacts(w io.Writer, r *pipeline.Result) {
	facts := r.Facts
	if facts == nil {
		return
	}
	if len(facts.Ignored) > 0 {
		_, _ = fmt.Fprintf(w, "%s: not known and not used: %s\n", printable(o.accounts), printable(strings.Join(facts.Ignored, ", ")))
	}
	switch {
	case r.Report == nil || facts.Read == 0:
	case facts.Used == 0:
		_, _ = fmt.Fprintf(w, "%s: none of its %s is in the traffic; are they named alike?\n", printable(o.accounts), counted(facts.Read, "account"))
	case facts.Used < r.Report.Accounts-r.Report.Accounts/10:
		_, _ = fmt.Fprintf(w, "%s: registration facts are known of %d of %s in the traffic\n", printable(o.accounts), facts.Used, counted(r.Report.Accounts, "account"))
	}
}

// place says where a broken record is and what is wrong with it.
func place(p intake.Problem) string {
	if p.Line == 0 {
		return printable(p.Source + ": " + p.Reason)
	}
	return printable(fmt.Sprintf("%s:%d: %s", p.Source, p.Line, p.Reason))
}

func counted(n int64, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "ch"):
		noun += "es"
	default:
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// write writes the report where it was asked for.
func (o *scanOptions) write(stdout io.Writer, r *iolaus.Report) error {
	if o.html != "" {
		err := writeFile(o.html, func(w io.Writer) error { return report.HTML(w, r) })
		if err != nil {
			return err
		}
	}
	if o.output != "" {
		return writeFile(o.output, func(w io.Writer) error {
			return writeReport(w, r, o.format, report.TableOptions{Width: pageWidth, Limit: o.limit})
		})
	}
	t := terminalOf(stdout, os.Getenv)
	return writeReport(stdout, r, o.format, report.TableOptions{Width: t.width, Color: t.color, Limit: o.limit})
}

func reportFormats() []string { return []string{"table", "json", "ndjson", "csv", "html"} }

func writeReport(w io.Writer, r *iolaus.Report, format string, o report.TableOptions) error {
	switch format {
	case "json":
		return report.JSON(w, r)
	case "ndjson":
		return report.NDJSON(w, r)
	case "csv":
		return report.CSV(w, r)
	case "html":
		return report.HTML(w, r)
	}
	return report.Table(w, r, o)
}

// campaigns counts what a report found, rings without extraction left out.
func campaigns(r *iolaus.Report) (n int) {
	for i := range r.Campaigns {
		if r.Campaigns[i].Verdict != iolaus.RingOnly {
			n++
		}
	}
	return n
}

// profile writes a CPU profile until stop is called.
func profile(path string) (stop func() error, err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("profile: %w", err), f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

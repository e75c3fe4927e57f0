// Command iolaus finds the campaigns in the traffic of a language-model API:
// accounts that look unrelated and harvest it together.
//
// It takes flags and gives exit codes; what it does lives under internal/. One
// file holds one command: its options, its flags and its run function.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// gcPercent of what lives on the heap may be allocated before it is collected. Most of what
// detection allocates it keeps to the end, so to collect at half, not at twice the heap,
// costs little and saves hundreds of MiB where there is much traffic.
const gcPercent = 50

func main() {
	setCollector(os.Getenv)
	os.Exit(run(context.Background(), os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// setCollector sets when garbage is collected, unless the user does (GOGC).
func setCollector(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}

// run executes the command line and gives the exit code. The first interrupt
// cancels what runs, the second one ends the process.
func run(ctx context.Context, args []string, s streams) int {
	ctx, stop := signal.NotifyContext(ctx, interrupts()...)
	defer stop()
	context.AfterFunc(ctx, stop)
	cmd := newRoot(s)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // whatever else came of it
	}
	return exitCode(s.err, err)
}

// interrupts are the signals that end a command. A hangup is one, so that a closed
// terminal leaves no temporary store behind, unless it is ignored, as under nohup.
func interrupts() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "iolaus",
		Short: "Find distillation campaigns in the traffic of a language-model API",
		Long: `Iolaus reads the traffic that a provider of a language-model API logs anyway
and says which accounts belong together although they pretend not to, what they
are after, and why it thinks so.`,
		Example: `  # make a world with three hidden campaigns, then look for them
  iolaus simulate --scenario demo --out demo
  iolaus scan --accounts demo/accounts.jsonl demo/exchanges.jsonl

  # why is this account in a campaign?
  iolaus scan --format json --output report.json logs/
  iolaus explain --report report.json acct_38c9774e`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(s.err)
			_ = cmd.Help()
			return usagef("no command given")
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w (see %s --help)", err, cmd.CommandPath())
	})
	root.AddCommand(
		newScan(s),
		newExplain(s),
		newCapability(s),
		newTrain(s),
		newSimulate(s),
		newEvaluate(s),
		newResults(s),
		newFloor(s),
	)
	return root
}

// knownCommand refuses a word that names no command.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("no command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef("%s (see iolaus --help)", text)
}

package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus/internal/capability/train"
)

type trainOptions struct {
	vectors string
	lexicon string
	out     string
	card    string
	workers int
}

func (o *trainOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVar(&o.vectors, "vectors", "", "`FILE` of static word vectors: a word and its numbers a line, by tabs")
	f.StringVar(&o.lexicon, "lexicon", "", "`FILE` of words of other languages and the English ones they stand for")
	f.StringVar(&o.out, "out", "model.bin", "`FILE` to write the model to")
	f.StringVar(&o.card, "card", "MODEL.md", "`FILE` to write the card to: sources, figures, failures")
	f.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "models trained at once, some 200 MB each")
}

func newTrain(s streams) *cobra.Command {
	var o trainOptions
	cmd := &cobra.Command{
		Use:   "train [flags] LABELLED...",
		Short: "Train the capability model from labelled requests, and measure it",
		Long: `Train reads labelled requests (JSON Lines, also .gz; docs/format/labelled.md), leaves
each source out in turn to measure on it, trains on the rows that may be trained on, and
writes the model with its card. The model that ships is built in: the file is for whoever
builds Iolaus, who puts it in place of internal/capability/model.bin.

Exit codes:
  0  trained
  1  failure
  2  wrong use, or input that cannot be read`,
		Example: `  scripts/corpus/corpus.py fetch packages && scripts/corpus/corpus.py build packages DATA labelled
  iolaus train --vectors vectors.tsv --lexicon scripts/corpus/lexicon.tsv labelled/labelled.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("give a file of labelled requests")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runTrain(cmd.Context(), &o, args, s) },
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	return cmd
}

func runTrain(ctx context.Context, o *trainOptions, files []string, s streams) error {
	if o.vectors == "" || o.lexicon == "" {
		return usagef("train needs --vectors and --lexicon")
	}
	in := train.Input{Workers: o.workers, Lexicon: func() (io.ReadCloser, error) { return os.Open(o.lexicon) }}
	for _, name := range files {
		err := reading(name, func(r io.Reader) (err error) {
			in.Rows, err = train.Read(r, in.Rows)
			return err
		})
		if err != nil {
			return err
		}
	}
	err := reading(o.vectors, func(r io.Reader) (err error) {
		in.Vectors, err = train.ReadVectors(r)
		return err
	})
	if err != nil {
		return err
	}
	result, err := train.Train(ctx, in)
	if err != nil {
		return err
	}
	file, err := result.Model.Save()
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.out, file, 0o644); err != nil {
		return fmt.Errorf("write model: %w", err)
	}
	if err := os.WriteFile(o.card, []byte(result.Card), 0o644); err != nil {
		return fmt.Errorf("write card: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "%s: %d words and pairs, %d bytes; %s says how well it does\n", o.out, result.Model.Words(), len(file), o.card)
	return err
}

// reading opens a file, also a compressed one, for the time of use.
func reading(name string, use func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return usagef("%w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return usagef("%s: %w", name, err)
		}
	}
	if err := use(r); err != nil {
		return usagef("%s: %w", name, err)
	}
	return nil
}

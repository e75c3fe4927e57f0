package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	f.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "models trained at once, at least 1; some 200 MB each")
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
  2  wrong use, or input that cannot be read or that no model can be trained on`,
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

func (o *trainOptions) validate(files []string) error {
	switch {
	case o.vectors == "" || o.lexicon == "":
		return usagef("train needs --vectors and --lexicon")
	case o.out == "" || o.card == "":
		return usagef("--out and --card need the name of a file")
	case o.workers < 1:
		return usagef("--workers %d: at least 1", o.workers)
	case sameFile(o.out, o.card):
		return usagef("--out and --card name the same file")
	}
	inputs := append([]string{o.vectors, o.lexicon}, files...)
	if err := checkOutput("out", o.out, inputs); err != nil {
		return err
	}
	return checkOutput("card", o.card, inputs)
}

// sameFile tells whether two names are of one file, which need not exist.
func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && first.Mode().IsRegular() && os.SameFile(first, second)
}

func runTrain(ctx context.Context, o *trainOptions, files []string, s streams) error {
	if err := o.validate(files); err != nil {
		return err
	}
	in, err := o.read(ctx, files)
	if err != nil {
		return err
	}
	out, err := createOutput(o.out)
	if err != nil {
		return usagef("%w", err)
	}
	card, err := createOutput(o.card)
	if err != nil {
		return errors.Join(usagef("%w", err), out.discard())
	}
	result, err := train.Train(ctx, *in)
	if errors.Is(err, train.ErrInput) {
		err = usagef("%w", err)
	}
	size := 0
	if err == nil {
		size, err = save(result, out, card)
	}
	if err != nil {
		return errors.Join(err, out.discard(), card.discard())
	}
	_, err = fmt.Fprintf(s.out, "%s: %d words and pairs, %d bytes; %s says how well it does\n", o.out, result.Model.Words(), size, o.card)
	return err
}

// save writes model and card, and keeps them once both are written. It gives the
// model's size in bytes.
func save(r *train.Result, out, card *outputFile) (int, error) {
	file, err := r.Model.Save()
	if err != nil {
		return 0, err
	}
	whole := func(b []byte) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := w.Write(b)
			return err
		}
	}
	if err := out.fill(whole(file)); err != nil {
		return 0, err
	}
	if err := card.fill(whole([]byte(r.Card))); err != nil {
		return 0, err
	}
	if err := out.keep(); err != nil {
		return 0, err
	}
	return len(file), card.keep()
}

// read reads all that a model is made from.
func (o *trainOptions) read(ctx context.Context, files []string) (*train.Input, error) {
	in := &train.Input{Workers: o.workers}
	for _, name := range files {
		err := reading(ctx, name, func(r io.Reader) (err error) {
			in.Rows, err = train.Read(r, in.Rows)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	err := reading(ctx, o.vectors, func(r io.Reader) (err error) {
		in.Vectors, err = train.ReadVectors(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = reading(ctx, o.lexicon, func(r io.Reader) (err error) {
		in.Lexicon, err = train.ReadLexicon(r)
		return err
	})
	return in, err
}

// reading opens a file, also a compressed one, for the time of use.
func reading(ctx context.Context, name string, use func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return usagef("%w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	var r io.Reader = whileWanted{ctx, f}
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return usagef("%s: %w", name, err)
		}
	}
	if err := use(r); err != nil {
		return usagef("%s: %w", name, err)
	}
	return nil
}

// whileWanted reads until its context ends.
type whileWanted struct {
	ctx context.Context
	r   io.Reader
}

func (w whileWanted) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(b)
}

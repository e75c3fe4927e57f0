package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// ingest reads the inputs into the store: one goroutine cuts them into batches,
// o.workers() decode, sign and store them. A batch the store already holds is
// skipped unread.
type ingest struct {
	options *Options
	store   traffic.Writer
	result  *Result

	mu    sync.Mutex // guards result, rejects and progress
	done  int64
	total int64
}

func (in *ingest) run(ctx context.Context) error {
	batches := make(chan *intake.Batch)
	workers, ctx := errgroup.WithContext(ctx)
	workers.Go(func() error {
		defer close(batches)
		totals, err := intake.Read(ctx, intake.Options{
			Inputs: in.options.Inputs, Stdin: in.options.Stdin, From: in.options.From,
		}, func(b *intake.Batch) error {
			select {
			case batches <- b:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		in.result.NotLogs = totals.Skipped
		for _, p := range totals.Problems {
			if err := in.reject(p); err != nil {
				return err
			}
		}
		return err
	})
	for range in.options.workers() {
		workers.Go(func() error { return in.work(ctx, batches) })
	}
	return workers.Wait()
}

func (in *ingest) work(ctx context.Context, batches <-chan *intake.Batch) error {
	decoder, rows := intake.NewDecoder(), newRower()
	if now := in.options.Now; !now.IsZero() {
		// one wrong clock would stretch what is looked at to years of silence
		decoder.Until = iolaus.Millis(now.AddDate(0, 0, 1).UnixMilli())
	}
	for b := range batches {
		if err := in.store1(ctx, decoder, rows, b); err != nil {
			return err
		}
		b.Release()
	}
	return nil
}

func (in *ingest) store1(ctx context.Context, decoder *intake.Decoder, rows *rower, b *intake.Batch) error {
	known, err := in.store.Has(ctx, b.ID)
	if err != nil {
		return err
	}
	if known {
		in.note(b, 0, true)
		return nil
	}
	rows.reset(b.ID)
	var broken error
	err = decoder.Decode(b, func(x *iolaus.Exchange, raw []byte, nth int) error {
		rows.add(x, raw, nth)
		return ctx.Err()
	}, func(p intake.Problem) {
		if err := in.reject(p); err != nil && broken == nil {
			broken = err
		}
	})
	if err == nil {
		err = broken
	}
	if err != nil {
		return err
	}
	if len(rows.batch.Rows) > 0 {
		if err := in.store.Append(ctx, &rows.batch); err != nil {
			return err
		}
	}
	in.note(b, int64(len(rows.batch.Rows)), false)
	return nil
}

// note counts a finished batch.
func (in *ingest) note(b *intake.Batch, exchanges int64, skipped bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.result.Read += exchanges
	if skipped {
		in.result.Skipped++
	}
	in.done = max(in.done, b.Consumed)
	if p := in.options.Progress; p != nil {
		p.Update(in.done, in.total, in.result.Read, in.result.Rejected)
	}
}

// StrictError reports the broken record that ended a strict scan: the first that
// a worker met.
type StrictError struct{ Problem intake.Problem }

// Error names the place and the reason, never the content.
func (e *StrictError) Error() string {
	return fmt.Sprintf("%s:%d: %s", e.Problem.Source, e.Problem.Line, e.Problem.Reason)
}

// keep notes a broken record if it is among the first few by file and line.
func (in *ingest) keep(p intake.Problem) {
	p.Raw = nil
	problems := append(slices.Clone(in.result.Problems), p)
	slices.SortFunc(problems, func(a, b intake.Problem) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line))
	})
	in.result.Problems = problems[:min(len(problems), maxProblems)]
}

// reject counts a broken record and keeps it where the caller wants it.
func (in *ingest) reject(p intake.Problem) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.result.Rejected++
	in.keep(p)
	if in.options.Rejects != nil && len(p.Raw) > 0 {
		if _, err := in.options.Rejects.Write(append(p.Raw[:len(p.Raw):len(p.Raw)], '\n')); err != nil {
			return fmt.Errorf("write rejected records: %w", err)
		}
	}
	if in.options.Strict {
		return &StrictError{Problem: p}
	}
	return nil
}

package pipeline

import (
	"context"
	"errors"

	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/traffic"
	"github.com/iolaus-project/iolaus/internal/traffic/duckdb"
)

// ErrNothingRead is returned when the inputs and the store hold no exchange.
var ErrNothingRead = errors.New("no exchange could be read")

// Scan reads the inputs into the store and reports the campaigns in everything
// the store then holds. Even with an error it returns what was counted so far.
func Scan(ctx context.Context, o Options) (result *Result, err error) {
	result = &Result{}
	watch := &stopwatch{progress: o.Progress}
	defer func() { watch.stop(); result.Stages = watch.stages }()
	store, err := open(ctx, &o)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if o.Accounts != "" {
		watch.start("accounts")
		if err := putAccounts(ctx, &o, store, result); err != nil {
			return result, err
		}
	}
	watch.start("read")
	in := &ingest{options: &o, store: store, result: result, total: intake.TotalBytes(o.Inputs)}
	if err := in.run(ctx); err != nil {
		return result, err
	}
	return result, detect(ctx, &o, store, result, watch)
}

// Detect reports the campaigns in what a store already holds.
func Detect(ctx context.Context, o Options) (result *Result, err error) {
	result = &Result{}
	watch := &stopwatch{progress: o.Progress}
	defer func() { watch.stop(); result.Stages = watch.stages }()
	store, err := open(ctx, &o)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return result, detect(ctx, &o, store, result, watch)
}

// open opens the traffic store that the options name. It is the one place that
// chooses an implementation.
func open(ctx context.Context, o *Options) (traffic.Store, error) {
	return duckdb.Open(ctx, duckdb.Options{Dir: o.Store, Threads: o.workers()})
}

func putAccounts(ctx context.Context, o *Options, store traffic.Writer, result *Result) error {
	in := &ingest{options: o, result: result}
	var broken error
	registered, err := intake.Accounts(ctx, o.Accounts, func(p intake.Problem) {
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
	result.Facts = &Facts{Read: int64(len(registered.Accounts)), Ignored: registered.Ignored}
	return store.PutAccounts(ctx, registered.Accounts)
}

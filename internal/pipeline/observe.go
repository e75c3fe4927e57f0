package pipeline

import (
	"context"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/signature"
)

// Observer sees what a scan would see. What it is given is valid until the
// method returns.
type Observer interface {
	// Register is called once per registration record, before the traffic.
	Register(a *iolaus.Account)
	// Observe is called once per exchange, in the order of the inputs.
	Observe(x *iolaus.Exchange, s *iolaus.Signature)
}

// Observe reads the inputs as Scan does, shows every exchange with its
// signature to the observers, in turn, and stores nothing. Records that cannot
// be read are left out.
func Observe(ctx context.Context, o Options, observers ...Observer) error {
	ignore := func(intake.Problem) {}
	if o.Accounts != "" {
		registered, err := intake.Accounts(ctx, o.Accounts, ignore)
		if err != nil {
			return err
		}
		for i := range registered.Accounts {
			for _, see := range observers {
				see.Register(&registered.Accounts[i])
			}
		}
	}
	decoder, signer := intake.NewDecoder(), signature.NewSigner(capability.NewScorer())
	var sig iolaus.Signature
	show := func(x *iolaus.Exchange, _ []byte, _ int) error {
		signer.Sign(x, &sig)
		for _, see := range observers {
			see.Observe(x, &sig)
		}
		return ctx.Err()
	}
	_, err := intake.Read(ctx, intake.Options{Inputs: o.Inputs, Stdin: o.Stdin, From: o.From}, func(b *intake.Batch) error {
		defer b.Release()
		return decoder.Decode(b, show, ignore)
	})
	return err
}

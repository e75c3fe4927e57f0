package intake_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus/internal/intake"
)

// idle cancels when it is read and gives nothing until the test is over.
type idle struct {
	cancel context.CancelFunc
	over   <-chan struct{}
}

func (r idle) Read([]byte) (int, error) {
	r.cancel()
	<-r.over
	return 0, io.EOF
}

func TestIdleStdin(t *testing.T) {
	record := string(records(1))
	for _, test := range []struct{ name, before string }{
		{"nothing before", ""},
		{"a record", record},
		{"half a record", record + record[:len(record)/2]},
		{"more than a batch", strings.Repeat(record, 2*intake.BatchSize/len(record))},
		{"half of a compressed record", string(gzipped(t, records(1))[:12])},
		{"half of a container's name", "\x28\xb5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			over := make(chan struct{})
			defer close(over)
			stdin := io.MultiReader(strings.NewReader(test.before), idle{cancel, over})
			type result struct {
				totals intake.Totals
				err    error
			}
			done := make(chan result, 1)
			go func() {
				totals, err := intake.Read(ctx, intake.Options{Inputs: []string{"-"}, Stdin: stdin},
					func(*intake.Batch) error { return nil })
				done <- result{totals, err}
			}()
			select {
			case got := <-done:
				if !errors.Is(got.err, context.Canceled) {
					t.Errorf("error %v, want %v", got.err, context.Canceled)
				}
				if len(got.totals.Problems) > 0 {
					t.Errorf("problems %v in what was cut short", got.totals.Problems)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("still reading")
			}
		})
	}
}

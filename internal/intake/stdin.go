package intake

import (
	"context"
	"io"
)

// UntilDone reads from, until ctx is done: then Read gives its error at once, also
// while from has nothing to give. Close the pipe when no more is wanted.
//
// Nothing can end a Read of an idle standard input, so the goroutine here may stay
// in one; it holds a small buffer and ends with the process.
func UntilDone(ctx context.Context, from io.Reader) *io.PipeReader {
	r, w := io.Pipe()
	stop := context.AfterFunc(ctx, func() { _ = w.CloseWithError(ctx.Err()) })
	go func() {
		defer stop()
		_, err := io.Copy(w, from)
		_ = w.CloseWithError(err) // no effect after the one above
	}()
	return r
}

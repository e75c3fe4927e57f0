package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/iolaus-project/iolaus/internal/intake"
	"github.com/iolaus-project/iolaus/internal/pipeline"
	"github.com/iolaus-project/iolaus/internal/report"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// The exit codes. They are part of the command line's contract.
const (
	exitNothing = 0 // done; scan: no campaign found
	exitFailure = 1 // something went wrong while working
	exitUsage   = 2 // wrong use, or input that cannot be read
	exitFound   = 3 // scan: campaigns found
)

// errFound ends a scan that found campaigns. Nothing is printed for it.
var errFound = errors.New("campaigns found")

// usageError is a wrong use of the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// exitCode says what went wrong, if anything did, and gives the exit code. It
// is the one place that turns errors into exit codes.
func exitCode(w io.Writer, err error) int {
	if err == nil {
		return exitNothing
	}
	if errors.Is(err, errFound) {
		return exitFound
	}
	if errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(w, "iolaus: interrupted")
		return exitFailure
	}
	_, _ = fmt.Fprintln(w, "iolaus: "+printable(err.Error()))
	if wrongUse(err) || unreadable(err) {
		return exitUsage
	}
	return exitFailure
}

func wrongUse(err error) bool {
	var usage usageError
	return errors.As(err, &usage) || errors.Is(err, report.ErrAmbiguous)
}

func unreadable(err error) bool {
	var source *intake.SourceError
	var strict *pipeline.StrictError
	return errors.As(err, &source) || errors.As(err, &strict) ||
		errors.Is(err, pipeline.ErrNothingRead) || errors.Is(err, traffic.ErrNotStore) ||
		errors.Is(err, report.ErrNotReport) || errors.Is(err, report.ErrVersion)
}

// printable keeps control and direction characters, which the name of a file
// may hold, from the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, text)
}

package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Options say what to read.
type Options struct {
	Inputs    []string  // files, folders, "-" for Stdin
	Stdin     io.Reader // read when Inputs name it
	From      string    // one of Formats; "" = find out for each source
	MaxRecord int       // bytes of the longest line that is read; 0 = DefaultMaxRecord
}

// Totals say what Read came across.
type Totals struct {
	Sources  int            // sources of which something was read
	Batches  int            // batches given to yield
	Bytes    int64          // uncompressed bytes in them
	Problems []Problem      // what was lost outside of batches: records that are too long, damaged files
	Skipped  []*SourceError // files of a folder that hold no exchanges
}

// Read walks the inputs in the order of their names, folders recursively and
// without hidden files, and calls yield for each batch from the calling
// goroutine. An input that cannot be read is a *SourceError and ends Read,
// unless it was merely found in a folder: then it is in Totals, as a Problem if
// it is damaged and among Skipped if it holds something else. What breaks off
// in the middle is a Problem in Totals, after the batches before it were
// given. Totals are right also when there is an error.
func Read(ctx context.Context, o Options, yield func(*Batch) error) (Totals, error) {
	r := &reader{ctx: ctx, yield: yield, stdin: o.Stdin, maxRecord: cmp.Or(o.MaxRecord, DefaultMaxRecord)}
	if o.From != "" {
		if r.from = formatNamed(o.From); r.from == nil {
			return r.totals, fmt.Errorf("unknown format %q: choose one of %s", o.From, strings.Join(Formats(), ", "))
		}
	}
	inputs, err := expand(o.Inputs)
	if err != nil {
		return r.totals, err
	}
	for _, in := range inputs {
		if err := r.source(in); err != nil {
			return r.totals, err
		}
	}
	if r.totals.Sources == 0 && len(r.totals.Problems) == 0 && len(inputs) > 0 {
		return r.totals, &SourceError{File: strings.Join(o.Inputs, ", "), Reason: "no file with exchanges in it"}
	}
	return r.totals, nil
}

// TotalBytes sums the sizes on disk of the inputs, for showing progress. It is
// 0 when standard input is among them or one cannot be seen.
func TotalBytes(inputs []string) int64 {
	files, err := expand(inputs)
	if err != nil {
		return 0
	}
	var total int64
	for _, f := range files {
		if f.name == stdinName {
			return 0
		}
		if info, err := os.Stat(f.name); err == nil {
			total += info.Size()
		}
	}
	return total
}

const stdinName = "-"

// input is one file to read.
type input struct {
	name  string
	found bool // in a folder, not named by the user
}

func expand(names []string) ([]input, error) {
	var inputs []input
	for _, name := range names {
		if name == stdinName {
			inputs = append(inputs, input{name: name})
			continue
		}
		info, err := os.Stat(name)
		switch {
		case err != nil:
			return nil, openError(name, err)
		case info.IsDir():
			if inputs, err = walk(name, inputs); err != nil {
				return nil, err
			}
		default:
			inputs = append(inputs, input{name: filepath.Clean(name)})
		}
	}
	// a file that is named as well as found counts as named
	slices.SortStableFunc(inputs, func(a, b input) int {
		return cmp.Or(cmp.Compare(a.name, b.name), compareBool(a.found, b.found))
	})
	return slices.CompactFunc(inputs, func(a, b input) bool { return a.name == b.name }), nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// walk appends the files below a folder. A folder without any is an error.
func walk(dir string, inputs []input) ([]input, error) {
	before := len(inputs)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return openError(path, err)
		}
		if path != dir && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			inputs = append(inputs, input{name: path, found: true})
		}
		return nil
	})
	if err == nil && len(inputs) == before {
		err = &SourceError{File: dir, Reason: "folder has no files"}
	}
	return inputs, err
}

func openError(name string, err error) *SourceError {
	reason := "cannot be opened"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		reason, err = "no such file or folder", nil
	case errors.Is(err, fs.ErrPermission):
		reason, err = "permission denied", nil
	}
	return &SourceError{File: name, Reason: reason, Err: err}
}

package duckdb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/iolaus-project/iolaus/internal/traffic"
)

// layoutVersion is the content of the FORMAT file. It changes with the columns and
// with what is packed into them.
const layoutVersion = "iolaus-traffic 4\n"

// formatFile names the layout. Another process may write it at any moment.
const formatFile = "FORMAT"

// Folders of the store.
const (
	exchangeFolder = "exchange"
	nameFolder     = "name"
	accountFolder  = "account"
	reportedFolder = "reported"
)

func folders() []string {
	return []string{exchangeFolder, nameFolder, accountFolder, reportedFolder}
}

// spillPrefix begins the names of the folders that running queries spill to.
const spillPrefix = "iolaus-spill-"

// partial marks a segment that is still being written.
const partial = ".partial"

// prepare checks the layout's version, makes the folders and removes what a crash left
// unfinished. It changes nothing in a folder of another format.
func prepare(dir string) error {
	format := filepath.Join(dir, formatFile)
	version, err := os.ReadFile(format)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return fmt.Errorf("open the traffic store: %w", err)
	}
	if !fresh && string(version) != layoutVersion {
		return fmt.Errorf("%s: %w: its format is %q, this program reads %q", dir, traffic.ErrNotStore, strings.TrimSpace(string(version)), strings.TrimSpace(layoutVersion))
	}
	if fresh {
		if err := vacant(dir); err != nil {
			return err
		}
	}
	for _, folder := range folders() {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o750); err != nil {
			return fmt.Errorf("make the traffic store: %w", err)
		}
		if err := sweep(filepath.Join(dir, folder)); err != nil {
			return err
		}
	}
	if err := sweepSpills(dir); err != nil {
		return err
	}
	if !fresh {
		return nil
	}
	return writeWhole(format, true, func(w io.Writer) error {
		_, err := io.WriteString(w, layoutVersion)
		return err
	})
}

// vacant refuses a folder that holds what is not a store's: somebody named the wrong one.
// A crash may have left a store's folders without their FORMAT.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the traffic store: %w", err)
	}
	for _, e := range entries {
		name := e.Name()
		own := name == formatFile || slices.Contains(folders(), name) ||
			strings.HasPrefix(name, spillPrefix) || strings.HasSuffix(name, partial) || strings.HasPrefix(name, ".") || name == "lost+found"
		if !own {
			return fmt.Errorf("%s: %w: it holds %q and no FORMAT", dir, traffic.ErrNotStore, name)
		}
	}
	return nil
}

// abandoned is the age from which an unfinished segment belongs to nobody:
// another process may be writing a younger one.
const abandoned = time.Hour

// sweep removes the unfinished segments that a crash left behind.
func sweep(folder string) error {
	left, err := endingIn(folder, partial)
	if err != nil {
		return fmt.Errorf("look for unfinished segments: %w", err)
	}
	for _, path := range left {
		if info, err := os.Stat(path); err != nil || time.Since(info.ModTime()) < abandoned {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove an unfinished segment: %w", err)
		}
	}
	return nil
}

// sweepSpills removes what the queries of a process that crashed had spilled. A day is
// longer than any query runs.
func sweepSpills(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look for spilled data: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !e.IsDir() || !strings.HasPrefix(e.Name(), spillPrefix) || time.Since(info.ModTime()) < 24*abandoned {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("remove spilled data: %w", err)
		}
	}
	return nil
}

// writeSegment writes rows as a Parquet file that appears whole or not at all.
func writeSegment[T any](path string, rows []T, durable bool) error {
	return writeWhole(path, durable, func(w io.Writer) error {
		pw := parquet.NewGenericWriter[T](w)
		if _, err := pw.Write(rows); err != nil {
			return err
		}
		return pw.Close()
	})
}

// writeWhole writes a file under a temporary name and renames it. If it is to be
// durable, file and folder are synced before it returns.
func writeWhole(path string, durable bool, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+partial)
	if err != nil {
		return fmt.Errorf("write a segment: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write segment %s: %w", filepath.Base(path), err), f.Close(), os.Remove(f.Name()))
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if durable {
		if err = f.Sync(); err != nil {
			return err
		}
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	if !durable {
		return nil
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// endingIn lists the files of a folder whose names end so, by name.
func endingIn(folder, suffix string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			paths = append(paths, filepath.Join(folder, e.Name()))
		}
	}
	return paths, nil
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeFile has write make the whole content of a file, see outputFile.
func writeFile(path string, write func(io.Writer) error) error {
	o, err := createOutput(path)
	if err != nil {
		return err
	}
	if err := o.fill(write); err != nil {
		return errors.Join(err, o.discard())
	}
	return o.keep()
}

// outputFile is a file to come: it appears complete under its name or not at all. What
// is no regular file, such as a pipe, is written to as it is.
type outputFile struct {
	path      string
	file      *os.File // nil once it is closed
	target    string   // what path stands for
	temporary string   // what is written to and then renamed, empty if there is none
}

// createOutput opens what a file will be written to, so that it shows before any work
// whether it can be. Then come fill and keep, or discard.
func createOutput(path string) (*outputFile, error) {
	o := &outputFile{path: path}
	var err error
	if o.target, err = filepath.EvalSymlinks(path); err != nil {
		o.target = path // it does not exist yet
	}
	if info, err := os.Stat(o.target); err == nil && !info.Mode().IsRegular() {
		o.file, err = os.OpenFile(o.target, os.O_WRONLY, 0)
		return o, o.named(err)
	}
	o.temporary = fmt.Sprintf("%s.%d.tmp", o.target, os.Getpid())
	o.file, err = os.OpenFile(o.temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	return o, o.named(err)
}

func (o *outputFile) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("write %s: %w", o.path, err)
}

// fill has write make the content and brings it to the disk.
func (o *outputFile) fill(write func(io.Writer) error) error {
	f := o.file
	o.file = nil
	return fill(f, o.path, write)
}

// keep gives the file its name.
func (o *outputFile) keep() error {
	if o.temporary == "" {
		return nil
	}
	if err := os.Rename(o.temporary, o.target); err != nil {
		return errors.Join(o.named(err), o.discard())
	}
	o.temporary = ""
	return nil
}

// discard drops a file that was not kept.
func (o *outputFile) discard() (err error) {
	if o.file != nil {
		err = o.file.Close()
	}
	if o.temporary != "" {
		err = errors.Join(err, os.Remove(o.temporary))
	}
	o.file, o.temporary = nil, ""
	return err
}

// fill writes f, has regular content reach the disk, and closes f.
func fill(f *os.File, path string, write func(io.Writer) error) error {
	w := bufio.NewWriter(f)
	err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if info, statErr := f.Stat(); err == nil && statErr == nil && info.Mode().IsRegular() {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// checkOutput refuses, before any work is done, a file that could not be
// written afterwards or that is one of the inputs.
func checkOutput(flag, path string, inputs []string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return usagef("--%s %s: there is no folder %s", flag, path, filepath.Dir(path))
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil // to be made
	}
	if info.IsDir() {
		return usagef("--%s %s: it is a folder", flag, path)
	}
	for _, input := range inputs {
		if in, err := os.Stat(input); err == nil && os.SameFile(in, info) {
			return usagef("--%s %s: it is also an input and would be overwritten", flag, path)
		}
	}
	return nil
}

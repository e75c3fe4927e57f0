package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/spf13/cobra"
	"github.com/valyala/fastjson"
	"golang.org/x/sync/errgroup"
)

// floorBatch is how many bytes the floor's reader hands over at once.
const floorBatch = 4 << 20

// newFloor makes the hidden command that measures the physical floor of a scan:
// what it takes to read the bytes, split them into lines and check that each
// line is JSON.
func newFloor(s streams) *cobra.Command {
	return &cobra.Command{
		Use:    "bench-floor FILE",
		Short:  "Measure how fast a file's lines can be read and checked to be JSON",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runFloor(cmd.Context(), args[0], s)
		},
	}
}

func runFloor(ctx context.Context, path string, s streams) error {
	in, err := openFloor(path)
	if err != nil {
		return usagef("%w", err)
	}
	defer func() { _ = in.Close() }() // only read from
	began := time.Now()
	var lines, size atomic.Int64
	batches := make(chan []byte)
	workers, ctx := errgroup.WithContext(ctx)
	workers.Go(func() error {
		defer close(batches)
		return cut(ctx, in, batches)
	})
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() error {
			for batch := range batches {
				n, err := validate(batch)
				if err != nil {
					return err
				}
				lines.Add(n)
				size.Add(int64(len(batch)))
			}
			return nil
		})
	}
	if err := workers.Wait(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	took := time.Since(began).Seconds()
	_, err = fmt.Fprintf(s.err, "%-18s %9.2f s\n%-18s %9.0f\n%-18s %9.0f MiB/s\n",
		"floor", took, "floor exchanges/s", float64(lines.Load())/took, "floor bytes", float64(size.Load())/took/(1<<20))
	return err
}

// cut sends whole lines in batches.
func cut(ctx context.Context, in io.Reader, batches chan<- []byte) error {
	var rest []byte
	for {
		batch := make([]byte, floorBatch)
		head := copy(batch, rest)
		if head == len(batch) {
			return errors.New("a line is longer than 4 MiB")
		}
		n, err := io.ReadFull(in, batch[head:])
		batch = batch[:head+n]
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return err
		}
		if end := bytes.LastIndexByte(batch, '\n') + 1; !ended {
			rest, batch = batch[end:], batch[:end]
		}
		select {
		case batches <- batch:
		case <-ctx.Done():
			return ctx.Err()
		}
		if ended {
			return nil
		}
	}
}

func validate(batch []byte) (lines int64, err error) {
	for line := range bytes.Lines(batch) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := fastjson.ValidateBytes(line); err != nil {
			return lines, errors.New("a line is not JSON")
		}
		lines++
	}
	return lines, nil
}

// openFloor opens a file, decompressed by its name's ending.
func openFloor(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	var inner io.Reader
	switch {
	case strings.HasSuffix(path, ".zst"):
		var decoder *zstd.Decoder
		if decoder, err = zstd.NewReader(f); err == nil {
			inner = decoder.IOReadCloser()
		}
	case strings.HasSuffix(path, ".gz"):
		inner, err = gzip.NewReader(bufio.NewReader(f))
	default:
		return f, nil
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{inner, f}, nil
}

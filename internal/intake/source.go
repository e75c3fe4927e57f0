package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"github.com/iolaus-project/iolaus/internal/intake/otlp"
)

// reader carries one Read from source to source.
type reader struct {
	ctx       context.Context
	yield     func(*Batch) error
	stdin     io.Reader
	from      *format
	maxRecord int
	accounts  bool // read registration records instead of exchanges
	totals    Totals
	consumed  int64 // bytes on disk
}

// source is one input being read.
type source struct {
	*reader
	input
	stream  *stream
	format  *format
	records int // lines or records handed on or given up so far
	batches int
}

// source reads one input to its end.
func (r *reader) source(in input) error {
	s := &source{reader: r, input: in}
	err := s.read()
	if stopped := r.ctx.Err(); stopped != nil {
		err = stopped // a source cut short looks like a broken one
	}
	var unreadable *SourceError
	if errors.As(err, &unreadable) && in.found {
		err = nil
		if unreadable.Err == nil {
			r.totals.Skipped = append(r.totals.Skipped, unreadable)
		} else {
			s.problem(0, unreadable.Reason)
		}
	}
	if s.batches > 0 {
		r.totals.Sources++
	}
	return err
}

func (s *source) read() error {
	var raw io.Reader = s.stdin
	if s.name != stdinName {
		file, err := os.Open(s.name)
		if err != nil {
			return openError(s.name, err)
		}
		defer func() { _ = file.Close() }() // only read
		raw = file
	}
	if raw == nil {
		return s.unreadable("there is no standard input")
	}
	if s.name == stdinName {
		pipe := UntilDone(s.ctx, raw)
		defer func() { _ = pipe.Close() }() // never fails
		raw = pipe
	}
	stream, err := openStream(raw, &s.consumed)
	if err != nil {
		return &SourceError{File: s.name, Reason: "broken compression", Err: err}
	}
	defer stream.close()
	s.stream = stream
	stream.fill(BatchSize)
	if stream.container == parquetContainer {
		return s.parquet()
	}
	cut, err := s.recognise()
	if err != nil {
		return err
	}
	return cut()
}

// recognise finds out the format and gives the function that cuts the source
// into batches.
func (s *source) recognise() (cut func() error, err error) {
	sample := s.stream.buffer
	if !s.accounts && (s.from == nil || s.from.decodeBytes != nil) {
		framing := protoFraming(sample, s.stream.ended())
		if framing != notProto {
			s.format = formatNamed(otlp.NameProto)
			return func() error { return s.frames(framing) }, nil
		}
		if s.from != nil {
			return nil, s.lost("not " + s.from.name)
		}
	}
	if len(bytes.TrimSpace(sample)) == 0 {
		return nil, s.lost("empty")
	}
	if reason := notText(sample); reason != "" {
		return nil, s.lost(reason)
	}
	s.stream.skipBOM()
	if s.accounts {
		return s.recogniseAccounts(s.stream.buffer)
	}
	return s.recogniseJSON(s.stream.buffer)
}

func (s *source) recogniseJSON(sample []byte) (cut func() error, err error) {
	cut = s.lines
	if isDocument(sample) {
		cut = s.documents
		sample = firstValues(sample)
	}
	if s.format = s.from; s.format != nil {
		return cut, nil
	}
	found, accounts := sniff(sample)
	switch {
	case found != nil:
		s.format = found
		return cut, nil
	case accounts:
		return nil, s.unreadable("holds registration records of accounts, not exchanges")
	}
	if !s.stream.ended() && bytes.IndexByte(sample, '\n') < 0 {
		return nil, s.lost("its first record is too long to tell the format; name it with --from")
	}
	return nil, s.lost("unknown format; name it with --from if it is one of the known ones")
}

// unreadable is the error for a source of which nothing can be read.
func (s *source) unreadable(reason string) error {
	return &SourceError{File: s.name, Reason: reason}
}

// lost is unreadable, unless the stream broke: then that is the reason.
func (s *source) lost(reason string) error {
	if err := s.stream.err; err != nil && !errors.Is(err, io.EOF) {
		return &SourceError{File: s.name, Reason: s.stream.failure(), Err: err}
	}
	return s.unreadable(reason)
}

// problem notes what was lost outside of batches.
func (s *source) problem(line int, reason string) {
	s.totals.Problems = append(s.totals.Problems, Problem{Source: s.name, Line: line, Reason: reason})
}

// finish notes how the stream broke, if it did.
func (s *source) finish() error {
	err := s.stream.err
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	if err := s.ctx.Err(); err != nil {
		return err // nothing is lost, it was not wanted
	}
	if s.batches == 0 {
		return s.lost("")
	}
	s.problem(s.records+1, s.stream.failure()+"; what follows is lost")
	return nil
}

// give hands on a batch of count lines or records.
func (s *source) give(data []byte, count, maxRecord int) error {
	b := &Batch{Source: s.name, FirstLine: s.records + 1, Data: data, Consumed: s.consumed, maxRecord: maxRecord, spare: s.stream.spare}
	s.records += count
	if len(data) == 0 {
		return nil
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	b.name(s.format)
	s.batches++
	s.totals.Batches++
	s.totals.Bytes += int64(len(data))
	return s.yield(b)
}

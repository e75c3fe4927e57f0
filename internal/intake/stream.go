package intake

import (
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Containers, told by a file's first bytes and never by its name.
const (
	gzipContainer    = "gzip"
	zstdContainer    = "zstd"
	parquetContainer = "parquet"
)

// stream is a source's uncompressed bytes. What was read and not yet used is in
// buffer.
type stream struct {
	container string
	buffer    []byte
	err       error // why nothing more can be read; io.EOF at the end

	spare  chan []byte // memory of batches that are done with
	raw    io.Reader
	from   io.Reader
	closer func()
}

// counter counts the bytes that pass.
type counter struct {
	io.Reader
	count *int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	*c.count += int64(n)
	return n, err
}

func openStream(raw io.Reader, consumed *int64) (*stream, error) {
	counted := counter{raw, consumed}
	var magic [4]byte
	n, err := io.ReadFull(counted, magic[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	s := &stream{raw: raw, closer: func() {}, spare: make(chan []byte, maxSpare)}
	s.from = io.MultiReader(bytes.NewReader(magic[:n]), counted)
	switch {
	case n >= 2 && magic[0] == 0x1f && magic[1] == 0x8b:
		s.container = gzipContainer
		unzip, err := gzip.NewReader(s.from)
		if err != nil {
			return nil, err
		}
		s.from = unzip
	case magic == [4]byte{0x28, 0xb5, 0x2f, 0xfd}:
		s.container = zstdContainer
		// one thread: the decoders of batches need the others
		unzip, err := zstd.NewReader(s.from, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		s.from, s.closer = unzip, unzip.Close
	case string(magic[:]) == "PAR1":
		s.container = parquetContainer
	}
	return s, nil
}

func (s *stream) close() { s.closer() }

// ended reports whether all there is has been read into the buffer.
func (s *stream) ended() bool { return s.err != nil }

// firstRead is the buffer's size to begin with: most files of most folders fit.
const firstRead = 256 << 10

// fill reads until the buffer holds size bytes or the stream ends.
func (s *stream) fill(size int) {
	for len(s.buffer) < size && s.err == nil {
		if len(s.buffer) == cap(s.buffer) {
			grown := make([]byte, len(s.buffer), min(max(firstRead, 4*len(s.buffer)), max(size, 2*len(s.buffer))))
			copy(grown, s.buffer)
			s.buffer = grown
		}
		n, err := s.from.Read(s.buffer[len(s.buffer):min(cap(s.buffer), size)])
		s.buffer = s.buffer[:len(s.buffer)+n]
		s.err = err
	}
}

// take removes the first n bytes of the buffer and gives them away.
func (s *stream) take(n int) []byte {
	taken := s.buffer[:n]
	if rest := s.buffer[n:]; len(rest) > 0 || s.err == nil {
		size := max(len(rest), firstRead)
		if s.err == nil {
			size = max(size, BatchSize)
		}
		next := s.again()
		if cap(next) < size {
			next = make([]byte, 0, size)
		}
		s.buffer = next[:len(rest)]
		copy(s.buffer, rest)
	} else {
		s.buffer = nil
	}
	return taken
}

// maxSpare is more than there are batches under way on most machines.
const maxSpare = 16

// again gives the memory of a batch that is done with, nil where there is none.
func (s *stream) again() []byte {
	select {
	case spare := <-s.spare:
		return spare
	default:
		return nil
	}
}

// skip drops the first n bytes of the buffer.
func (s *stream) skip(n int) { s.buffer = s.buffer[:copy(s.buffer, s.buffer[n:])] }

func (s *stream) skipBOM() {
	if bytes.HasPrefix(s.buffer, []byte("\xef\xbb\xbf")) {
		s.skip(3)
	}
}

// failure describes err without any content.
func (s *stream) failure() string {
	switch {
	case s.container == "":
		return "reading broke off"
	case errors.Is(s.err, io.ErrUnexpectedEOF):
		return s.container + " data ends too early"
	}
	return s.container + " data is damaged"
}

// failed reports whether the stream broke before its end.
func (s *stream) failed() bool { return s.err != nil && !errors.Is(s.err, io.EOF) }

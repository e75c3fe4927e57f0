package intake

import "bytes"

// lines cuts the source after the last line break within each BatchSize bytes.
func (s *source) lines() error {
	for {
		s.stream.fill(BatchSize)
		buffer := s.stream.buffer
		end := bytes.LastIndexByte(buffer, '\n') + 1
		if s.stream.ended() {
			return s.lastLines(end)
		}
		if end == 0 {
			var err error
			if end, err = s.longLine(); err != nil {
				return err
			}
			if end == 0 {
				continue
			}
		}
		data := s.stream.take(end)
		if err := s.give(data, bytes.Count(data, newline), s.maxRecord); err != nil {
			return err
		}
	}
}

var newline = []byte{'\n'}

// lastLines hands on the rest. A last line without a line break is complete
// unless the stream broke.
func (s *source) lastLines(end int) error {
	broken := s.stream.failed()
	if len(s.stream.buffer) > end && !broken {
		s.stream.buffer = append(s.stream.buffer, '\n')
		end = len(s.stream.buffer)
	}
	if end > 0 {
		data := s.stream.take(end)
		if err := s.give(data, bytes.Count(data, newline), s.maxRecord); err != nil {
			return err
		}
	}
	return s.finish()
}

// longLineStep is how much more is read of a line longer than a batch at a time.
const longLineStep = 1 << 20

// longLine reads on until the line that fills the buffer ends and gives its
// end. A line beyond the limit is noted and dropped as it is read; the end is
// then 0.
func (s *source) longLine() (end int, err error) {
	for seen := len(s.stream.buffer); ; seen = len(s.stream.buffer) {
		if seen > s.maxRecord {
			s.dropLine()
			return 0, nil
		}
		s.stream.fill(seen + longLineStep)
		if i := bytes.IndexByte(s.stream.buffer[seen:], '\n'); i >= 0 {
			return seen + i + 1, nil
		}
		if s.stream.ended() {
			return 0, nil
		}
	}
}

func (s *source) dropLine() {
	s.records++
	s.problem(s.records, reasonTooLong)
	for {
		if i := bytes.IndexByte(s.stream.buffer, '\n'); i >= 0 {
			s.stream.skip(i + 1)
			return
		}
		s.stream.skip(len(s.stream.buffer))
		if s.stream.ended() {
			return
		}
		s.stream.fill(longLineStep)
	}
}

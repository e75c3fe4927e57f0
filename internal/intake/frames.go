package intake

import (
	"encoding/binary"

	"github.com/iolaus-project/iolaus/internal/intake/otlp"
)

// framing is how protobuf messages follow each other in a file.
type framing int

const (
	notProto  framing = iota
	bare              // one message is the whole file
	delimited         // each message follows its length, 4 bytes, big endian
)

// frameHeader is the size of a message's length.
const frameHeader = 4

// protoFraming recognises OTLP traces by their structure. whole says that the
// sample is all there is.
func protoFraming(sample []byte, whole bool) framing {
	if len(sample) > frameHeader {
		size := int(binary.BigEndian.Uint32(sample))
		rest := sample[frameHeader:]
		if size > 0 && size <= MaxDocument && (size <= len(rest) || !whole) {
			fits := size <= len(rest)
			if otlp.LooksProto(rest[:min(size, len(rest))], fits) {
				return delimited
			}
		}
	}
	if otlp.LooksProto(sample, whole) {
		return bare
	}
	return notProto
}

// frames cuts a source of protobuf messages.
func (s *source) frames(f framing) error {
	if f == bare {
		return s.bareMessage()
	}
	for {
		s.stream.fill(BatchSize)
		end, count := wholeFrames(s.stream.buffer)
		if end == 0 {
			more, err := s.nextFrame()
			if !more {
				return err
			}
			end, count = wholeFrames(s.stream.buffer)
		}
		if err := s.give(s.stream.take(end), count, MaxDocument); err != nil {
			return err
		}
	}
}

// wholeFrames gives the end of the last whole message and how many there are,
// as far as a batch reaches.
func wholeFrames(data []byte) (end, count int) {
	for len(data)-end >= frameHeader {
		size := int(binary.BigEndian.Uint32(data[end:]))
		next := end + frameHeader + size
		if size > MaxDocument || next > len(data) || count > 0 && next > BatchSize {
			break
		}
		end, count = next, count+1
	}
	return end, count
}

// nextFrame makes sure that the buffer begins with a whole message. At the end,
// or where the messages cannot be followed any further, more is false.
func (s *source) nextFrame() (more bool, err error) {
	s.stream.fill(frameHeader)
	rest := len(s.stream.buffer)
	switch {
	case rest == 0 || s.stream.failed():
		return false, s.finish()
	case rest < frameHeader:
		s.problem(s.records+1, "protobuf message is cut off")
		return false, nil
	}
	size := int(binary.BigEndian.Uint32(s.stream.buffer))
	if size > MaxDocument {
		s.problem(s.records+1, "length of a protobuf message is implausible; what follows is lost")
		return false, nil
	}
	s.stream.fill(frameHeader + size)
	if len(s.stream.buffer) < frameHeader+size {
		s.problem(s.records+1, "protobuf message is cut off")
		return false, nil
	}
	return true, nil
}

func (s *source) bareMessage() error {
	s.stream.fill(MaxDocument + 1)
	if s.stream.failed() {
		return s.lost("")
	}
	message := s.stream.buffer
	if len(message) > MaxDocument {
		return s.unreadable(reasonTooLong)
	}
	data := binary.BigEndian.AppendUint32(make([]byte, 0, frameHeader+len(message)), uint32(len(message)))
	return s.give(append(data, message...), 1, MaxDocument)
}

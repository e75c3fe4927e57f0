package intake

import "bytes"

// isDocument reports whether JSON records span lines or stand in an array,
// rather than being one a line.
func isDocument(sample []byte) bool {
	sample = bytes.TrimSpace(sample)
	first, rest, more := bytes.Cut(sample, newline)
	first = bytes.TrimSpace(first)
	if len(first) == 0 {
		return false
	}
	if first[0] == '[' {
		inner := bytes.TrimSpace(sample[1:])
		return len(inner) == 0 || inner[0] == '{' || inner[0] == ']'
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if first[0] != '{' || !more || len(rest) == 0 {
		return false
	}
	switch first[len(first)-1] {
	case '{', '[', ',':
		return rest[0] != '{' || len(first) == 1
	}
	return false
}

// splitter finds the JSON objects at the top of a text: one document, several
// in a row, or the elements of an array. Each becomes one line.
type splitter struct {
	value   []byte // the object so far, line breaks replaced by spaces
	depth   int
	quoted  bool
	escaped bool
	stray   bool // value is no object
	dropped bool // value is over the limit and not kept
}

// next reads on in data and gives how far it got, and whether value is
// complete. The caller empties value then.
func (p *splitter) next(data []byte, limit int) (read int, complete bool) {
	for i, c := range data {
		if p.depth == 0 {
			if done := p.between(c); done {
				return i, true
			}
			if p.depth == 0 {
				continue
			}
		} else {
			p.inside(c)
		}
		p.keep(c, limit)
		if p.depth == 0 {
			return i + 1, true
		}
	}
	return len(data), false
}

// between sees a byte outside of any object. Text that is none is gathered up
// to the next separator, so that it can be rejected as a record of its own.
func (p *splitter) between(c byte) (complete bool) {
	switch c {
	case '{':
		if p.stray {
			return true
		}
		p.depth = 1
	case ' ', '\t', '\n', '\r', ',', '[', ']':
		return p.stray
	default:
		p.stray = true
		if len(p.value) < maxStray {
			p.value = append(p.value, c)
		}
	}
	return false
}

// maxStray is how much is kept of text that is no JSON object.
const maxStray = 4 << 10

func (p *splitter) inside(c byte) {
	switch {
	case p.escaped:
		p.escaped = false
	case p.quoted:
		p.escaped, p.quoted = c == '\\', c != '"'
	case c == '"':
		p.quoted = true
	case c == '{' || c == '[':
		p.depth++
	case c == '}' || c == ']':
		p.depth--
	}
}

func (p *splitter) keep(c byte, limit int) {
	if p.dropped {
		return
	}
	if len(p.value) == limit {
		p.dropped, p.value = true, p.value[:0]
		return
	}
	if c == '\n' || c == '\r' {
		c = ' '
	}
	p.value = append(p.value, c)
}

func (p *splitter) reset() { *p = splitter{value: p.value[:0]} }

// firstValues gives the objects of a sample one a line, for sniffing.
func firstValues(sample []byte) []byte {
	var p splitter
	var lines []byte
	for len(lines) < maxSniffed {
		read, complete := p.next(sample, MaxDocument)
		if sample = sample[read:]; !complete {
			break
		}
		lines = append(append(lines, p.value...), '\n')
		p.reset()
	}
	return lines
}

// documents cuts a source whose records span lines. Batches hold one record a
// line; lines are then numbered by record.
func (s *source) documents() error {
	d := documentCutter{source: s, limit: max(s.maxRecord, MaxDocument)}
	for {
		for rest := s.stream.buffer; len(rest) > 0; {
			read, complete := d.next(rest, d.limit)
			rest = rest[read:]
			if complete {
				if err := d.record(); err != nil {
					return err
				}
			}
		}
		s.stream.buffer = s.stream.buffer[:0]
		if s.stream.ended() {
			break
		}
		s.stream.fill(documentStep)
	}
	if (len(d.value) > 0 || d.dropped) && !s.stream.failed() {
		if err := d.record(); err != nil {
			return err
		}
	}
	if err := d.flush(); err != nil {
		return err
	}
	return s.finish()
}

// documentStep is how much of a document is read at a time.
const documentStep = 1 << 20

// documentCutter gathers the records that a splitter finds into batches.
type documentCutter struct {
	*source
	splitter
	limit int
	data  []byte
	count int
}

// record adds the value at hand to the batch.
func (d *documentCutter) record() error {
	if d.dropped || len(d.data)+len(d.value) >= BatchSize {
		if err := d.flush(); err != nil {
			return err
		}
	}
	if d.dropped {
		d.records++
		d.problem(d.records, reasonTooLong)
	} else {
		d.data = append(append(d.data, d.value...), '\n')
		d.count++
	}
	d.reset()
	return nil
}

func (d *documentCutter) flush() error {
	err := d.give(d.data, d.count, d.limit)
	d.data, d.count = d.stream.again(), 0
	return err
}

package intake

import (
	"bytes"
	"encoding/binary"
	"encoding/json"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Decoder turns batches into exchanges and reuses its memory from record to
// record. It belongs to one goroutine.
type Decoder struct {
	Until iolaus.Millis // exchanges from this time on are refused; 0 = record.Latest

	parser  fastjson.Parser
	builder record.Builder

	// of the batch and record at hand
	batch  *Batch
	line   int
	raw    []byte
	nth    int // of the exchanges of the record, from 0
	yield  func(x *iolaus.Exchange, raw []byte, nth int) error
	reject func(Problem)
	told   int   // the line whose bytes were handed to reject last
	stop   error // what yield returned
}

// NewDecoder gives a Decoder for any format.
func NewDecoder() *Decoder {
	d := &Decoder{}
	d.builder.Emit = d.emit
	return d
}

// Decode calls yield for each exchange of the batch, and reject for each record
// that cannot be read; then it goes on. The exchange is the nth of its record, from 0. It,
// its strings and raw, the record's bytes, are valid until yield returns. An error of yield
// ends Decode and is returned.
func (d *Decoder) Decode(b *Batch, yield func(x *iolaus.Exchange, raw []byte, nth int) error, reject func(Problem)) error {
	f := formatNamed(b.Format)
	if f == nil {
		return &SourceError{File: b.Source, Reason: "unknown format " + b.Format}
	}
	d.batch, d.line, d.told, d.yield, d.reject, d.stop = b, b.FirstLine, b.FirstLine-1, yield, reject, nil
	if f.decodeBytes != nil {
		d.frames(b.Data, f)
	} else {
		d.lines(b.Data, f)
	}
	d.batch, d.raw, d.yield, d.reject = nil, nil, nil, nil
	return d.stop
}

func (d *Decoder) lines(data []byte, f *format) {
	for len(data) > 0 && d.stop == nil {
		line := data
		if end := bytes.IndexByte(data, '\n'); end >= 0 {
			line, data = data[:end], data[end+1:]
		} else {
			data = nil
		}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if len(bytes.TrimSpace(line)) > 0 {
			d.raw = line
			if reason := d.decodeLine(line, f); reason != "" && d.stop == nil {
				d.refuse(reason)
			}
		}
		d.line++
	}
}

func (d *Decoder) decodeLine(line []byte, f *format) (reason string) {
	if len(line) > d.batch.maxRecord && d.batch.maxRecord > 0 {
		return reasonTooLong
	}
	v, reason := d.parse(line)
	if reason != "" {
		return reason
	}
	d.begin()
	if err := f.decode(&d.builder, v); err != nil {
		return err.Error()
	}
	return ""
}

// largeRecord is the length beyond which a record is checked before it is
// parsed, because the parser describes its errors with copies of the record,
// and beyond which the parser's memory is not kept.
const largeRecord = 1 << 20

func (d *Decoder) parse(line []byte) (v *fastjson.Value, reason string) {
	parser := &d.parser
	if len(line) > largeRecord {
		if !json.Valid(line) {
			return nil, reasonBroken(line)
		}
		parser = new(fastjson.Parser)
	}
	v, err := parser.ParseBytes(line)
	switch {
	case err != nil:
		return nil, reasonBroken(line)
	case v.Type() != fastjson.TypeObject:
		return nil, "not a JSON object"
	}
	return v, ""
}

func (d *Decoder) frames(data []byte, f *format) {
	for len(data) >= frameHeader && d.stop == nil {
		size := int(binary.BigEndian.Uint32(data))
		if data = data[frameHeader:]; size > len(data) {
			size = len(data)
		}
		d.raw, data = data[:size], data[size:]
		d.begin()
		if err := f.decodeBytes(&d.builder, d.raw); err != nil && d.stop == nil {
			d.refuse(err.Error())
		}
		d.line++
	}
}

// begin makes ready for the next record.
func (d *Decoder) begin() {
	d.nth = 0
	d.builder.Begin()
}

// emit is the Builder's Emit: it checks the exchange and hands it on.
func (d *Decoder) emit() error {
	x, nth := &d.builder.X, d.nth
	d.nth++
	if reason := d.flaw(x); reason != "" {
		d.refuse(reason)
	} else if err := d.yield(x, d.raw, nth); err != nil {
		d.stop = err
		return err
	}
	x.Reset()
	return nil
}

// refuse tells of a flaw. A record may hold thousands of exchanges: its bytes go with the
// first of their flaws alone.
func (d *Decoder) refuse(reason string) {
	p := Problem{Source: d.batch.Source, Line: d.line, Reason: reason}
	if d.told != d.line {
		p.Raw, d.told = d.raw, d.line
	}
	d.reject(p)
}

const reasonTooLong = "record is longer than the limit"

func (d *Decoder) flaw(x *iolaus.Exchange) string {
	switch {
	case x.Time == 0:
		return "no time"
	case x.Time == record.Unreadable:
		return "unreadable time"
	case x.Time < record.Earliest || x.Time >= record.Latest:
		return "implausible time"
	case d.Until != 0 && x.Time >= d.Until:
		return "time is in the future"
	case x.Account == "":
		return "no account"
	}
	return ""
}

// reasonBroken tells a record that was cut off from one that is no JSON.
func reasonBroken(line []byte) string {
	line = bytes.TrimSpace(line)
	if line[0] == '{' && line[len(line)-1] != '}' {
		return "not valid JSON: the record is cut off"
	}
	return "not valid JSON"
}

package otlp

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math"
	"strconv"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

var errProto = errors.New("not a valid OTLP message")

// maxDepth bounds nested attribute values.
const maxDepth = 64

// field is one field of a message: bytes for length-delimited ones, number for
// the others.
type field struct {
	id     protowire.Number
	bytes  []byte
	number uint64
}

// each calls visit for every field of a message and stops at an error.
func each(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		id, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return errProto
		}
		message = message[n:]
		f := field{id: id}
		switch kind {
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(message)
			if f.bytes == nil {
				f.bytes = []byte{}
			}
		case protowire.VarintType:
			f.number, n = protowire.ConsumeVarint(message)
		case protowire.Fixed64Type:
			f.number, n = protowire.ConsumeFixed64(message)
		default:
			n = protowire.ConsumeFieldValue(id, kind, message)
		}
		if n < 0 {
			return errProto
		}
		message = message[n:]
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

// transcoder rewrites a message as OTLP JSON. Each of its methods appends one
// value.
type transcoder struct{ out []byte }

// child says how a field becomes a key.
type child struct {
	id    protowire.Number
	key   string
	list  bool
	value func(*transcoder, field) error
}

// object appends a message as an object. Fields of the same id must be in the
// list children once; a repeated one is gathered in a second pass.
func (t *transcoder) object(message []byte, children []child) error {
	t.out = append(t.out, '{')
	empty := true
	for _, c := range children {
		count := 0
		err := each(message, func(f field) error {
			if f.id != c.id {
				return nil
			}
			switch {
			case count > 0 && !c.list:
				return nil // the first one stands
			case count > 0:
				t.out = append(t.out, ',')
			default:
				if !empty {
					t.out = append(t.out, ',')
				}
				t.out = append(append(append(t.out, '"'), c.key...), `":`...)
				if c.list {
					t.out = append(t.out, '[')
				}
			}
			empty = false
			count++
			return c.value(t, f)
		})
		if err != nil {
			return err
		}
		if c.list && count > 0 {
			t.out = append(t.out, ']')
		}
	}
	t.out = append(t.out, '}')
	return nil
}

func message(children []child) func(*transcoder, field) error {
	return func(t *transcoder, f field) error { return t.object(f.bytes, children) }
}

func (t *transcoder) text(f field) error {
	t.out = appendQuoted(t.out, f.bytes)
	return nil
}

func (t *transcoder) hex(f field) error {
	t.out = append(hex.AppendEncode(append(t.out, '"'), f.bytes), '"')
	return nil
}

func (t *transcoder) unsigned(f field) error {
	t.out = append(strconv.AppendUint(append(t.out, '"'), f.number, 10), '"')
	return nil
}

// value appends an AnyValue as OTLP JSON does: {"stringValue":"…"}.
func (t *transcoder) value(f field, depth int) error {
	if depth > maxDepth {
		return errProto
	}
	t.out = append(t.out, '{')
	start := len(t.out)
	err := each(f.bytes, func(v field) error {
		if len(t.out) > start {
			return nil // one of the kinds only
		}
		return t.kind(v, depth)
	})
	t.out = append(t.out, '}')
	return err
}

func (t *transcoder) kind(v field, depth int) error {
	switch v.id {
	case 1:
		t.out = appendQuoted(append(t.out, `"stringValue":`...), v.bytes)
	case 2:
		t.out = strconv.AppendBool(append(t.out, `"boolValue":`...), v.number != 0)
	case 3:
		t.out = append(strconv.AppendInt(append(t.out, `"intValue":"`...), int64(v.number), 10), '"')
	case 4:
		if d := math.Float64frombits(v.number); !math.IsNaN(d) && !math.IsInf(d, 0) {
			t.out = strconv.AppendFloat(append(t.out, `"doubleValue":`...), d, 'g', -1, 64)
		}
	case 5:
		return t.values(`"arrayValue":{"values":[`, v.bytes, func(e field) error { return t.value(e, depth+1) })
	case 6:
		return t.values(`"kvlistValue":{"values":[`, v.bytes, func(e field) error { return t.pair(e, depth+1) })
	case 7:
		t.out = append(base64.StdEncoding.AppendEncode(append(t.out, `"bytesValue":"`...), v.bytes), '"')
	}
	return nil
}

func (t *transcoder) values(open string, list []byte, element func(field) error) error {
	t.out = append(t.out, open...)
	first := true
	err := each(list, func(f field) error {
		if f.id != 1 {
			return nil
		}
		if !first {
			t.out = append(t.out, ',')
		}
		first = false
		return element(f)
	})
	t.out = append(t.out, `]}`...)
	return err
}

// pair appends a KeyValue.
func (t *transcoder) pair(f field, depth int) error {
	t.out = append(t.out, `{"key":`...)
	var key, value field
	err := each(f.bytes, func(v field) error {
		switch v.id {
		case 1:
			key = v
		case 2:
			value = v
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.out = append(appendQuoted(t.out, key.bytes), `,"value":`...)
	if err := t.value(value, depth); err != nil {
		return err
	}
	t.out = append(t.out, '}')
	return nil
}

func attribute(t *transcoder, f field) error { return t.pair(f, 0) }

func appendQuoted(dst, text []byte) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for len(text) > 0 {
		c := text[0]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			r, n := utf8.DecodeRune(text)
			dst, text = utf8.AppendRune(dst, r), text[n:]
			continue
		}
		text = text[1:]
	}
	return append(dst, '"')
}

package signature

import "github.com/zeebo/xxh3"

// shapeDepth bounds how deep a schema is followed.
const shapeDepth = 32

// shapeOf hashes the names and types of the parameters that a JSON Schema
// declares, in any order and at any depth. A text that declares none, or is no
// JSON, is hashed as it is.
func shapeOf(schema string) uint64 {
	if schema == "" {
		return 0
	}
	r := jsonReader{text: schema}
	shape := r.shape(0, valueSchema)
	if r.broken || shape == 0 {
		return xxh3.HashString(schema)
	}
	return shape
}

// role says what a JSON value stands for within a schema.
type role uint8

const (
	valueIgnored role = iota
	valueSchema       // a schema, or something that wraps one
	valueNames        // an object whose keys are parameter names
	valueType         // a type name, or a list of them
)

// roleOf says what the value under a schema's key stands for.
func roleOf(key string) role {
	switch key {
	case "properties", "$defs", "definitions", "patternProperties":
		return valueNames
	case "type", "$ref", "format":
		return valueType
	case "items", "anyOf", "oneOf", "allOf", "additionalProperties",
		"parameters", "input_schema", "inputSchema", "schema", "function", "json":
		return valueSchema
	}
	return valueIgnored
}

// jsonReader walks JSON without building values. Strings are compared as they
// are written, escapes included.
type jsonReader struct {
	text   string
	at     int
	broken bool
}

// shape takes one value and gives its hash, in which order does not count.
func (r *jsonReader) shape(depth int, as role) uint64 {
	c := r.peek()
	switch {
	case depth > shapeDepth:
		r.broken = true
	case c == '{':
		return r.object(depth, as)
	case c == '[':
		return r.array(depth, as)
	case c == '"':
		if s := r.str(); as == valueType {
			return xxh3.HashString(s)
		}
	default:
		r.scalar()
	}
	return 0
}

func (r *jsonReader) object(depth int, as role) uint64 {
	sum := uint64(0)
	r.at++
	for !r.end('}') {
		key := r.str()
		r.expect(':')
		switch as {
		case valueNames:
			sum += mix(xxh3.HashString(key)^mixA, r.shape(depth+1, valueSchema)^mixB)
		case valueSchema:
			next := roleOf(key)
			if value := r.shape(depth+1, next); value != 0 {
				sum += mix(value^uint64(next), mixC)
			}
		default:
			r.shape(depth+1, valueIgnored)
		}
	}
	return sum
}

func (r *jsonReader) array(depth int, as role) uint64 {
	sum := uint64(0)
	r.at++
	for !r.end(']') {
		sum += r.shape(depth+1, as)
	}
	return sum
}

// peek gives the next byte that is no white space, 0 at the end.
func (r *jsonReader) peek() byte {
	for ; r.at < len(r.text); r.at++ {
		if c := r.text[r.at]; c > ' ' {
			return c
		}
	}
	r.broken = true
	return 0
}

// end takes a comma, or the closing mark and reports it. It also ends a list
// that is broken.
func (r *jsonReader) end(mark byte) bool {
	c := r.peek()
	if c == ',' {
		r.at++
		c = r.peek()
	}
	if c == mark {
		r.at++
		return true
	}
	return r.broken
}

func (r *jsonReader) expect(mark byte) {
	if r.peek() != mark {
		r.broken = true
		return
	}
	r.at++
}

// str takes a string and gives what is between its quotes.
func (r *jsonReader) str() string {
	if r.peek() != '"' {
		r.broken = true
		return ""
	}
	r.at++
	start := r.at
	for ; r.at < len(r.text); r.at++ {
		switch r.text[r.at] {
		case '\\':
			r.at++
		case '"':
			r.at++
			return r.text[start : r.at-1]
		}
	}
	r.broken = true
	return ""
}

// scalar takes a number, true, false or null.
func (r *jsonReader) scalar() {
	start := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c <= ' ', c == ',', c == ']', c == '}':
			r.broken = r.broken || r.at == start
			return
		}
		r.at++
	}
}

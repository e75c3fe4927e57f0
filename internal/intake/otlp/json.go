package otlp

import (
	"iter"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// jsonValue is an AnyValue in OTLP JSON: {"stringValue":"…"}.
type jsonValue struct{ *fastjson.Value }

// jsonPairs gives the list of KeyValues under a key of v, and how many there are
// at most.
func jsonPairs(v *fastjson.Value, key string) (count int, pairs iter.Seq2[string, value]) {
	found := list(v, key)
	return len(found), func(yield func(string, value) bool) {
		for _, pair := range found {
			if v := either(pair, "value"); v != nil && !yield(record.Text(pair.Get("key")), jsonValue{v}) {
				return
			}
		}
	}
}

func (v jsonValue) scalar() string {
	if flag := either(v.Value, "boolValue", "bool_value"); flag != nil {
		if flag.Type() == fastjson.TypeTrue {
			return "true"
		}
		return "false"
	}
	return record.Text(either(v.Value, "stringValue", "string_value", "intValue", "int_value", "doubleValue", "double_value"))
}

func (v jsonValue) isText() bool { return either(v.Value, "stringValue", "string_value") != nil }

func (v jsonValue) appendPlain(dst []byte, depth int) []byte {
	if depth > maxDepth {
		return append(dst, "null"...)
	}
	if array := either(v.Value, "arrayValue", "array_value"); array != nil {
		dst = append(dst, '[')
		for i, element := range list(array, "values") {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = jsonValue{element}.appendPlain(dst, depth+1)
		}
		return append(dst, ']')
	}
	if pairs := either(v.Value, "kvlistValue", "kvlist_value"); pairs != nil {
		dst = append(dst, '{')
		for i, pair := range list(pairs, "values") {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, record.Text(either(pair, "key"))), ':')
			dst = jsonValue{either(pair, "value")}.appendPlain(dst, depth+1)
		}
		return append(dst, '}')
	}
	return appendScalar(dst, v)
}

// list gives the list under the first key that v has.
func list(v *fastjson.Value, keys ...string) []*fastjson.Value {
	if found := either(v, keys...); found != nil && found.Type() == fastjson.TypeArray {
		return found.GetArray()
	}
	return nil
}

func either(v *fastjson.Value, keys ...string) *fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeObject {
		return nil
	}
	for _, key := range keys {
		if found := v.Get(key); found != nil {
			return found
		}
	}
	return nil
}

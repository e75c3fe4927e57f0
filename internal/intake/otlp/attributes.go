package otlp

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// attributes are a span's, with its resource's behind them. A later one of the
// same key wins.
type attributes struct {
	values map[string]*fastjson.Value // AnyValues
	common *attributes
	events []*fastjson.Value // older instrumentation: one event per message
}

func (a *attributes) read(pairs []*fastjson.Value) {
	if len(pairs) > 0 && a.values == nil {
		a.values = make(map[string]*fastjson.Value, len(pairs))
	}
	for _, pair := range pairs {
		if pair.Type() == fastjson.TypeObject {
			a.values[record.Text(pair.Get("key"))] = pair.Get("value")
		}
	}
}

// event takes up an event that carries the exchange's content.
func (a *attributes) event(v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		return
	}
	switch name := record.Text(v.Get("name")); {
	case name == "gen_ai.client.inference.operation.details", name == "gen_ai.content.prompt", name == "gen_ai.content.completion":
		a.read(list(v, "attributes"))
	case strings.HasPrefix(name, "gen_ai.") && strings.HasSuffix(name, ".message"):
		a.events = append(a.events, v)
	}
}

// modelCall reports whether the attributes are those of a call to a model that
// generates something.
func (a *attributes) modelCall() bool {
	if kind := scalar(a.values["openinference.span.kind"]); kind != "" && kind != "LLM" {
		return false
	}
	switch operation := scalar(a.values["gen_ai.operation.name"]); operation {
	case "chat", "text_completion", "generate_content", "completion":
		return true
	case "":
	default:
		return false
	}
	for _, key := range [...]string{"gen_ai.request.model", "gen_ai.response.model", "llm.model_name"} {
		if a.values[key] != nil {
			return true
		}
	}
	return false
}

// any gives the AnyValue of the first key that the span or its resource has.
func (a *attributes) any(keys ...string) *fastjson.Value {
	for from := a; from != nil; from = from.common {
		for _, key := range keys {
			if v := from.values[key]; v != nil {
				return v
			}
		}
	}
	return nil
}

// text gives the first value that is a text, a number or a boolean.
func (a *attributes) text(keys ...string) string {
	return scalar(a.any(keys...))
}

// number gives the first value as an integer; 0 when there is none.
func (a *attributes) number(keys ...string) int64 {
	v := a.any(keys...)
	return record.Int(either(v, "intValue", "int_value", "doubleValue", "double_value", "stringValue", "string_value"))
}

// content gives the first value as JSON, whether it was written structured or
// as JSON in a string. A string that is no JSON is given as it is.
func (a *attributes) content(b *record.Builder, keys ...string) *fastjson.Value {
	v := a.any(keys...)
	if v == nil {
		return nil
	}
	if text := either(v, "stringValue", "string_value"); text != nil {
		if parsed := b.Parse(record.Text(text)); parsed != nil {
			return parsed
		}
		return text
	}
	return b.Parse(b.Build(func(dst []byte) []byte { return appendPlain(dst, v, 0) }))
}

func scalar(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	if flag := either(v, "boolValue", "bool_value"); flag != nil {
		if flag.Type() == fastjson.TypeTrue {
			return "true"
		}
		return "false"
	}
	return record.Text(either(v, "stringValue", "string_value", "intValue", "int_value", "doubleValue", "double_value"))
}

// appendPlain appends an AnyValue as the JSON that it stands for.
func appendPlain(dst []byte, v *fastjson.Value, depth int) []byte {
	if depth > maxDepth {
		return append(dst, "null"...)
	}
	switch {
	case either(v, "arrayValue", "array_value") != nil:
		dst = append(dst, '[')
		for i, element := range list(either(v, "arrayValue", "array_value"), "values") {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendPlain(dst, element, depth+1)
		}
		return append(dst, ']')
	case either(v, "kvlistValue", "kvlist_value") != nil:
		dst = append(dst, '{')
		for i, pair := range list(either(v, "kvlistValue", "kvlist_value"), "values") {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, []byte(record.Text(either(pair, "key")))), ':')
			dst = appendPlain(dst, either(pair, "value"), depth+1)
		}
		return append(dst, '}')
	}
	if text := either(v, "stringValue", "string_value"); text != nil {
		return appendQuoted(dst, []byte(record.Text(text)))
	}
	if text := scalar(v); text != "" {
		return append(dst, text...)
	}
	return append(dst, "null"...)
}

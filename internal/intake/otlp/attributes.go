package otlp

import (
	"iter"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// attributes are a span's, with its resource's behind them. A later one of the
// same key wins.
type attributes struct {
	values map[string]value
	common *attributes
	events []event // older instrumentation: one event per message
}

type event struct {
	name       string
	attributes attributes
}

func (a *attributes) read(count int, pairs iter.Seq2[string, value]) {
	if count > 0 && a.values == nil {
		a.values = make(map[string]value, count)
	}
	for key, v := range pairs {
		a.values[key] = v
	}
}

// event takes up an event that carries the exchange's content.
func (a *attributes) event(name string, count int, pairs iter.Seq2[string, value]) {
	switch {
	case name == "gen_ai.client.inference.operation.details", name == "gen_ai.content.prompt", name == "gen_ai.content.completion":
		a.read(count, pairs)
	case strings.HasPrefix(name, "gen_ai.") && strings.HasSuffix(name, ".message"):
		e := event{name: name}
		e.attributes.read(count, pairs)
		a.events = append(a.events, e)
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

// any gives the value of the first key that the span or its resource has.
func (a *attributes) any(keys ...string) value {
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
	return record.ParseInt(a.text(keys...))
}

// content gives the first value as JSON, whether it was written structured or
// as JSON in a string. A string that is no JSON is given as it is.
func (a *attributes) content(b *record.Builder, keys ...string) *fastjson.Value {
	v := a.any(keys...)
	if v == nil {
		return nil
	}
	if v.isText() {
		text := v.scalar()
		if parsed := b.Parse(text); parsed != nil {
			return parsed
		}
		return b.Parse(b.Build(func(dst []byte) []byte { return append(appendQuoted(append(dst, '['), text), ']') })).Get("0")
	}
	return b.Parse(b.Build(func(dst []byte) []byte { return v.appendPlain(dst, 0) }))
}

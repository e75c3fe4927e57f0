package intake

import (
	"bytes"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/anthropic"
	"github.com/iolaus-project/iolaus/internal/intake/bedrock"
	"github.com/iolaus-project/iolaus/internal/intake/envoy"
	"github.com/iolaus-project/iolaus/internal/intake/litellm"
	"github.com/iolaus-project/iolaus/internal/intake/native"
	"github.com/iolaus-project/iolaus/internal/intake/openai"
	"github.com/iolaus-project/iolaus/internal/intake/otlp"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// format is one kind of record. A JSON format has looks and decode, a binary
// one only decodeBytes.
type format struct {
	name        string
	version     byte // raised when the decoder gives other exchanges for the same bytes
	looks       func(*fastjson.Value) bool
	decode      func(*record.Builder, *fastjson.Value) error
	decodeBytes func(*record.Builder, []byte) error
}

// formats lists every format; sniffing asks them in this order.
var formats = []format{
	{name: native.Name, version: 1, looks: native.Looks, decode: native.Decode},
	{name: otlp.Name, version: 1, looks: otlp.Looks, decode: otlp.Decode},
	{name: otlp.NameProto, version: 1, decodeBytes: otlp.DecodeProto},
	{name: bedrock.Name, version: 1, looks: bedrock.Looks, decode: bedrock.Decode},
	{name: litellm.Name, version: 1, looks: litellm.Looks, decode: litellm.Decode},
	{name: envoy.Name, version: 1, looks: envoy.Looks, decode: envoy.Decode},
	{name: anthropic.Name, version: 2, looks: anthropic.Looks, decode: anthropic.Decode},
	{name: openai.Name, version: 2, looks: openai.Looks, decode: openai.Decode},
}

// Formats names the formats that Options.From accepts. Compression and Parquet
// are recognised in any case and have no name here.
func Formats() []string {
	names := make([]string, len(formats))
	for i := range formats {
		names[i] = formats[i].name
	}
	return names
}

func formatNamed(name string) *format {
	for i := range formats {
		if formats[i].name == name {
			return &formats[i]
		}
	}
	return nil
}

// sniffLines is how many lines are looked at to find out a source's format.
const sniffLines = 1000

// sniff finds the format of the first record that any format recognises. It
// also says whether account records were seen instead.
func sniff(sample []byte) (found *format, accounts bool) {
	var parser fastjson.Parser
	for range sniffLines {
		line, rest, _ := bytes.Cut(sample, []byte{'\n'})
		if v := parseObject(&parser, line); v != nil {
			for i := range formats {
				if formats[i].looks != nil && formats[i].looks(v) {
					return &formats[i], false
				}
			}
			accounts = accounts || looksLikeAccount(v)
		}
		if len(rest) == 0 {
			break
		}
		sample = rest
	}
	return nil, accounts
}

// maxSniffed bounds the lines that sniffing parses.
const maxSniffed = 1 << 20

func parseObject(parser *fastjson.Parser, line []byte) *fastjson.Value {
	if line = bytes.TrimSpace(line); len(line) < 2 || line[0] != '{' || len(line) > maxSniffed {
		return nil
	}
	v, err := parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return nil
	}
	return v
}

func looksLikeAccount(v *fastjson.Value) bool {
	return v.Exists("account") && (v.Exists("created") || v.Exists("signup") || v.Exists("email_domain") || v.Exists("status") && !v.Exists("request"))
}

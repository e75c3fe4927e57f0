package record

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"

	"github.com/valyala/fastjson"
)

// Text gives a string's characters and a number's digits; "" for anything else
// and for nil. It copies nothing.
func Text(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	switch v.Type() {
	case fastjson.TypeString:
		bytes, err := v.StringBytes()
		if err != nil {
			return ""
		}
		return alias(bytes)
	case fastjson.TypeNumber:
		return alias(v.MarshalTo(nil))
	}
	return ""
}

// Int gives a number, or the number in a string, rounded towards zero; 0 for
// anything else, for nil and for what an int64 cannot hold.
func Int(v *fastjson.Value) int64 { return whole(Float(v, 0)) }

// ParseInt reads an integer as Int does, from text.
func ParseInt(text string) int64 {
	f, _ := ParseFloat(text)
	return whole(f)
}

func whole(f float64) int64 {
	if f <= -math.MaxInt64 || f >= math.MaxInt64 {
		return 0
	}
	return int64(f)
}

// Float gives a finite number, or the one in a string; otherwise missing.
func Float(v *fastjson.Value, missing float64) float64 {
	if v == nil {
		return missing
	}
	switch v.Type() {
	case fastjson.TypeNumber:
		if f, err := v.Float64(); err == nil && finite(f) {
			return f
		}
	case fastjson.TypeString:
		if f, ok := ParseFloat(Text(v)); ok {
			return f
		}
	}
	return missing
}

// ParseFloat reads a finite number from text.
func ParseFloat(text string) (float64, bool) {
	if text == "" || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !finite(f) {
		return 0, false
	}
	return f, true
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// True reports whether v is true, as a boolean or as text.
func True(v *fastjson.Value) bool {
	if v == nil {
		return false
	}
	return v.Type() == fastjson.TypeTrue || Text(v) == "true"
}

// First gives the first text that is not empty.
func First(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// Secret names a credential by the first 16 bytes of its SHA-256, so that the
// credential itself goes no further. The scheme (Bearer …) is no part of it.
func (b *Builder) Secret(text string) string {
	for i := range len(text) {
		if text[i] == ' ' {
			text = text[i+1:]
			break
		}
	}
	if text == "" {
		return ""
	}
	return b.Build(func(dst []byte) []byte {
		sum := sha256.Sum256([]byte(text))
		return hex.AppendEncode(append(dst, "key_"...), sum[:16])
	})
}

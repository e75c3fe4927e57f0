package otlp

import "unicode/utf8"

// value is an attribute's value, an AnyValue in JSON or in protobuf.
type value interface {
	// scalar gives a text's characters, a number's digits, true or false; "" for
	// anything else.
	scalar() string
	isText() bool
	// appendPlain appends the JSON that the value stands for.
	appendPlain(dst []byte, depth int) []byte
}

// maxDepth is how deep values are written; what lies deeper becomes null.
const maxDepth = 64

func scalar(v value) string {
	if v == nil {
		return ""
	}
	return v.scalar()
}

// appendScalar appends a value that is neither a list nor a map.
func appendScalar(dst []byte, v value) []byte {
	text := v.scalar()
	switch {
	case v.isText():
		return appendQuoted(dst, text)
	case text == "":
		return append(dst, "null"...)
	}
	return append(dst, text...)
}

func appendQuoted(dst []byte, text string) []byte {
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
			r, n := utf8.DecodeRuneInString(text)
			dst, text = utf8.AppendRune(dst, r), text[n:]
			continue
		}
		text = text[1:]
	}
	return append(dst, '"')
}

package intake

import "bytes"

// textSample is how much is looked at to tell text from binary data.
const textSample = 8 << 10

// notText says why a sample is no UTF-8 text, or "".
func notText(sample []byte) string {
	sample = sample[:min(len(sample), textSample)]
	if bytes.HasPrefix(sample, []byte{0xff, 0xfe}) || bytes.HasPrefix(sample, []byte{0xfe, 0xff}) {
		return "UTF-16 text; convert it to UTF-8 first"
	}
	var even, odd, control int
	for i, c := range sample {
		switch {
		case c == 0 && i%2 == 0:
			even++
		case c == 0:
			odd++
		case c < ' ' && c != '\n' && c != '\r' && c != '\t':
			control++
		}
	}
	half := len(sample) / 2
	switch {
	case len(sample) >= 4 && (even == 0 && odd > half*3/4 || odd == 0 && even > half*3/4):
		return "UTF-16 text; convert it to UTF-8 first"
	case (even+odd+control)*10 > len(sample), even+odd > 0 && !startsRecord(sample):
		return "binary file"
	}
	return ""
}

// startsRecord reports whether any line of a sample begins as JSON does.
func startsRecord(sample []byte) bool {
	for len(sample) > 0 {
		line, rest, _ := bytes.Cut(sample, newline)
		if line = bytes.TrimSpace(line); len(line) > 0 && (line[0] == '{' || line[0] == '[') {
			return true
		}
		sample = rest
	}
	return false
}

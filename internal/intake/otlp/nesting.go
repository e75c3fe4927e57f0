package otlp

// maxNesting bounds the fields that lie within each other. A value in a list or
// map lies two or three deeper than that.
const maxNesting = 200

// tooDeep reports whether fields lie more than so many levels within each other.
// pdata follows them without a bound, and a stack that it exhausts ends the
// process. Every length-delimited field is taken for a message, since only the
// schema tells it from a text: honest text is never that deep. Tags and lengths
// are read as pdata reads them, more loosely than protowire does, so that
// nothing that pdata follows is missed.
func tooDeep(message []byte, levels int) bool {
	if levels == 0 {
		return len(message) > 0
	}
	for len(message) > 0 {
		tag, n := varint(message)
		if n == 0 {
			return false
		}
		message = message[n:]
		size := uint64(0)
		switch tag & 7 {
		case 0:
			if _, n = varint(message); n == 0 {
				return false
			}
			message = message[n:]
		case 1:
			size = 8
		case 2:
			if size, n = varint(message); n == 0 {
				return false
			}
			message = message[n:]
		case 5:
			size = 4
		}
		if size > uint64(len(message)) {
			return false
		}
		if tag&7 == 2 && tooDeep(message[:size], levels-1) {
			return true
		}
		message = message[size:]
	}
	return false
}

// varint gives a number and its length; 0 if it has no end. What 64 bits cannot
// hold is dropped.
func varint(data []byte) (number uint64, n int) {
	for n < len(data) && n < 10 {
		b := data[n]
		number |= uint64(b&0x7f) << (7 * n)
		n++
		if b < 0x80 {
			return number, n
		}
	}
	return 0, 0
}

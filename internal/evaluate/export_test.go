package evaluate

// Head is what the traffic is read for, by the quick path or by the parser.
func Head(line []byte, quick bool) (id, time, account string, err error) {
	read := parseHead
	if quick {
		read = headOf
	}
	h, err := read(line)
	return string(h.id), string(h.time), string(h.account), err
}

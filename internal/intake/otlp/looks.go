package otlp

import "google.golang.org/protobuf/encoding/protowire"

// LooksProto reports whether data has the structure of an
// ExportTraceServiceRequest in protobuf. It is strict enough that no text
// passes. If data is not whole, only its beginning is judged.
func LooksProto(data []byte, whole bool) bool {
	if len(data) == 0 {
		return false
	}
	first := true
	for len(data) > 0 {
		id, kind, n := protowire.ConsumeTag(data)
		if n < 0 || id != 1 || kind != protowire.BytesType {
			return !first && !whole && n < 0
		}
		spans, size := protowire.ConsumeBytes(data[n:])
		if size < 0 {
			return !whole && looksResourceSpans(afterLength(data[n:]), false)
		}
		if !looksResourceSpans(spans, true) {
			return false
		}
		data, first = data[n+size:], false
	}
	return true
}

func afterLength(data []byte) []byte {
	_, n := protowire.ConsumeVarint(data)
	return data[max(n, 0):]
}

func looksResourceSpans(data []byte, whole bool) bool {
	found := false
	for len(data) > 0 {
		id, kind, n := protowire.ConsumeTag(data)
		if n < 0 || kind != protowire.BytesType || id > 3 && id != 1000 {
			return false
		}
		_, size := protowire.ConsumeBytes(data[n:])
		if size < 0 {
			return !whole
		}
		found = found || id == 2
		data = data[n+size:]
	}
	return found
}

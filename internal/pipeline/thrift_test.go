package pipeline

import (
	"runtime/debug"
	"testing"
)

// TestThrift has the collector's setting changed while detection runs, unless the user
// has one of their own, and left as it was.
func TestThrift(t *testing.T) {
	mine := debug.SetGCPercent(gcDefault)
	defer debug.SetGCPercent(mine)
	for before, during := range map[int]int{gcDefault: gcThrift, 200: 200, -1: -1} {
		debug.SetGCPercent(before)
		restore := thrift()
		if got := debug.SetGCPercent(during); got != during {
			t.Errorf("set to %d by the user, it is %d while detection runs, want %d", before, got, during)
		}
		restore()
		if got := debug.SetGCPercent(before); got != before {
			t.Errorf("set to %d by the user, it is %d after detection", before, got)
		}
	}
}

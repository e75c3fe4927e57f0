package main

import (
	"runtime/debug"
	"testing"
)

// TestCollector has the collector set for detection, unless the user has set it.
func TestCollector(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	for gogc, want := range map[string]int{"": gcPercent, "100": 100, "off": 100} { // those that are set, the runtime has read
		debug.SetGCPercent(100)
		setCollector(func(string) string { return gogc })
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("with GOGC=%q the heap may grow by %d %%, want %d", gogc, got, want)
		}
	}
}

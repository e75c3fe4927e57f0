//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// peakMemory gives the largest resident size so far in bytes; 0 = unknown.
func peakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10 // kibibytes everywhere else
}

//go:build unix

package main

import (
	"runtime"
	"syscall"
	"time"
)

// resourceUsage gives the largest resident size so far in bytes and the
// processor time used by all threads; 0 = unknown.
func resourceUsage() (peak int64, processor time.Duration) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, 0
	}
	peak = int64(usage.Maxrss)
	if runtime.GOOS != "darwin" {
		peak <<= 10 // kibibytes everywhere else
	}
	return peak, time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

//go:build !unix

package main

import "time"

// resourceUsage gives the largest resident size so far in bytes and the
// processor time used by all threads; 0 = unknown.
func resourceUsage() (peak int64, processor time.Duration) { return 0, 0 }

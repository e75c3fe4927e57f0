package link

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls work for 0 to n-1, on as many goroutines as there are
// processors. Each goroutine makes its own work by begin, which may hold memory
// to be used again. What work does must not depend on which goroutine it runs on.
func inParallel(n int, begin func() (work func(int))) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		running.Go(func() {
			work := begin()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	running.Wait()
}

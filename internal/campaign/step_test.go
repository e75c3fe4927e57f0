package campaign

import (
	"testing"

	"github.com/iolaus-project/iolaus"
)

// TestSideBySide has templates that a holder fills a few times with new tasks: one is a step
// where it is a fair part of the work, and none where it comes back to the same tasks.
func TestSideBySide(t *testing.T) {
	for _, c := range []struct {
		exchanges, tasks, total int
		want                    bool
	}{
		{6, 6, 290, true}, {6, 6, 310, false}, {6, 5, 290, false}, {5, 5, 200, false}, {20, 15, 290, false},
	} {
		f := filling{exchanges: c.exchanges, tasks: map[iolaus.Hash]bool{}, by: []int{c.exchanges}}
		for i := range c.tasks {
			f.tasks[iolaus.Hash(i+1)] = true
		}
		if got := f.sideBySide([][]Exchange{make([]Exchange, c.total)}, c.total); got != c.want {
			t.Errorf("%d exchanges of %d, %d tasks: a step is %v, want %v", c.exchanges, c.total, c.tasks, got, c.want)
		}
	}
}

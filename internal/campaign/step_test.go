package campaign

import (
	"testing"

	"github.com/iolaus-project/iolaus"
)

// TestSideBySide has templates that a holder fills eight times with new tasks: one is a step
// where it is a fair part of the work, and none where it comes back to the same tasks.
func TestSideBySide(t *testing.T) {
	for _, c := range []struct {
		exchanges, tasks, total int
		want                    bool
	}{
		{8, 8, 390, true}, {8, 8, 410, false}, {8, 7, 390, false}, {7, 7, 300, false}, {20, 15, 390, false},
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

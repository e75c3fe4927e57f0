package campaign

import "testing"

// TestFirstRetreat has an account that was refused twice: it kept to its model the first
// time and moved to another the second.
func TestFirstRetreat(t *testing.T) {
	trace := []Exchange{
		{Time: 1 * hourMillis, Model: 1, Refused: true},
		{Time: 2 * hourMillis, Model: 1},
		{Time: 100 * hourMillis, Model: 1, Refused: true},
		{Time: 101 * hourMillis, Model: 2},
	}
	if at := firstRetreat([][]Exchange{trace}); at != 100*hourMillis {
		t.Errorf("moved after the refusal of hour %d, want of hour 100", at/hourMillis)
	}
	if at := firstRetreat([][]Exchange{trace[:2]}); at != 0 {
		t.Errorf("moved after the refusal of hour %d, want none: it kept to its model", at/hourMillis)
	}
}

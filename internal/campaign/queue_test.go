package campaign_test

import (
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus/internal/campaign"
)

// TestQueueIsNotHiddenByStrays has accounts with projects of their own among those of one
// queue, no busier than they: a few do not hide it and are told from the others; of more
// nobody is left out.
func TestQueueIsNotHiddenByStrays(t *testing.T) {
	for _, test := range []struct {
		strays int
		fed    bool
	}{{0, true}, {3, true}, {12, false}} {
		stray := harvest()
		stray.name, stray.accounts, stray.individual = "stray", 12, true
		w := build(4, append(honest(), harvest(), stray)...)
		accounts, strays := firstOf(t, w, "harvest", 60), firstOf(t, w, "stray", test.strays)
		llr, own, measured := campaign.QueueLLR(w, append(accounts, strays...))
		if !measured || llr > 5 != test.fed {
			t.Errorf("with %d strays: %.1f nats for one queue, want more than 5: %v", test.strays, llr, test.fed)
		}
		if test.fed && !slices.Equal(own, strays) {
			t.Errorf("accounts %v are said to have topics of their own, want %v", own, strays)
		}
	}
}

package pipeline

import (
	"slices"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// TestBusiestLeaveRoomForSteps has more busy programs than are looked at one by one, a
// harvest that is less busy than all of them, and one too quiet to say anything.
func TestBusiestLeaveRoomForSteps(t *testing.T) {
	const harvest, quiet = maxBusy + 100, maxBusy + 101
	accounts := make([]traffic.Account, maxBusy+102)
	steps, sampled := make([]int32, len(accounts)), make([]int32, len(accounts))
	for a := range accounts {
		accounts[a].Exchanges, sampled[a] = 10*minBusy+int64(a), 40
	}
	accounts[harvest].Exchanges, steps[harvest] = minBusy, 30
	accounts[quiet].Exchanges, steps[quiet] = minBusy-1, 40
	busy := busiest(accounts, steps, sampled)
	if len(busy) != maxBusy || !slices.IsSorted(busy) {
		t.Errorf("%d accounts, ascending: %t", len(busy), slices.IsSorted(busy))
	}
	for a, want := range map[int32]bool{harvest: true, quiet: false, 0: false, harvest - 1: true} {
		if got := slices.Contains(busy, a); got != want {
			t.Errorf("account %d is looked at: %t, want %t", a, got, want)
		}
	}
}

// TestBusiestLeaveRoomForTheNew has more accounts than are looked at one by one that did
// such work for a month, now and then, and one that has done it for half a day.
func TestBusiestLeaveRoomForTheNew(t *testing.T) {
	const harvest = maxBusy + 1
	accounts := make([]traffic.Account, maxBusy+2)
	steps, sampled := make([]int32, len(accounts)), make([]int32, len(accounts))
	for a := range accounts {
		accounts[a].Exchanges, accounts[a].Last = 5*minBusy, iolaus.Millis((30 * 24 * time.Hour).Milliseconds())
		steps[a], sampled[a] = 40, 40
	}
	accounts[harvest].Exchanges, accounts[harvest].Last = 2*minBusy, iolaus.Millis((12 * time.Hour).Milliseconds())
	if busy := busiest(accounts, steps, sampled); len(busy) != maxBusy || !slices.Contains(busy, harvest) {
		t.Errorf("%d accounts, the harvest among them: %t", len(busy), slices.Contains(busy, harvest))
	}
}

package campaign

import (
	"math"
	"testing"

	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// TestAnytimeIsAnEValue bets on a fair coin in thousands of games that end whenever they
// stand highest: what the highest stand is worth after the adjuster must not exceed one
// on the mean, which the stand itself does by far.
func TestAnytimeIsAnEValue(t *testing.T) {
	const games, tosses = 20_000, 400
	plain, adjusted := 0.0, 0.0
	state := uint64(5)
	for range games {
		stand, highest := 0.0, 0.0
		for range tosses {
			state++
			if splitmix.Mix(state)&1 == 0 {
				stand += math.Log(1.3)
			} else {
				stand += math.Log(0.7)
			}
			highest = max(highest, stand)
		}
		plain += math.Exp(highest) / games
		adjusted += math.Exp(anytime(highest)) / games
	}
	if adjusted > 1 {
		t.Errorf("the adjusted highest stand is worth %.2f on the mean", adjusted)
	}
	if plain < 2 {
		t.Errorf("the highest stand is worth %.2f on the mean: the game shows nothing", plain)
	}
}

// TestAnytimeGrows holds the adjuster to what it must be: growing, without a step where
// its formula changes, and less than what it is given.
func TestAnytimeGrows(t *testing.T) {
	last := anytime(-5)
	for nats := -1.0; nats < 60; nats += 0.001 {
		now := anytime(nats)
		if now < last-1e-9 || now > last+0.01 {
			t.Fatalf("from %.4f to %.4f nats at %.3f", last, now, nats)
		}
		if nats > 0 && now > nats {
			t.Fatalf("%.3f nats are worth %.3f", nats, now)
		}
		last = now
	}
}

package leiden_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/iolaus-project/iolaus/internal/leiden"
)

// TestReachesReferenceQuality compares with what leidenalg, the authors' own
// implementation, reached on the same graphs: over ten seeds, our mean with its
// mean and our best with its best.
func TestReachesReferenceQuality(t *testing.T) {
	const seeds, within = 10, 0.99
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		planted
		Best float64 `json:"best"`
		Mean float64 `json:"mean"`
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			if testing.Short() && c.Nodes > 5000 {
				t.Skip("takes seconds")
			}
			g := leiden.NewGraph(c.Nodes, c.generate())
			best, sum := 0.0, 0.0
			for seed := range uint64(seeds) {
				q := quality(g, communities(t, g, c.options(seed)), c.options(seed))
				best, sum = max(best, q), sum+q
			}
			t.Logf("best %.2f to %.2f (%+.3f %%), mean %.2f to %.2f (%+.3f %%)",
				best, c.Best, 100*(best/c.Best-1), sum/seeds, c.Mean, 100*(sum/seeds/c.Mean-1))
			if best < within*c.Best {
				t.Errorf("best quality %v is more than 1 %% below leidenalg's %v", best, c.Best)
			}
			if sum/seeds < within*c.Mean {
				t.Errorf("mean quality %v is more than 1 %% below leidenalg's %v", sum/seeds, c.Mean)
			}
		})
	}
}

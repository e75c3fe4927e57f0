package pipeline

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
	"github.com/iolaus-project/iolaus/internal/signature"
)

// W="world world" : mean e-values over candidates that hold no campaign account
func TestZZVal(t *testing.T) {
	for _, w := range strings.Fields(os.Getenv("W")) {
		base := "/tmp/dev/" + w
		pop := map[iolaus.Hash]string{}
		f, err := os.Open(base + "/world/truth_accounts.csv")
		if err != nil {
			t.Fatal(err)
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			p := strings.Split(sc.Text(), ",")
			pop[signature.HashText(p[0])] = p[1]
			if p[2] != "" {
				pop[signature.HashText(p[0])] = "CAMPAIGN"
			}
		}
		f.Close()
		sum := map[string]float64{}
		n, speak := 0, 0
		type bad struct {
			e float64
			s string
		}
		var worst []bad
		_, err = Scan(t.Context(), Options{Store: base + "/store", Peek: true, Judged: func(j campaign.Judged) {
			if j.Lone {
				return
			}
			count := map[string]int{}
			for _, a := range j.Accounts {
				count[pop[a]]++
			}
			if count["CAMPAIGN"] > 0 {
				return
			}
			n++
			for c, x := range j.Channels {
				sum[c] += math.Exp(x)
			}
			sum["ALL"] += math.Exp(j.Total)
			if j.Total > math.Log(10) {
				speak++
			}
			if c := os.Getenv("CH"); c != "" { j.Total = j.Channels[c] }
			worst = append(worst, bad{j.Total, fmt.Sprintf("%d %v %.2v", len(j.Accounts), count, j.Channels)})
		}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("%s n %d above10 %d", w, n, speak)
		for _, c := range []string{"load", "life", "queue", "identity", "timing", "intent", "clientele", "replay", "conversation", "ALL"} {
			fmt.Printf(" %s %.2f", c, sum[c]/float64(max(1, n)))
		}
		fmt.Println()
		sort.Slice(worst, func(a, b int) bool { return worst[a].e > worst[b].e })
		for i := range min(len(worst), 8) {
			if os.Getenv("V") != "" {
				fmt.Printf("   %.1f %s\n", worst[i].e, worst[i].s)
			}
		}
	}
}

package cast

import (
	"fmt"
	"math"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// Client is the software that sends requests.
type Client struct{ JA4, Agent string }

// ClientClass says what kind of software a client is.
type ClientClass uint8

// The classes of client.
const (
	Browser ClientClass = iota
	SDK
	CLI
	AgentCLI
	classCount
)

// software is one row of the catalogue: %d is replaced by each of its versions,
// counted from first on.
type software struct {
	class           ClientClass
	ja4             string
	agent           string
	first, versions int
	weight          float64
}

// catalogue lists the clients of the world. Fingerprints have the form of
// FoxIO's JA4; apart from a well-known browser's they are made up.
var catalogue = []software{
	{Browser, "t13d1516h2_8daaf6152771_02713d6af862", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36", 128, 6, 38},
	{Browser, "t13d1516h2_8daaf6152771_e5627efa2ab1", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36", 128, 6, 17},
	{Browser, "t13d2014h2_a09f3c656075_14788d8d241b", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.%d Safari/605.1.15", 0, 5, 12},
	{Browser, "t13d2014h2_a09f3c656075_e42f34c56612", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_%d like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", 0, 5, 14},
	{Browser, "t13d1715h2_5b57614c22b0_3d5424432f57", "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%[1]d.0", 128, 6, 8},
	{Browser, "t13d1516h2_8daaf6152771_9b887d9acb53", "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36", 128, 6, 18},
	{Browser, "t13d1517h2_8daaf6152771_b0da82dd1658", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/133.0.0.0 Safari/537.36 Edg/%d.0.0.0", 128, 6, 9},
	{SDK, "t13d1812h1_85036bcba153_b26ce05bbdd6", "frontier-python/1.%d.0 (CPython 3.12.7; Linux x86_64)", 42, 14, 24},
	{SDK, "t13d1812h1_85036bcba153_d41ae481755e", "frontier-python/1.%d.0 (CPython 3.11.9; Linux x86_64)", 42, 14, 16},
	{SDK, "t13d1812h1_85036bcba153_4ce8e1d0c2ab", "frontier-python/1.%d.1 (CPython 3.13.1; macOS arm64)", 42, 12, 9},
	{SDK, "t13d521100_b262b3658495_8e6e362c5eac", "frontier-node/0.%d.2 (node v22.11.0; linux x64)", 31, 14, 15},
	{SDK, "t13d521100_b262b3658495_6a3b0c21d9f4", "frontier-node/0.%d.0 (node v20.18.0; linux x64)", 31, 14, 10},
	{SDK, "t13d1311h2_f57a46bbacb6_e7c285222651", "Go-http-client/2.0 frontier-go/0.%d", 12, 9, 7},
	{SDK, "t13d311100_a33745022dd6_1f22a2ca17c4", "okhttp/4.%d.0", 8, 5, 5},
	{SDK, "t13d1713h2_5b57614c22b0_7b83c1ef0d12", "reqwest/0.12.%d", 4, 9, 4},
	{SDK, "t13d1314h2_e8f1e7e78f70_bd0bf25947d4", "python-httpx/0.2%d.0", 1, 8, 6},
	{SDK, "t13d1813h1_85036bcba153_2dae41c691ec", "python-requests/2.3%d.3", 0, 3, 6},
	{SDK, "t12d190800_d83cc789557e_7af1ed941c26", "axios/1.%d.4", 3, 8, 5},
	{SDK, "t13d1011h2_c866b44c5a26_31a5e1f78b90", "frontier-dotnet/2.%d.0 (.NET 9.0)", 1, 6, 3},
	{CLI, "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6", "curl/8.%d.0", 4, 9, 6},
	{CLI, "t13d3013h2_1d37bd780c83_e27c4c1f8a05", "PostmanRuntime/7.4%d.0", 0, 4, 3},
	{CLI, "t13d1910h1_9dc949149365_97f8aa674fd9", "llm-cli/0.%d", 11, 8, 4},
	{AgentCLI, "t13d521100_b262b3658495_0b1f7e6c54aa", "wayfarer-agent/0.%d.1 node/22", 30, 9, 12},
	{AgentCLI, "t13d1311h2_f57a46bbacb6_9c3e1b7ad004", "ferry-code/1.%d.0", 4, 8, 8},
	{AgentCLI, "t13d1713h2_5b57614c22b0_c4d29ae10f67", "codemate/0.%d.0 (rust)", 17, 7, 5},
}

// clients is the catalogue with versions spelled out, newer ones more popular.
type clients struct {
	all   []Client
	index [classCount][]uint16
	sums  [classCount][]float64
}

func newClients() clients {
	var c clients
	var weights [classCount][]float64
	for _, row := range catalogue {
		for version := range row.versions {
			agent := fmt.Sprintf(row.agent, row.first+version)
			c.index[row.class] = append(c.index[row.class], uint16(len(c.all)))
			c.all = append(c.all, Client{JA4: row.ja4, Agent: agent})
			age := float64(row.versions - version)
			weights[row.class] = append(weights[row.class], row.weight*math.Ldexp(1, -int(age)/2))
		}
	}
	for class := range classCount {
		c.sums[class] = chance.Sums(weights[class])
	}
	return c
}

func (c *clients) pick(class ClientClass, s *chance.Stream) uint16 {
	return c.index[class][s.Weighted(c.sums[class])]
}

package enrich_test

import (
	"testing"

	"github.com/iolaus-project/iolaus/internal/enrich"
)

func TestNetwork(t *testing.T) {
	for ip, want := range map[string]string{
		"203.0.113.7":           "203.0.113.0/24",
		"::ffff:203.0.113.7":    "203.0.113.0/24",
		"2001:db8:1:2::3":       "2001:db8:1::/48",
		"fe80::1%eth0":          "fe80::/48",
		"":                      "",
		"203.0.113":             "",
		"203.0.113.7:443":       "",
		"not an address at all": "",
	} {
		if got := enrich.Network(ip); got != want {
			t.Errorf("Network(%q) = %q, want %q", ip, got, want)
		}
	}
}

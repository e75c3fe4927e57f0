// Package enrich adds to an address what is known about it.
//
// It takes an address as logged and gives its network. It asks no service and
// reads nothing but what the operator hands over.
package enrich

import "net/netip"

// Network gives the /24 of an IPv4 address or the /48 of an IPv6 one, as text;
// empty when ip is not an address. An IPv4 address mapped into IPv6 counts as
// IPv4.
func Network(ip string) string {
	if ip == "" {
		return ""
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	addr = addr.Unmap()
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

package baseline

import (
	"net/netip"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// minHolders is how many independent holders a group needs to be accused, in
// every method that forms groups: two to four who share a card or a network are
// a family, a flat or a small office. Other sizes were not tried. In scenario benign, seeds 1 to 43, it flags 2.5 % of the honest accounts
// by payment (hackathons and agencies, up to 48 on one card) and 26 % by /24
// (up to 104 in a component), while the campaigns of scenario demo spread over
// components of about ten accounts by payment.
const minHolders = 5

// SharedPayment flags the connected components of accounts that paid by the
// same means.
//
// It measures shared payment fingerprints of accounts that sent traffic. It
// cannot see what the accounts do. One card per few accounts evades it. Resold
// plans and one budget holder's card behind many testers look alike.
//
// Source: common practice of fraud teams; no paper.
type SharedPayment struct {
	roster
	paid map[string][]int32 // accounts by payment fingerprint
}

// NewSharedPayment gives a SharedPayment that has seen nothing.
func NewSharedPayment() *SharedPayment {
	return &SharedPayment{roster: newRoster(), paid: map[string][]int32{}}
}

// Name is "shared payment".
func (*SharedPayment) Name() string { return "shared payment" }

// Register notes how the account pays.
func (p *SharedPayment) Register(a *iolaus.Account) {
	p.roster.Register(a)
	if a.Payment != "" {
		value := strings.Clone(a.Payment)
		p.paid[value] = append(p.paid[value], p.number(a.Account))
	}
}

// Observe counts the exchange: an account matters from its first one on.
func (p *SharedPayment) Observe(x *iolaus.Exchange, _ *iolaus.Signature) { p.see(x) }

// Report accuses each component with enough holders, from the end of the hour
// in which the last of the first five sent its first exchange.
func (p *SharedPayment) Report() *iolaus.Report {
	var bonds []bond
	for _, accounts := range p.paid {
		var uses []use
		for _, a := range accounts {
			if p.rows[a].exchanges > 0 {
				uses = append(uses, use{a, p.rows[a].first})
			}
		}
		bonds = chain(bonds, uses)
	}
	return p.report(p.Name(), iolaus.Distillation, components(bonds, p.holders(), minHolders))
}

// SharedNetwork flags the connected components of accounts seen in the same
// /24 (IPv4) or /48 (IPv6).
//
// It measures shared client networks. It cannot see what the accounts do, nor
// how popular a network is: one common network chains all its users. A network
// per account evades it (residential proxies). VPN exits, campuses, mobile
// carriers and clouds look alike.
//
// Source: as for SharedPayment.
type SharedNetwork struct {
	roster
	seen map[presence]iolaus.Millis // first time
}

// presence is one account in one network.
type presence struct {
	network uint64
	account int32
}

// NewSharedNetwork gives a SharedNetwork that has seen nothing.
func NewSharedNetwork() *SharedNetwork {
	return &SharedNetwork{roster: newRoster(), seen: map[presence]iolaus.Millis{}}
}

// Name is "shared /24".
func (*SharedNetwork) Name() string { return "shared /24" }

// Observe notes where the exchange came from.
func (n *SharedNetwork) Observe(x *iolaus.Exchange, _ *iolaus.Signature) {
	account := n.see(x)
	network, known := networkOf(x.Client.IP)
	if !known {
		return
	}
	p := presence{network, account}
	if at, before := n.seen[p]; !before || x.Time < at {
		n.seen[p] = x.Time
	}
}

// Report accuses each component with enough holders, from the end of the hour
// in which it first had them.
func (n *SharedNetwork) Report() *iolaus.Report {
	uses := map[uint64][]use{}
	for p, at := range n.seen {
		uses[p.network] = append(uses[p.network], use{p.account, at})
	}
	var bonds []bond
	for _, u := range uses {
		bonds = chain(bonds, u)
	}
	return n.report(n.Name(), iolaus.Distillation, components(bonds, n.holders(), minHolders))
}

// networkOf numbers the /24 or /48 of an address, an IPv4 address within IPv6
// as IPv4; false when ip is not an address.
func networkOf(ip string) (network uint64, known bool) {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return 0, false
	}
	addr = addr.Unmap()
	bytes := addr.AsSlice()[:3]
	if addr.Is6() {
		bytes = addr.AsSlice()[:6]
	} else {
		network = 1 // keeps every /24 apart from every /48
	}
	for _, b := range bytes {
		network = network<<8 | uint64(b)
	}
	if addr.Is6() {
		network |= 1 << 63
	}
	return network, true
}

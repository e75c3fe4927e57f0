package cast

import "github.com/iolaus-project/iolaus/internal/simulate/chance"

// Net is where an account's requests come from: some hosts of one /24.
type Net struct {
	Base  uint32 // first address of the /24
	First uint8  // first host used
	Hosts uint8  // how many; 0 counts as 1
	// Roams tells that the host changes every few days, as home lines do.
	Roams bool
}

// The address plan. Homes and mobile carriers share /24s among strangers, as
// real ones do.
const (
	homeBase    = 10 << 24           // 10.0.0.0 to 10.119.255.255
	homeNets    = 120 << 8           // /24s
	officeBase  = 10<<24 | 120<<16   // 10.120.0.0 to 10.151.255.255
	officeNets  = 32 << 8            //
	hostingBase = 10<<24 | 152<<16   // 10.152.0.0 to 10.255.255.255
	hostingNets = 104 << 8           //
	mobileBase  = 100<<24 | 64<<16   // 100.64.0.0/10
	mobileNets  = 400                // carriers put many strangers behind few
	exitBase    = 198<<24 | 18<<16   // 198.18.0.0/15, VPN exits
	exitNets    = 512                //
	firstASN    = uint32(4200000000) // RFC 6996: private use
)

// Home is a household's line.
func Home(key uint64) Net { return pickNet(key, homeBase, homeNets, true) }

// Mobile is a line behind a carrier's address translation.
func Mobile(key uint64) Net { return pickNet(key, mobileBase, mobileNets, true) }

// Office is the fixed address of an organisation.
func Office(key uint64) Net { return pickNet(key, officeBase, officeNets, false) }

// Hosting is a rented server.
func Hosting(key uint64) Net { return pickNet(key, hostingBase, hostingNets, false) }

// Exit is one address of a VPN.
func Exit(key uint64) Net { return pickNet(key, exitBase, exitNets, false) }

func pickNet(key uint64, base, nets int, roams bool) Net {
	s := chance.New(chance.Name(key, "net"))
	u := s.Float() // some networks are far more popular than others
	return Net{Base: uint32(base + int(u*u*float64(nets))<<8), First: uint8(s.Between(1, 220)), Hosts: 1, Roams: roams}
}

// With gives the same /24 with other hosts: count from first on.
func (n Net) With(first, count int) Net {
	n.First, n.Hosts, n.Roams = uint8(first), uint8(count), false
	return n
}

// Address gives the address that holder uses at a time in a session.
func (n Net) Address(holder, session uint64, at int64) uint32 {
	if n.Roams {
		lease := uint64(at) / (3 * 24 * 3600 * 1000)
		return n.Base + 1 + uint32(chance.Key(chance.Key(holder, 77), lease)%253)
	}
	if n.Hosts <= 1 {
		return n.Base + uint32(n.First)
	}
	return n.Base + uint32(n.First) + uint32(session%uint64(n.Hosts))
}

// ASN gives the autonomous system of an address: one per /14, so that a
// carrier or a hoster has many /24s.
func ASN(ip uint32) uint32 { return firstASN + ip>>18&0xffff }

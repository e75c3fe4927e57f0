package iolaus

// Kind is an attribute under which an account can be seen.
type Kind uint8

// The kinds of sighting. A kind's number is part of the store's format: append
// only.
const (
	NoKind        Kind = iota
	Payment            // fingerprint of a payment method
	Phone              // hashed phone number
	Email              // hashed e-mail address
	EmailShape         // mail domain together with the local part's pattern
	Device             // device fingerprint
	Key                // API key used by several accounts
	Address            // one IP address
	Network            // its /24 (IPv4) or /48 (IPv6)
	TLSClient          // JA4 together with the user agent
	Frame              // system prompt
	ToolSet            // tools offered
	Family             // template, from scaffold phrases
	Task               // the very same task
	Artefact           // a reasoning artefact sent back in
	CreatedHour        // account created within one hour
	EndUser            // the caller's own end-user identifier
	Params             // sampling parameters as one tuple
	SignupNetwork      // the network an account was registered from
	Dialogue           // a conversation that one account began and another went on with
	KindCount     = int(Dialogue) + 1
)

var kindNames = [KindCount]string{
	"none", "payment", "phone", "email", "email_shape", "device", "api_key",
	"address", "network", "tls_client", "frame", "tools", "family", "task",
	"artefact", "created_hour", "end_user", "params", "signup_network", "dialogue",
}

// String gives the name used in reports, such as tls_client.
func (k Kind) String() string {
	if int(k) < KindCount {
		return kindNames[k]
	}
	return "unknown"
}

// Group names kinds of evidence that depend on each other and therefore count
// once.
type Group uint8

// The groups of evidence.
const (
	NoGroup Group = iota
	Identity
	Networks
	Content
	Timing
	Life
	Passing    // what went from one account to another
	GroupCount = int(Passing) + 1
)

var groupNames = [GroupCount]string{"none", "identity", "network", "content", "time", "life", "passing"}

// String gives the name used in reports.
func (g Group) String() string {
	if int(g) < GroupCount {
		return groupNames[g]
	}
	return "unknown"
}

// Group tells which evidence k depends on.
func (k Kind) Group() Group {
	switch k {
	case Payment, Phone, Email, EmailShape, Device, Key, Artefact:
		return Identity
	case Address, Network, TLSClient, SignupNetwork:
		return Networks
	case Frame, ToolSet, Family, Task, EndUser, Params:
		return Content
	case CreatedHour:
		return Life
	case Dialogue:
		return Passing
	}
	return NoGroup
}

// Sighting is one account seen with one value of one kind.
type Sighting struct {
	Kind    Kind
	Value   Hash
	Account Hash   // Hash of the account's name
	Count   uint32 // exchanges; 1 for registration facts
	First   Millis
	Last    Millis
}

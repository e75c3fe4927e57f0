package baseline

import "github.com/iolaus-project/iolaus"

// Method is one baseline. It is used from one goroutine: Register once per
// registration record and Observe once per exchange, in the order of arrival,
// then Report once. It keeps nothing that it was handed after a call returns.
type Method interface {
	// Name names the method in tables.
	Name() string
	// Register takes the registration facts of an account, before or after its
	// exchanges.
	Register(a *iolaus.Account)
	// Observe takes an exchange and its signature.
	Observe(x *iolaus.Exchange, s *iolaus.Signature)
	// Report gives what the method accuses. A group of accounts is a campaign
	// with verdict distillation, a lone account one with verdict harvest.
	Report() *iolaus.Report
}

// All gives fresh instances of all baselines, in the order of the table.
func All() []Method {
	return []Method{NewVolume(), NewSharedPayment(), NewSharedNetwork(), NewSynchroTrap(), NewMMDWindows()}
}

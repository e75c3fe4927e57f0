package iolaus

// Account holds the registration facts of one account, as the provider's
// sign-up system knows them. Only Account is required.
type Account struct {
	Account        string
	Org            string
	Created        Millis
	EmailDomain    string
	EmailHash      string
	EmailPattern   string // shape of the local part, such as word99
	PhoneHash      string
	Payment        string // fingerprint of the payment method
	CardCountry    string
	BillingCountry string
	Signup         Client
	Program        string // standard, education, research, startup
	Verification   string // none, email, phone, document, business
	Status         string // active, suspended, banned
	StatusChanged  Millis
}

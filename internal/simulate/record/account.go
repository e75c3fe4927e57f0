package record

// Account is a registration record.
type Account struct {
	ID, Org               uint64 // Org 0 = none
	Created               int64  // Unix milliseconds
	Domain, Pattern       string // of the e-mail address
	Email, Phone, Card    uint64 // 0 = absent
	CardCountry, Billing  string
	IP                    uint32
	Agent, JA4            string
	Device                uint64
	Program, Verification string
	Status                string
	Changed               int64 // when Status came about; 0 = at creation
}

// Append appends a as one line.
func (a *Account) Append(dst []byte) []byte {
	dst = AppendAccountName(append(dst, `{"account":"`...), a.ID)
	if a.Org != 0 {
		dst = appendHex(append(dst, `","org":"org_`...), a.Org, 8)
	}
	dst = AppendTime(append(dst, `","created":"`...), a.Created)
	dst = append(append(dst, `","email_domain":"`...), a.Domain...)
	dst = appendHex(append(dst, `","email_hash":"e_`...), a.Email, 12)
	dst = append(append(dst, `","email_pattern":"`...), a.Pattern...)
	if a.Phone != 0 {
		dst = appendHex(append(dst, `","phone_hash":"ph_`...), a.Phone, 12)
	}
	if a.Card != 0 {
		dst = appendHex(append(dst, `","payment":"pm_`...), a.Card, 12)
		dst = append(append(dst, `","card_country":"`...), a.CardCountry...)
		dst = append(append(dst, `","billing_country":"`...), a.Billing...)
	}
	dst = AppendIP(append(dst, `","signup":{"ip":"`...), a.IP)
	dst = append(append(dst, `","user_agent":"`...), a.Agent...)
	dst = append(append(dst, `","ja4":"`...), a.JA4...)
	if a.Device != 0 {
		dst = appendHex(append(dst, `","device":"d_`...), a.Device, 10)
	}
	dst = append(append(dst, `"},"program":"`...), a.Program...)
	dst = append(append(dst, `","verification":"`...), a.Verification...)
	dst = append(append(dst, `","status":"`...), a.Status...)
	if a.Changed != 0 {
		dst = AppendTime(append(dst, `","status_changed":"`...), a.Changed)
	}
	return append(dst, "\"}\n"...)
}

// AppendAccountName appends the name under which exchanges and accounts refer
// to the account.
func AppendAccountName(dst []byte, id uint64) []byte {
	return appendHex(append(dst, "acct_"...), id, 10)
}

// AppendExchangeName appends an exchange's identifier.
func AppendExchangeName(dst []byte, id uint64) []byte {
	return appendHex(append(dst, "x_"...), id, 16)
}

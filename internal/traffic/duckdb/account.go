package duckdb

import (
	"strconv"

	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/enrich"
)

// accountRecord is a registration as a Parquet row: the facts as given, and the
// hashes under which they are compared.
type accountRecord struct {
	Hash           uint64 `parquet:"hash"`
	Content        uint64 `parquet:"content"` // decides between two records that are equally new
	Account        string `parquet:"account"`
	Org            string `parquet:"org"`
	Created        int64  `parquet:"created"`
	EmailDomain    string `parquet:"email_domain"`
	EmailHash      string `parquet:"email_hash"`
	EmailPattern   string `parquet:"email_pattern"`
	PhoneHash      string `parquet:"phone_hash"`
	Payment        string `parquet:"payment"`
	CardCountry    string `parquet:"card_country"`
	BillingCountry string `parquet:"billing_country"`
	SignupIP       string `parquet:"signup_ip"`
	SignupAgent    string `parquet:"signup_user_agent"`
	SignupJA4      string `parquet:"signup_ja4"`
	SignupDevice   string `parquet:"signup_device"`
	Program        string `parquet:"program"`
	Verification   string `parquet:"verification"`
	Status         string `parquet:"status"`
	StatusChanged  int64  `parquet:"status_changed"`

	OrgHash       uint64 `parquet:"org_hash"`
	PaymentHash   uint64 `parquet:"payment_hash"`
	PhoneValue    uint64 `parquet:"phone_value"`
	EmailValue    uint64 `parquet:"email_value"`
	EmailShape    uint64 `parquet:"email_shape"`
	Device        uint64 `parquet:"device"`
	SignupNetwork uint64 `parquet:"signup_network"`
	TLSClient     uint64 `parquet:"tls_client"`
	CreatedHour   uint64 `parquet:"created_hour"`
}

const hourMillis = 3600 * 1000

func newAccountRecord(a *iolaus.Account) accountRecord {
	r := accountRecord{
		Hash: hash(a.Account), Account: a.Account, Org: a.Org, Created: int64(a.Created),
		EmailDomain: a.EmailDomain, EmailHash: a.EmailHash, EmailPattern: a.EmailPattern,
		PhoneHash: a.PhoneHash, Payment: a.Payment, CardCountry: a.CardCountry, BillingCountry: a.BillingCountry,
		SignupIP: a.Signup.IP, SignupAgent: a.Signup.UserAgent, SignupJA4: a.Signup.JA4, SignupDevice: a.Signup.Device,
		Program: a.Program, Verification: a.Verification, Status: a.Status, StatusChanged: int64(a.StatusChanged),

		OrgHash: hash(a.Org), PaymentHash: hash(a.Payment), PhoneValue: hash(a.PhoneHash), EmailValue: hash(a.EmailHash),
		Device: hash(a.Signup.Device), SignupNetwork: hash(enrich.Network(a.Signup.IP)),
	}
	if a.EmailPattern != "" {
		r.EmailShape = hash(a.EmailDomain + "\x00" + a.EmailPattern)
	}
	if a.Signup.JA4 != "" || a.Signup.UserAgent != "" {
		r.TLSClient = hash(a.Signup.JA4 + "\x00" + a.Signup.UserAgent)
	}
	if a.Created != 0 {
		r.CreatedHour = hash(strconv.FormatInt(int64(a.Created)/hourMillis, 10))
	}
	r.Content = r.content()
	for _, s := range r.texts() {
		*s = valid(*s)
	}
	return r
}

// content hashes everything that was given.
func (r *accountRecord) content() uint64 {
	h := xxh3.New()
	created, changed := strconv.FormatInt(r.Created, 10), strconv.FormatInt(r.StatusChanged, 10)
	for _, s := range append(r.texts(), &created, &changed) {
		_, _ = h.WriteString(*s) // a hash never fails
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

// texts lists the texts of a record, in the order in which content hashes them.
func (r *accountRecord) texts() []*string {
	return []*string{
		&r.Account, &r.Org, &r.EmailDomain, &r.EmailHash, &r.EmailPattern, &r.PhoneHash, &r.Payment, &r.CardCountry,
		&r.BillingCountry, &r.SignupIP, &r.SignupAgent, &r.SignupJA4, &r.SignupDevice, &r.Program, &r.Verification, &r.Status,
	}
}

// hash is xxh3-64 of a value, 0 of the empty one, as signature.HashText.
func hash(s string) uint64 {
	if s == "" {
		return 0
	}
	return max(xxh3.HashString(s), 1)
}

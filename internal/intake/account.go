package intake

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/native"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Registrations are the registration facts in a file.
type Registrations struct {
	Accounts []iolaus.Account
	Ignored  []string // keys or columns that mean nothing here, at most maxIgnored, sorted
}

// maxIgnored is how many unknown keys are noted.
const maxIgnored = 10

// Accounts reads the registration facts in a file: JSON Lines, a JSON array, or
// CSV with a header row; plain or compressed. A record that cannot be read
// calls reject and is left out; a file of which nothing can be read is a
// *SourceError. The accounts' strings are their own.
func Accounts(ctx context.Context, path string, reject func(Problem)) (Registrations, error) {
	a := accountReader{reject: reject, name: path, ignored: map[string]bool{}}
	r := &reader{ctx: ctx, yield: a.batch, maxRecord: DefaultMaxRecord, accounts: true}
	err := r.source(input{name: path})
	for _, p := range r.totals.Problems {
		reject(p)
	}
	return Registrations{a.accounts, slices.Sorted(maps.Keys(a.ignored))}, err
}

// accountReader gathers the accounts of one file.
type accountReader struct {
	name     string
	accounts []iolaus.Account
	reject   func(Problem)
	columns  []string // CSV: the header, once read
	parser   fastjson.Parser
	ignored  map[string]bool // keys that mean nothing here
}

func (a *accountReader) batch(b *Batch) error {
	read := a.line
	if b.Format == csvFormat {
		read = a.csvLine
	}
	line := b.FirstLine - 1
	for data := b.Data; len(data) > 0; {
		var raw []byte
		raw, data, _ = bytes.Cut(data, newline)
		line++
		text := bytes.TrimSpace(raw)
		if len(text) == 0 {
			continue
		}
		if reason := read(text, b.maxRecord); reason != "" {
			raw = bytes.TrimSuffix(raw, []byte{'\r'})
			a.reject(Problem{Source: a.name, Line: line, Reason: reason, Raw: raw})
		}
	}
	return nil
}

func (a *accountReader) line(raw []byte, limit int) (reason string) {
	if len(raw) > min(limit, largeRecord) {
		return reasonTooLong
	}
	v, err := a.parser.ParseBytes(raw)
	switch {
	case err != nil:
		return reasonBroken(raw)
	case v.Type() != fastjson.TypeObject:
		return "not a JSON object"
	}
	var account iolaus.Account
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		switch string(key) {
		case "created":
			account.Created = record.Time(v)
		case "status_changed":
			account.StatusChanged = record.Time(v)
		case "signup":
			native.Client(&account.Signup, v)
		default:
			a.set(&account, string(key), record.Text(v))
		}
	})
	return a.add(&account)
}

// add checks an account and keeps a copy that aliases nothing.
func (a *accountReader) add(account *iolaus.Account) (reason string) {
	switch {
	case account.Account == "":
		return "no account"
	case account.Created == record.Unreadable || account.StatusChanged == record.Unreadable:
		return "unreadable time"
	}
	for _, text := range texts(account) {
		*text = strings.Clone(*text)
	}
	a.accounts = append(a.accounts, *account)
	return ""
}

// texts gives every string of an account.
func texts(a *iolaus.Account) []*string {
	return []*string{
		&a.Account, &a.Org, &a.EmailDomain, &a.EmailHash, &a.EmailPattern, &a.PhoneHash, &a.Payment,
		&a.CardCountry, &a.BillingCountry, &a.Program, &a.Verification, &a.Status,
		&a.Signup.IP, &a.Signup.Country, &a.Signup.UserAgent, &a.Signup.JA4, &a.Signup.Device,
	}
}

// set sets the field that a key names and notes a key that names none.
func (a *accountReader) set(account *iolaus.Account, key, value string) {
	if !setAccount(account, key, value) && key != "" && len(a.ignored) < maxIgnored {
		a.ignored[strings.Clone(key)] = true
	}
}

// setAccount sets the field that a key of JSON, or a column of CSV, names. It reports
// whether there is one.
func setAccount(a *iolaus.Account, key, value string) bool {
	switch key {
	case "account":
		a.Account = value
	case "org":
		a.Org = value
	case "email_domain":
		a.EmailDomain = value
	case "email_hash":
		a.EmailHash = value
	case "email_pattern":
		a.EmailPattern = value
	case "phone_hash":
		a.PhoneHash = value
	case "payment":
		a.Payment = value
	case "card_country":
		a.CardCountry = value
	case "billing_country":
		a.BillingCountry = value
	case "program":
		a.Program = value
	case "verification":
		a.Verification = value
	case "status":
		a.Status = value
	default:
		return false
	}
	return true
}

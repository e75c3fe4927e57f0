package intake

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// The names of the formats in which accounts are read; --from takes neither.
const (
	accountFormat = "accounts"
	csvFormat     = "accounts-csv"
)

// recogniseAccounts finds out how a file of accounts is written.
func (s *source) recogniseAccounts(sample []byte) (cut func() error, err error) {
	sample = bytes.TrimSpace(sample)
	switch {
	case len(sample) == 0:
		return nil, s.lost("empty")
	case isDocument(sample):
		s.format = &format{name: accountFormat}
		return s.documents, nil
	case sample[0] == '{':
		s.format = &format{name: accountFormat}
		return s.lines, nil
	}
	header, _, _ := bytes.Cut(sample, newline)
	columns, err := csv.NewReader(bytes.NewReader(header)).Read()
	if err != nil || !hasColumn(columns, "account") {
		return nil, s.lost("neither JSON nor CSV with a column named account")
	}
	s.format = &format{name: csvFormat}
	return s.lines, nil
}

func hasColumn(columns []string, name string) bool {
	for _, column := range columns {
		if columnName(column) == name {
			return true
		}
	}
	return false
}

// columnName makes signup.ip of signup_ip and Signup.IP.
func columnName(header string) string {
	name := strings.ToLower(strings.TrimSpace(header))
	if rest, ok := strings.CutPrefix(name, "signup_"); ok {
		return "signup." + rest
	}
	return name
}

// csvLine reads one line of CSV by itself, so that a stray quote costs its row
// and no other. A quoted value cannot span lines: no field of an account does.
func (a *accountReader) csvLine(text []byte, limit int) (reason string) {
	if len(text) > min(limit, largeRecord) {
		return reasonTooLong
	}
	row, err := csv.NewReader(bytes.NewReader(text)).Read()
	switch {
	case err != nil:
		return "not valid CSV"
	case a.columns == nil:
		for _, column := range row {
			a.columns = append(a.columns, columnName(column))
		}
		return ""
	}
	return a.row(row)
}

func (a *accountReader) row(row []string) (reason string) {
	var account iolaus.Account
	for i, value := range row {
		if i == len(a.columns) {
			break
		}
		value = strings.TrimSpace(value)
		switch column := a.columns[i]; column {
		case "created":
			account.Created = record.ParseTime(value)
		case "status_changed":
			account.StatusChanged = record.ParseTime(value)
		case "signup.ip":
			account.Signup.IP = value
		case "signup.country":
			account.Signup.Country = value
		case "signup.user_agent":
			account.Signup.UserAgent = value
		case "signup.ja4":
			account.Signup.JA4 = value
		case "signup.device":
			account.Signup.Device = value
		case "signup.asn":
			if n, err := strconv.ParseUint(value, 10, 32); err == nil {
				account.Signup.ASN = uint32(n)
			}
		default:
			a.set(&account, column, value)
		}
	}
	return a.add(&account)
}

package intake_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
)

func accounts(t testing.TB, data []byte) (read []iolaus.Account, rejected []string, err error) {
	t.Helper()
	path := write(t, t.TempDir(), "accounts", data)
	registered, err := intake.Accounts(context.Background(), path, func(p intake.Problem) { rejected = append(rejected, p.Reason) })
	return registered.Accounts, rejected, err
}

func TestAccounts(t *testing.T) {
	const json = `{"account":"a1","org":"o","created":"2025-06-22T04:00:00Z","email_domain":"example.com","email_hash":"e_3d","email_pattern":"word99","phone_hash":"ph_7c","payment":"pm_af","card_country":"US","billing_country":"DE","signup":{"ip":"203.0.113.7","user_agent":"x/1","ja4":"t13d","device":"d_1"},"program":"standard","verification":"phone","status":"banned","status_changed":1751328000000}
{"account":"a2"}
`
	const csv = `Account,org,created,email_domain,email_hash,email_pattern,phone_hash,payment,card_country,billing_country,signup.ip,signup_user_agent,signup.ja4,signup.device,program,verification,status,status_changed,other
a1,o,2025-06-22T04:00:00Z,example.com,e_3d,word99,ph_7c,pm_af,US,DE,203.0.113.7,"x/1",t13d,d_1,standard,phone,banned,1751328000,z
a2
`
	want := []iolaus.Account{{
		Account: "a1", Org: "o", Created: 1750564800000, EmailDomain: "example.com", EmailHash: "e_3d", EmailPattern: "word99",
		PhoneHash: "ph_7c", Payment: "pm_af", CardCountry: "US", BillingCountry: "DE",
		Signup:  iolaus.Client{IP: "203.0.113.7", UserAgent: "x/1", JA4: "t13d", Device: "d_1"},
		Program: "standard", Verification: "phone", Status: "banned", StatusChanged: 1751328000000,
	}, {Account: "a2"}}
	lines := strings.Split(strings.TrimSpace(json), "\n")
	for name, data := range map[string][]byte{
		"JSON Lines": []byte(json), "CSV": []byte(csv), "gzip": gzipped(t, []byte(csv)), "zstd": zstded(t, []byte(json)),
		"CRLF": bytes.ReplaceAll([]byte(csv), []byte("\n"), []byte("\r\n")), "mark": []byte("\xef\xbb\xbf" + csv),
		"array": []byte("[\n" + strings.Join(lines, ",\n") + "\n]"),
	} {
		t.Run(name, func(t *testing.T) {
			got, rejected, err := accounts(t, data)
			if err != nil || len(rejected) > 0 {
				t.Fatal(rejected, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAccountsRejects(t *testing.T) {
	got, rejected, err := accounts(t, []byte(`{"account":"a"}
{"org":"o"}
{"account":"b","created":"yesterday"}
{"account":
[1]
{"account":"c"}
`))
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	want := []string{"no account", "unreadable time", "not valid JSON: the record is cut off", "not a JSON object"}
	if diff := cmp.Diff(want, rejected); diff != "" {
		t.Error(diff)
	}
	for _, data := range []string{"", "\xef\xbb\xbf", "no,such,column\n1,2,3\n", "\x00\x01\x02\x03\x04"} {
		_, _, err := accounts(t, []byte(data))
		var unreadable *intake.SourceError
		if !errors.As(err, &unreadable) {
			t.Errorf("%q: %v", data, err)
		}
	}
	if _, err := intake.Accounts(context.Background(), "/no/such/file", nil); err == nil {
		t.Error("no error for a missing file")
	}
}

// A stray quote costs its own row only, and what is refused is handed on as it
// stands in the file.
func TestAccountsStrayQuote(t *testing.T) {
	broken := []string{`b,"US`, `d"x,US`, `"e",US,"f`, `"","US",`}
	text := "account,card_country\r\na,US\r\n" + broken[0] + "\r\n\r\n\"c\",\"D\"\"E\"\r\n" + strings.Join(broken[1:], "\r\n") + "\r\ng,US"
	path := write(t, t.TempDir(), "accounts", []byte(text))
	var lines []int
	var raws []string
	got, err := intake.Accounts(context.Background(), path, func(p intake.Problem) {
		lines, raws = append(lines, p.Line), append(raws, string(p.Raw))
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []iolaus.Account{
		{Account: "a", CardCountry: "US"},
		{Account: "c", CardCountry: `D"E`},
		{Account: "g", CardCountry: "US"},
	}
	if diff := cmp.Diff(want, got.Accounts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(broken, raws); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{3, 6, 7, 8}, lines); diff != "" {
		t.Error(diff)
	}
}

// TestAccountsIgnored names the columns and keys that mean nothing.
func TestAccountsIgnored(t *testing.T) {
	for _, text := range []string{
		"Account,emial_hash,signup_ip,Tier\na,b,203.0.113.7,d\ne,f,,h\n",
		`{"account":"a","emial_hash":"b","signup":{"ip":"203.0.113.7"}}` + "\n" + `{"account":"e","tier":"h"}`,
	} {
		path := write(t, t.TempDir(), "accounts", []byte(text))
		got, err := intake.Accounts(t.Context(), path, func(p intake.Problem) { t.Error(p) })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"emial_hash", "tier"}, got.Ignored); diff != "" || len(got.Accounts) != 2 {
			t.Errorf("%d accounts; ignored: %s", len(got.Accounts), diff)
		}
	}
}

func FuzzAccounts(f *testing.F) {
	f.Add([]byte(`{"account":"a","created":1,"signup":{"ip":"x"}}`))
	f.Add([]byte("account,created\na,2025-06-22T04:00:00Z\n\"b\n"))
	f.Add([]byte("[{\"account\":\"a\"},\n{\"account\":"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, _, err := accounts(t, data)
		var unreadable *intake.SourceError
		if err != nil && !errors.As(err, &unreadable) {
			t.Error(err)
		}
		for i := range read {
			if read[i].Account == "" {
				t.Error("an account without a name")
			}
		}
	})
}

// FuzzRead feeds arbitrary bytes to everything that recognises a source.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sampleRecord(1)))
	f.Add([]byte("[" + strings.TrimSpace(sampleRecord(1)) + "]"))
	f.Add(gzipped(f, []byte(sampleRecord(1))))
	f.Add(zstded(f, []byte(sampleRecord(1))))
	f.Add([]byte("PAR1\x15\x04\x15\x10PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := write(t, t.TempDir(), "log", data)
		if _, _, _, err := read(t, intake.Options{Inputs: []string{path}}); err != nil {
			var unreadable *intake.SourceError
			if !errors.As(err, &unreadable) {
				t.Error(err)
			}
		}
	})
}

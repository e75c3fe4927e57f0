package report_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/report"
)

func TestReadGivesBackWhatJSONWrote(t *testing.T) {
	var b bytes.Buffer
	if err := report.JSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	got, err := report.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Campaigns = append(want.Campaigns[1:], want.Campaigns[0])
	ignoreNil := cmp.FilterValues(func(a, b any) bool { return length(a) == 0 && length(b) == 0 }, cmp.Ignore())
	if diff := cmp.Diff(want, got, ignoreNil); diff != "" {
		t.Error(diff)
	}
}

// length is that of a list or map of the report, and -1 of anything else.
func length(x any) int {
	switch x := x.(type) {
	case []iolaus.Event:
		return len(x)
	case []iolaus.FamilyUse:
		return len(x)
	case map[string]float64:
		return len(x)
	}
	return -1
}

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name, in string
		is       error
		says     string
	}{
		{"nothing", "", report.ErrNotReport, "empty"},
		{"half", `{"version":1,"camp`, report.ErrNotReport, "ends in the middle"},
		{"text", "time,account\n", report.ErrNotReport, "not JSON"},
		{"list", "[]", report.ErrNotReport, "not an object"},
		{"exchange", `{"time":1,"account":"a"}`, report.ErrNotReport, "no version"},
		{"lines", `{"version":1,"exchanges":3,"accounts":2}`, report.ErrNotReport, "JSON Lines"},
		{"later", `{"version":2,"campaigns":[]}`, report.ErrVersion, "version 2"},
		{"two", `{"version":1,"campaigns":[]}{}`, report.ErrNotReport, "follows"},
		{"type", `{"version":1,"campaigns":[{"exchanges":"many"}]}`, report.ErrNotReport, "campaigns.exchanges"},
		{"time", `{"version":1,"window":{"from":"yesterday"},"campaigns":[]}`, report.ErrNotReport, "RFC 3339"},
		{"tie", `{"version":1,"campaigns":[{"accounts":[{"ties":[1]}]}]}`, report.ErrNotReport, "tie to account 2 of 1"},
		{"confidence", `{"version":1,"campaigns":[{"confidence":2}]}`, report.ErrNotReport, "confidence 2"},
		{"membership", `{"version":1,"campaigns":[{"accounts":[{"membership":-1}]}]}`, report.ErrNotReport, "membership -1"},
		{"negative", `{"version":1,"exchanges":-1,"campaigns":[]}`, report.ErrNotReport, "negative"},
		{"timeline", `{"version":1,"campaigns":[{"timeline":[{"exchanges":-1}]}]}`, report.ErrNotReport, "timeline"},
		{"year", `{"version":1,"window":{"to":"9999-12-31T23:59:59-23:00"},"campaigns":[]}`, report.ErrNotReport, "year 10000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := report.Read(strings.NewReader(tt.in))
			if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %v that says %q", err, tt.is, tt.says)
			}
		})
	}
}

func TestReadIgnoresUnknownKeys(t *testing.T) {
	r, err := report.Read(strings.NewReader(`{"version":1,"new":{"a":[1]},"campaigns":[{"id":"c","colour":"red"}]}`))
	if err != nil || len(r.Campaigns) != 1 || r.Campaigns[0].ID != "c" {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestJSONHoldsNoNull(t *testing.T) {
	var b bytes.Buffer
	if err := report.JSON(&b, &iolaus.Report{Campaigns: []iolaus.Campaign{{}}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "null") {
		t.Error(b.String())
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	small := sample()
	small.Campaigns = small.Campaigns[:1]
	if err := report.JSON(&b, small); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"version":1,"campaigns":[{"id":"c","accounts":[{"account":"\u001b[2J","ties":[0,1]},{"account":"b"}],"timeline":[{"time":"0001-01-01T00:00:00Z"},{"time":"9999-01-01T00:00:00Z","exchanges":9223372036854775807}]}]}`))
	f.Add([]byte(`{"version":1,"campaigns":[]}`))
	f.Add([]byte(`{"version":1,"campaigns":null}`))
	f.Add([]byte("[1,2"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := report.Read(bytes.NewReader(in))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := report.JSON(&first, r); err != nil {
			t.Fatal(err)
		}
		again, err := report.Read(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := report.JSON(&second, again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Error("a report read back is written differently")
		}
		var text bytes.Buffer
		if err := report.Table(&text, r, report.TableOptions{Width: 70}); err != nil {
			t.Fatal(err)
		}
		if len(r.Campaigns) > 0 && r.Campaigns[0].ID != "" {
			if err := report.Explain(&text, r, r.Campaigns[0].ID, nil, report.TableOptions{Width: 70}); err != nil {
				t.Fatal(err)
			}
		}
		checkTerminal(t, text.String(), 70)
		for _, write := range []writer{report.CSV, report.NDJSON, report.HTML} {
			if err := write(io.Discard, r); err != nil {
				t.Fatal(err)
			}
		}
	})
}

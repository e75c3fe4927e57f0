package record_test

import (
	"testing"
	"time"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

func TestTime(t *testing.T) {
	const instant = 1772409602818
	tests := []struct {
		json string
		want iolaus.Millis
	}{
		{`"2026-03-02T00:00:02.818Z"`, instant},
		{`"2026-03-02t00:00:02.818z"`, instant},
		{`"2026-03-02T00:00:02.818999999Z"`, instant},
		{`"2026-03-02 00:00:02.818"`, instant},
		{`"2026-03-02 00:00:02,818 UTC"`, instant},
		{`"2026-03-02T05:30:02.818+05:30"`, instant},
		{`"2026-03-01T19:00:02.818-0500"`, instant},
		{`"2026-03-02T00:00:02Z"`, instant - 818},
		{`1772409602818`, instant},
		{`"1772409602818"`, instant},
		{`1772409602.818`, instant},
		{`1772409602`, instant - 818},
		{`1772409602818123`, instant},
		{`1772409602818123456`, instant},
		{`"1772409602818123456"`, instant},
		{`"2024-02-29T00:00:00Z"`, 1709164800000},
		{`"2026-06-30T23:59:60Z"`, 1782864000000},
		{`null`, 0},
		{`""`, 0},
		{`"2025-02-29T00:00:00Z"`, record.Unreadable},
		{`"2026-13-01T00:00:00Z"`, record.Unreadable},
		{`"2026-01-01T24:00:00Z"`, record.Unreadable},
		{`"2026-01-01T00:00:00+1"`, record.Unreadable},
		{`"2026-01-01"`, record.Unreadable},
		{`"inf"`, record.Unreadable},
		{`-5`, record.Unreadable},
		{`1e300`, record.Unreadable},
		{`true`, record.Unreadable},
		{`{}`, record.Unreadable},
	}
	for _, tt := range tests {
		if got := record.Time(fastjson.MustParse(tt.json)); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.json, got, tt.want)
		}
	}
	if got := record.Time(nil); got != 0 {
		t.Errorf("nil: %d", got)
	}
}

// The hand-written parser is held against the library's: what both read, they
// read alike.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2026-03-02T00:00:02.818Z", "2024-02-29T23:59:59+14:00", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999-23:59"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := record.ParseTime(text)
		if got == record.Unreadable {
			return // the library lets an hour have one digit and a zone be a day off
		}
		if want, err := time.Parse(time.RFC3339, text); err == nil && int64(got) != want.UnixMilli() {
			t.Errorf("%q: %d, want %d", text, got, want.UnixMilli())
		}
	})
}

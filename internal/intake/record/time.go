package record

import (
	"math"
	"strconv"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
)

// Unreadable marks a time that is present but in no known form.
const Unreadable iolaus.Millis = math.MinInt64

// Times outside of these bounds are taken for mistakes, such as seconds read as
// milliseconds.
const (
	Earliest iolaus.Millis = 1420070400000 // 2015-01-01
	Latest   iolaus.Millis = 4102444800000 // 2100-01-01
)

// Time reads RFC 3339 (a space for the T, and a missing zone, meaning UTC, are
// tolerated) or a Unix time in seconds, milliseconds, microseconds or
// nanoseconds, told apart by magnitude. It gives 0 when v is nil, null or
// empty, and Unreadable when v is none of these.
func Time(v *fastjson.Value) iolaus.Millis {
	if v == nil {
		return 0
	}
	switch v.Type() {
	case fastjson.TypeNull:
		return 0
	case fastjson.TypeNumber:
		if n, err := v.Int64(); err == nil {
			return unix(n)
		}
		f, err := v.Float64()
		if err != nil {
			return Unreadable
		}
		return unixFloat(f)
	case fastjson.TypeString:
		return ParseTime(Text(v))
	}
	return Unreadable
}

// ParseTime reads a time as Time does, from text.
func ParseTime(text string) iolaus.Millis {
	if text == "" {
		return 0
	}
	if t, ok := rfc3339(text); ok {
		return t
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return unix(n)
	}
	if f, ok := ParseFloat(text); ok {
		return unixFloat(f)
	}
	return Unreadable
}

// unix tells the unit of a Unix time by its magnitude: the bounds lie where a
// time in one unit would be before 1974 and in the other after 5000.
func unix(n int64) iolaus.Millis {
	switch {
	case n < 0:
		return Unreadable
	case n < 1e11:
		return iolaus.Millis(n * 1000)
	case n < 1e14:
		return iolaus.Millis(n)
	case n < 1e17:
		return iolaus.Millis(n / 1e3)
	}
	return iolaus.Millis(n / 1e6)
}

// unixFloat is unix for a time with a fraction. A float64 holds seconds exactly
// to the millisecond, but not nanoseconds.
func unixFloat(f float64) iolaus.Millis {
	switch {
	case !(f >= 0) || f >= math.MaxInt64:
		return Unreadable
	case f < 1e11:
		return iolaus.Millis(math.Round(f * 1000))
	}
	return unix(int64(f))
}

// rfc3339 reads 2006-01-02T15:04:05[.fraction][Z|±hh:mm].
func rfc3339(s string) (iolaus.Millis, bool) {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != 't' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	century, ok1 := twoDigits(s, 0)
	year, ok2 := twoDigits(s, 2)
	month, ok3 := twoDigits(s, 5)
	day, ok4 := twoDigits(s, 8)
	hour, ok5 := twoDigits(s, 11)
	minute, ok6 := twoDigits(s, 14)
	second, ok7 := twoDigits(s, 17)
	year += century * 100
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) ||
		month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	millis, rest := fraction(s[19:])
	offset, ok := zone(rest)
	if !ok {
		return 0, false
	}
	seconds := int64(days(year, month, day))*86400 + int64(hour*3600+minute*60+second-offset*60)
	return iolaus.Millis(seconds*1000 + int64(millis)), true
}

func twoDigits(s string, at int) (int, bool) {
	high, low := s[at]-'0', s[at+1]-'0'
	return int(high)*10 + int(low), high <= 9 && low <= 9
}

// fraction reads .123 and cuts what is finer than milliseconds.
func fraction(s string) (millis int, rest string) {
	if s == "" || s[0] != '.' && s[0] != ',' {
		return 0, s
	}
	i, scale := 1, 100
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		millis += int(s[i]-'0') * scale
		scale /= 10
	}
	return millis, s[i:]
}

// zone reads Z, nothing, ±hh:mm or ±hhmm as minutes east of UTC.
func zone(s string) (minutes int, ok bool) {
	switch {
	case s == "" || s == "Z" || s == "z" || s == " UTC":
		return 0, true
	case len(s) == 6 && s[3] == ':':
		s = s[:3] + s[4:]
	case len(s) != 5:
		return 0, false
	}
	h, ok1 := twoDigits(s, 1)
	m, ok2 := twoDigits(s, 3)
	if !ok1 || !ok2 || h > 23 || m > 59 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	if s[0] == '-' {
		return -h*60 - m, true
	}
	return h*60 + m, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// days counts days since 1970-01-01 in the proleptic Gregorian calendar
// (Howard Hinnant, "chrono-compatible low-level date algorithms").
func days(year, month, day int) int {
	if month <= 2 {
		year--
		month += 12
	}
	era := (year+400)/400 - 1 // rounded down also for the year 0
	yearOfEra := year - era*400
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return era*146097 + dayOfEra - 719468
}

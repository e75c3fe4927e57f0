package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iolaus-project/iolaus"
)

// inWords turns a key such as shared_tls_client into words.
func inWords(key string) string {
	words := strings.Fields(strings.ReplaceAll(plain(key), "_", " "))
	for i, w := range words {
		switch w {
		case "tls", "api":
			words[i] = strings.ToUpper(w)
		}
	}
	return strings.Join(words, " ")
}

// sentence makes the first letter a capital and ends the text with a stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	s = capital(s)
	if !strings.ContainsAny(s[len(s)-1:], ".!?:") && !strings.HasSuffix(s, "…") {
		s += "."
	}
	return s
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// verdictMeaning says what a verdict means.
func verdictMeaning(v iolaus.Verdict) string {
	switch v {
	case iolaus.Distillation:
		return "a ring of accounts that extracts"
	case iolaus.Relay:
		return "a ring that resells to unrelated customers"
	case iolaus.Harvest:
		return "a lone account or declared organisation that extracts"
	case iolaus.RingOnly:
		return "accounts operated together, without extraction shown"
	}
	return "a verdict that this program does not know"
}

// verdictName is the verdict as it is shown, cut where it is none of ours.
func verdictName(v iolaus.Verdict) string { return truncate(nameOr(string(v), "unknown"), 14) }

// inside reports whether a campaign lives in another.
func inside(c, relay *iolaus.Campaign) bool {
	return c.Parent != "" && c.Parent == relay.ID && c.ID != relay.ID
}

// listed is the name of the i-th campaign in a list, marked where it lives in the one
// above it or in the same as that.
func listed(all []iolaus.Campaign, i int) string {
	c := &all[i]
	if i > 0 && (inside(c, &all[i-1]) || c.Parent != "" && c.Parent == all[i-1].Parent) {
		return "└ " + title(c)
	}
	return title(c)
}

// count writes a whole number with its thousands parted.
func count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// counted writes a number of things, such as 1 account or 2 accounts.
func counted(n int64, thing string) string {
	if n == 1 {
		return "1" + nbsp + thing
	}
	return count(n) + nbsp + thing + "s"
}

// percent writes a share. What is not quite nothing or all never reads so.
func percent(x float64) string {
	p := min(max(100*finite(x), -9999), 9999)
	switch {
	case p > 0 && p < 0.1:
		return "<0.1" + nbsp + "%"
	case p > 99.5 && p < 100:
		return fmt.Sprintf("%.1f", min(p, 99.9)) + nbsp + "%"
	case p > 0 && p < 9.95:
		return strconv.FormatFloat(p, 'f', 1, 64) + nbsp + "%"
	}
	return strconv.FormatFloat(p, 'f', 0, 64) + nbsp + "%"
}

// certainty writes a probability that was inferred. It never reads 100 %.
func certainty(x float64) string {
	p := min(max(100*finite(x), 0), 100)
	if p > 99.9 {
		return ">99.9" + nbsp + "%"
	}
	return strconv.FormatFloat(p, 'f', 1, 64) + nbsp + "%"
}

// probability writes a p-value or q-value, small ones in powers of ten.
func probability(p float64) string {
	p = min(finite(p), 1)
	switch {
	case p <= 0 || p < 1e-300:
		return "<" + nbsp + "10" + superscript("-300")
	case p >= 0.00095:
		return strconv.FormatFloat(p, 'g', 2, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(p, 'e', 1, 64), "e")
	n, _ := strconv.Atoi(exponent)
	return strings.TrimSuffix(mantissa, ".0") + nbsp + "×" + nbsp + "10" + superscript(strconv.Itoa(n))
}

var superscripts = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
	"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

func superscript(s string) string { return superscripts.Replace(s) }

// weight writes a log-likelihood ratio, with a true minus sign.
func weight(llr float64) string {
	s := strconv.FormatFloat(min(max(finite(llr), -99999), 99999), 'f', 1, 64)
	if s == "-0.0" {
		s = "0.0"
	}
	return strings.Replace(s, "-", "−", 1)
}

// moment writes a time to the minute, in UTC.
func moment(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return t.UTC().Format("2006-01-02" + nbsp + "15:04")
}

// day writes a date briefly; the year only when it is not that of the window.
func day(t time.Time, window iolaus.Window) string {
	t = t.UTC()
	switch {
	case t.IsZero():
		return "unknown"
	case t.Year() == window.To.UTC().Year():
		return t.Format("2" + nbsp + "Jan")
	}
	return t.Format("2" + nbsp + "Jan" + nbsp + "2006")
}

// span writes the time between two moments in its largest sensible unit.
func span(from, to time.Time) string {
	seconds := to.Unix() - from.Unix()
	switch hours := float64(seconds) / 3600; {
	case from.IsZero() || to.IsZero():
		return "unknown"
	case seconds < 0:
		return "no time"
	case seconds < 90*60:
		return counted(seconds/60, "minute")
	case hours < 72:
		return counted(int64(math.Round(hours)), "hour")
	default:
		return counted(int64(math.Round(hours/24)), "day")
	}
}

// part is one entry of a mix.
type part struct {
	Name  string
	Share float64
}

// mix orders the entries of a map of shares, the largest first.
func mix(m map[string]float64) []part {
	parts := make([]part, 0, len(m))
	for name, share := range m {
		parts = append(parts, part{name, finite(share)})
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Name, b.Name))
	})
	return parts
}

// distilledShare is the part of a campaign's exchanges that its families make
// up, or those of the campaigns inside a relay.
func distilledShare(c *iolaus.Campaign) float64 {
	return float64(c.Distilled) / float64(max(1, c.Exchanges))
}

// takenBefore is the share of a campaign's exchanges that were made before it
// was detected, by its timeline; ok is false when there is none.
func takenBefore(c *iolaus.Campaign) (share float64, ok bool) {
	var before, all float64
	for _, a := range c.Timeline {
		all += float64(a.Exchanges)
		if a.Time.Before(c.DetectedAt) {
			before += float64(a.Exchanges)
		}
	}
	if all == 0 || c.DetectedAt.IsZero() {
		return 0, false
	}
	return before / all, true
}

// evidenceFor and evidenceAgainst part the reasons by what they speak for, in the
// report's order: reasons that depend on each other stand apart there, so that
// the first few are independent.
func evidenceFor(c *iolaus.Campaign) []iolaus.Evidence {
	return weighed(c, func(e iolaus.Evidence) bool { return !(e.LLR < 0) })
}

func evidenceAgainst(c *iolaus.Campaign) []iolaus.Evidence {
	return weighed(c, func(e iolaus.Evidence) bool { return e.LLR < 0 })
}

func weighed(c *iolaus.Campaign, keep func(iolaus.Evidence) bool) []iolaus.Evidence {
	var kept []iolaus.Evidence
	for _, e := range c.Evidence {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// byExchanges gives the indices of a campaign's accounts, the busiest first.
func byExchanges(c *iolaus.Campaign) []int {
	order := make([]int, len(c.Accounts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(c.Accounts[b].Exchanges, c.Accounts[a].Exchanges)
	})
	return order
}

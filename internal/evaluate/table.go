package evaluate

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Table writes the evaluation for a terminal. Brackets hold Wilson intervals at
// 95 %.
func (e *Evaluation) Table(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Evaluation of %s: %d exchanges, %d campaign accounts and %d honest ones with traffic\n",
		counted(e.Worlds, "world"), e.Exchanges.Of, e.Accounts.Recall.Of, e.Honest.Flagged.Of)
	if e.Exchanges.Part != e.Exchanges.Of {
		fmt.Fprintf(&b, "The report was made from %d exchanges alone.\n", e.Exchanges.Part)
	}
	b.WriteString("In brackets: Wilson intervals at 95 %.\n")
	e.overall(&b)
	e.campaignGrid().write(&b)
	e.exposureGrid().write(&b)
	e.honestGrid().write(&b)
	e.Confidence.write(&b, "Calibration of confidence (holds: the campaign is not false)")
	e.Membership.write(&b, "Calibration of membership (holds: the account is of the campaign)")
	_, err := io.WriteString(w, b.String())
	return err
}

func (e *Evaluation) overall(b *strings.Builder) {
	d, f := e.Accounts, e.Discoveries.False
	verdict := "kept"
	if !e.Discoveries.Kept() {
		verdict = "exceeded"
	}
	if f.Of == 0 {
		verdict = "nothing reported"
	}
	g := newGrid("Overall", "measure", ">value", ">95 %", ">counts", "remark")
	g.add("account recall", rate(d.Recall), interval(d.Recall), counts(d.Recall), "campaign accounts accused")
	extracting := e.Extracting()
	g.add("… that extracted", rate(extracting), interval(extracting), counts(extracting), "of those with a distilled exchange")
	g.add("account precision", rate(d.Precision), interval(d.Precision), counts(d.Precision), "accused accounts of campaigns")
	g.add("account F1", number3(d.F1()), "", "", "")
	g.add("BCubed precision", number3(e.Clusters.Precision()), "", "", "accounts reported together that belong together")
	g.add("BCubed recall", number3(e.Clusters.Recall()), "", "", "accounts that belong together reported together")
	g.add("BCubed F1", number3(e.Clusters.F1()), "", "", "")
	g.add("false campaigns", rate(f), interval(f), counts(f), fmt.Sprintf("limit %g: %s", e.Discoveries.Limit, verdict))
	stand := e.Discoveries.Stand
	g.add("stand at any look", rate(stand), interval(stand), counts(stand), "reports within the limit however often one looks")
	g.add("Brier, confidence", number3(e.Confidence.Brier()), "", strconv.FormatInt(e.Confidence.Statements(), 10), "campaigns")
	g.add("Brier, membership", number3(e.Membership.Brier()), "", strconv.FormatInt(e.Membership.Statements(), 10), "accounts of campaigns")
	g.write(b)
}

func (e *Evaluation) campaignGrid() *grid {
	g := newGrid("Campaigns: accounts found (purity: of the largest piece)", "campaign", ">found", ">recall", ">95 %", ">extracting", ">precision", ">95 %", ">pieces", ">purity", "verdicts")
	for _, c := range e.Campaigns {
		g.add(plain(c.Name), counts(c.Recall), rate(c.Recall), interval(c.Recall), rate(c.Extracting), rate(c.Precision), interval(c.Precision),
			strconv.Itoa(c.Pieces), rate(c.Purity), verdicts(c.Verdicts))
	}
	return g
}

func (e *Evaluation) exposureGrid() *grid {
	g := newGrid("Campaigns: distilled exchanges (hours from first exchange to detection; held: by accused accounts)", "campaign", ">detected", ">hours", ">taken before", ">share", ">held", ">inner", ">inner share", ">inner precision")
	for _, c := range e.Campaigns {
		inner, precision := "–", "–"
		if c.Inner.Campaigns > 0 {
			inner, precision = rate(c.Inner.Distilled), rate(c.Inner.Precision)
		}
		g.add(plain(c.Name), counts(c.Detected), hours(c.Hours), counts(c.Exposure), rate(c.Exposure), rate(c.Held),
			strconv.Itoa(c.Inner.Campaigns), inner, precision)
	}
	return g
}

func (e *Evaluation) honestGrid() *grid {
	g := newGrid("Honest populations", "population", ">accounts", ">flagged", ">rate", ">95 %", ">in rings alone")
	all := e.Populations
	if len(all) > 0 {
		all = append(slices.Clone(all), e.Honest)
	}
	for _, p := range all {
		g.add(plain(p.Name), strconv.FormatInt(p.Flagged.Of, 10), strconv.FormatInt(p.Flagged.Part, 10),
			number4(p.Flagged.Rate()), interval4(p.Flagged), strconv.FormatInt(p.Ringed.Part, 10))
	}
	return g
}

// write appends the bins that hold something.
func (c Calibration) write(b *strings.Builder, name string) {
	g := newGrid(name, "stated", ">statements", ">mean stated", ">holds", ">95 %")
	for i, bin := range c.Bins {
		if bin.True.Of == 0 {
			continue
		}
		end := " to under "
		if i == len(c.Bins)-1 {
			end = " to "
		}
		g.add(fmt.Sprintf("%g%s%g", bin.From, end, bin.To), strconv.FormatInt(bin.True.Of, 10),
			number3(bin.Stated()), rate(bin.True), interval(bin.True))
	}
	g.write(b)
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

func counts(s Share) string { return fmt.Sprintf("%d/%d", s.Part, s.Of) }

func rate(s Share) string { return number3(s.Rate()) }

func interval(s Share) string {
	if s.Of == 0 {
		return "–"
	}
	low, high := s.Interval()
	return fmt.Sprintf("[%.3f, %.3f]", low, high)
}

// interval4 is for small rates.
func interval4(s Share) string {
	if s.Of == 0 {
		return "–"
	}
	low, high := s.Interval()
	return fmt.Sprintf("[%.4f, %.4f]", low, high)
}

func number3(x float64) string { return decimals(x, 3) }

func number4(x float64) string { return decimals(x, 4) }

func decimals(x float64, places int) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(x, 'f', places, 64)
}

// hours writes the median and, of several, the range.
func hours(all []float64) string {
	if len(all) == 0 {
		return "–"
	}
	median := middle(all)
	if len(all) == 1 {
		return decimals(median, 1)
	}
	return fmt.Sprintf("%.1f (%.1f–%.1f)", median, all[0], all[len(all)-1])
}

// middle is the median of what is in order.
func middle(all []float64) float64 { return (all[(len(all)-1)/2] + all[len(all)/2]) / 2 }

// verdicts writes how often each was given, in order of name.
func verdicts(given map[string]int) string {
	var words []string
	for _, v := range slices.Sorted(maps.Keys(given)) {
		word := plain(v)
		if given[v] > 1 {
			word += " ×" + strconv.Itoa(given[v])
		}
		words = append(words, word)
	}
	if words == nil {
		return "none"
	}
	return strings.Join(words, ", ")
}

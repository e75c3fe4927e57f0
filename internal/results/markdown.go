package results

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus/internal/evaluate"
)

// table is a Markdown table in the making.
type table struct{ b strings.Builder }

func newTable(titles ...string) *table {
	t := &table{}
	t.add(titles...)
	t.b.WriteString(strings.Repeat("|---", len(titles)) + "|\n")
	return t
}

func (t *table) add(cells ...string) { t.b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }

func (t *table) String() string { return t.b.String() }

// percent writes a share's rate; a share of nothing is a dash.
func percent(s evaluate.Share) string {
	if s.Of == 0 {
		return "–"
	}
	return ratePercent(s.Rate())
}

// percentTenths is percent with a decimal below ten, for what a bar is near to.
func percentTenths(s evaluate.Share) string {
	if x := 100 * s.Rate(); x >= 1 && x < 10 {
		return strconv.FormatFloat(x, 'f', 1, 64) + " %"
	}
	return percent(s)
}

func ratePercent(rate float64) string {
	switch x := 100 * rate; {
	case math.IsNaN(x):
		return "–"
	case x > 0 && x < 1, x > 99 && x < 100:
		return strconv.FormatFloat(x, 'f', 1, 64) + " %"
	default:
		return strconv.FormatFloat(x, 'f', 0, 64) + " %"
	}
}

// perMille writes a small rate in parts per thousand.
func perMille(rate float64) string {
	if math.IsNaN(rate) {
		return "–"
	}
	if 1000*rate >= 10 { // without an exponent
		return strconv.FormatFloat(1000*rate, 'f', 0, 64) + " ‰"
	}
	return strconv.FormatFloat(1000*rate, 'g', 2, 64) + " ‰"
}

// within writes a rate with its Wilson interval.
func within(s evaluate.Share) string {
	if s.Of == 0 {
		return "–"
	}
	low, high := s.Interval()
	return fmt.Sprintf("%s (%s to %s)", percent(s), strings.TrimSuffix(ratePercent(low), " %"), strings.TrimSuffix(ratePercent(high), " %"))
}

func counts(s evaluate.Share) string {
	return fmt.Sprintf("%s of %s", evaluate.Thousands(s.Part), evaluate.Thousands(s.Of))
}

// times writes by what factor something grew.
func times(now, before int64) string {
	if before == 0 {
		return "–"
	}
	return "× " + strconv.FormatFloat(float64(now)/float64(before), 'g', 2, 64)
}

// hours writes the least and the most.
func hours(all []float64) string {
	if len(all) == 0 {
		return "–"
	}
	least, most := fmt.Sprintf("%.0f", slices.Min(all)), fmt.Sprintf("%.0f", slices.Max(all))
	if least == most {
		return most + " h"
	}
	return least + " to " + most + " h"
}

package evaluate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// curvePoints bounds the points of a curve, and with them the page.
const curvePoints = 240

// exposure draws what a campaign had taken by each hour.
func exposure(of *Campaign) chart {
	c := chart{Name: plain(of.Name), X: "hours since its first exchange", Y: "share of its distilled exchanges taken"}
	total := int64(0)
	for _, n := range of.ByHour {
		total += n
	}
	if total == 0 {
		c.Says = "The campaign distilled nothing."
		return c
	}
	length := float64(len(of.ByHour))
	if len(of.Hours) > 0 {
		length = max(length, math.Ceil(slices.Max(of.Hours))) // detected after the last one
	}
	step := (len(of.ByHour) + curvePoints - 1) / curvePoints
	var path strings.Builder
	move(&path, 0, 100)
	taken := int64(0)
	for hour, n := range of.ByHour {
		taken += n
		if (hour+1)%step == 0 || hour == len(of.ByHour)-1 {
			move(&path, across(float64(hour+1)/length), up(float64(taken)/float64(total)))
		}
	}
	c.Path, c.XTicks = path.String(), hourTicks(length)
	c.detections(of, length)
	c.Says = fmt.Sprintf("Taken before detection: %s, %s. %s", counts(of.Exposure), rate(of.Exposure), when(of))
	return c
}

// detections marks when the campaign was detected, in each world, and labels
// the median.
func (c *chart) detections(of *Campaign, length float64) {
	c.Headroom = true
	if len(of.Hours) == 0 {
		c.Over = &label{X: 100, Text: "never detected", Align: "left"}
		return
	}
	for _, h := range of.Hours {
		c.Marks = append(c.Marks, across(max(0, h)/length))
	}
	text, median := "detected", middle(of.Hours)
	if len(of.Hours) > 1 {
		text = "detected, median"
	}
	at := across(max(0, median) / length)
	c.Over = &label{X: at, Text: text + " " + decimals(median, 1) + " h", Align: side(at, 48)}
}

func when(of *Campaign) string {
	switch {
	case len(of.Hours) == 0:
		return "It was never detected."
	case of.Detected.Of == 1:
		return "Detected after " + hours(of.Hours) + " hours."
	}
	return fmt.Sprintf("Detected in %d of %d worlds, after %s hours.", of.Detected.Part, of.Detected.Of, hours(of.Hours))
}

// hourSteps are the distances between ticks that read well, from an hour to a
// year.
var hourSteps = []float64{1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 8736}

// hourTicks gives at most six ticks, hours or whole days.
func hourTicks(length float64) []label {
	step := length
	if i := slices.IndexFunc(hourSteps, func(s float64) bool { return length/s <= 5 }); i >= 0 {
		step = hourSteps[i]
	}
	var ticks []label
	for h := 0.0; h <= length && len(ticks) < 6; h += step {
		t := label{X: across(h / length), Text: strconv.FormatFloat(h, 'f', -1, 64), Align: "middle"}
		switch {
		case t.X < 4:
			t.Align = "right"
		case t.X > 94:
			t.Align = "left"
		}
		ticks = append(ticks, t)
	}
	return ticks
}

package train

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
)

// card writes what was measured in Markdown; weighed is the number of features that
// training had.
func (c *corpus) card(ctx context.Context, m *measurement, model *capability.Model, weighed int) (string, error) {
	var b strings.Builder
	shippable := c.trainable(everything)
	fmt.Fprintf(&b, `# The capability model

Written by `+"`iolaus train`"+`; do not edit. Format %d; %d words and pairs in the table, of %d that training weighed.

It was trained on %d labelled requests of %d sources and measured on %d of %d, which
include some whose licence does not let weights be trained on them. **Every figure is
for sources that the model had not seen**: the sources are dealt into %d groups, and each
group is scored by a model trained without it. Sources weigh alike. Intervals, at 95 %%,
are over draws of sources. A label says what is asked of the model, not guilt: honest
users ask for every one of these things.

`, capability.Version, model.Words(), weighed, len(shippable), c.countSources(shippable), len(c.examples), len(c.sources), folds)
	c.cardLabels(ctx, &b, m)
	c.cardVariants(ctx, &b, m)
	c.cardConfusion(&b, m)
	c.cardWorst(ctx, &b, m)
	c.cardPeople(&b, m)
	b.WriteString(failures)
	c.cardSources(&b)
	if err := ctx.Err(); err != nil {
		return "", err // parts are missing
	}
	return b.String(), nil
}

// figure formats a number, "–" where the rows were too few to give one.
func figure(format string, v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf(format, v)
}

// mean is that of those that are numbers, NaN if none is.
func mean(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / n
}

// failures are those that were seen in the scores of left-out sources.
const failures = `## Known failures

- A prompt that names a form without asking for it ("step by step recipe", a text
  about rubrics) scores between the two.
- Cleaning of traces and probing of safeguards are broad: what one source calls so
  another would not. Single sources come out far below the mean, see above.
- Short Chinese requests, and forms in languages other than English and Chinese, rest
  on a word list more than on examples.
- A probability is for a mixture in which three in ten requests show the label. In
  traffic forms are rare: compare groups, never judge one request.
- Figures hang on which sources are in one group: another deal moved areas by up to
  0.02, F1 by up to 0.10 and calibration errors by up to 0.05.
- The output cap, temperature, requested thinking and sampled repeats of a request say
  something, but no published prompts come with them, so the model does not look.

`

func (c *corpus) countSources(rows []int32) int {
	seen := map[int32]bool{}
	for _, i := range rows {
		seen[c.examples[i].source] = true
	}
	return len(seen)
}

func name(l int) string { return iolaus.Capability(l + 1).String() }

func isForm(l int) bool { return iolaus.Capability(l + 1).Form() }

// cardLabels writes a line for every label.
func (c *corpus) cardLabels(ctx context.Context, b *strings.Builder, m *measurement) {
	b.WriteString("## By label\n\n| label | kind | sources | rows | area under the curve | F1 at one half | calibration error | English | Chinese | other languages | split at random |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	scores := m.scores[asShipped]
	for _, l := range order() {
		list := c.judged(l, scores, everything)
		area := c.over(ctx, func(times []float64) float64 { return auc(list, times) })
		drawn := c.judged(l, m.chances, everything)
		rows, sources := 0, map[int32]bool{}
		for i := range c.examples {
			if c.examples[i].y[l] == 1 {
				rows++
				sources[c.examples[i].source] = true
			}
		}
		kind := "topic"
		if isForm(l) {
			kind = "form"
		}
		fmt.Fprintf(b, "| %s | %s | %d | %d | %s | %s | %s | %s | %s | %s | %s |\n", name(l), kind, len(sources), rows, area,
			c.over(ctx, func(times []float64) float64 { return f1(drawn, times) }),
			figure("%.3f", calibrationError(drawn, ones(len(c.sources)))),
			c.inLanguage(l, scores, "en"), c.inLanguage(l, scores, "zh"), c.inLanguage(l, scores, ""),
			figure("%.3f", auc(c.judged(l, m.scores[atRandom], m.drawnAtRandom), ones(len(c.sources)))))
	}
	var topics, forms []int
	for l := range labels {
		if isForm(l) {
			forms = append(forms, l)
		} else {
			topics = append(topics, l)
		}
	}
	fmt.Fprintf(b, "\nMean F1 of the topics, each against the rest: %s; macro F1 of the best topic of a row: %s. Mean calibration error: %s.\n\n",
		c.macro(ctx, m, topics), c.over(ctx, func(times []float64) float64 { return c.topicF1(m.chances, times) }), figure("%.3f", c.meanError(m, append(topics, forms...))))
	fmt.Fprintf(b, "Probabilities, F1 and calibration error are for a mixture in which %.0f %% of the requests show the label, the\nsame for each, and sources weigh alike on either side. For the best topic each topic weighs alike.\n", 100*assumed)
	b.WriteString("The last column splits the same rows at random: it measures which source a row is from.\n")
	if slices.Contains(c.sources, ownSource) {
		b.WriteString("The source `" + ownSource + "` is examples written for this purpose; all others are published prompts.\n")
	}
	b.WriteString("\n")
}

// ownSource is what corpus.py names the examples that were written for training.
const ownSource = "iolaus"

// order lists the labels, forms first.
func order() []int {
	var list []int
	for _, form := range []bool{true, false} {
		for l := range labels {
			if isForm(l) == form {
				list = append(list, l)
			}
		}
	}
	return list
}

func (m *measurement) drawnAtRandom(i int) bool { return m.scores[atRandom][i] != [labels]float64{} }

// leastRows is the number of rows that show a label below which no figure is given.
const leastRows = 20

// inLanguage gives the area among the rows of a language; "" is all but English and
// Chinese.
func (c *corpus) inLanguage(l int, scores [][labels]float64, lang string) string {
	rows := 0
	in := func(i int) bool {
		if lang == "" {
			return c.rows[i].Lang != "en" && c.rows[i].Lang != "zh"
		}
		return c.rows[i].Lang == lang
	}
	for i := range c.examples {
		if c.examples[i].y[l] == 1 && in(i) {
			rows++
		}
	}
	if rows < leastRows {
		return fmt.Sprintf("– (%d)", rows)
	}
	return figure("%.3f", auc(c.judged(l, scores, in), ones(len(c.sources)))) + fmt.Sprintf(" (%d)", rows)
}

func (c *corpus) macro(ctx context.Context, m *measurement, of []int) interval {
	lists := make([][]scored, len(of))
	for i, l := range of {
		lists[i] = c.judged(l, m.chances, everything)
	}
	return c.over(ctx, func(times []float64) float64 {
		each := make([]float64, len(lists))
		for i, list := range lists {
			each[i] = f1(list, times)
		}
		return mean(each)
	})
}

func (c *corpus) meanError(m *measurement, of []int) float64 {
	each := make([]float64, len(of))
	for i, l := range of {
		each[i] = calibrationError(c.judged(l, m.chances, everything), ones(len(c.sources)))
	}
	return mean(each)
}

func (v interval) String() string {
	if math.IsNaN(v.value) {
		return figure("", v.value)
	}
	return fmt.Sprintf("%.3f (%.2f–%.2f)", v.value, v.low, v.high)
}

// cardVariants shows what each part is worth and how more sources help.
func (c *corpus) cardVariants(ctx context.Context, b *strings.Builder, m *measurement) {
	b.WriteString("## What helps\n\nMean area under the curve; the first five forms are those that a campaign is told by.\n\n| model | five forms | other forms | topics |\n|---|---|---|---|\n")
	for _, v := range []string{asShipped, noWindow, wordsOnly, vectorOnly, half, quarter} {
		var areas [3][]float64
		for l := range labels {
			if ctx.Err() != nil {
				return
			}
			kind := 2
			if isForm(l) {
				kind = 0
				if l >= capability.FirstForm+5 {
					kind = 1
				}
			}
			areas[kind] = append(areas[kind], auc(c.judged(l, m.scores[v], everything), ones(len(c.sources))))
		}
		fmt.Fprintf(b, "| %s |", v)
		for _, each := range areas {
			b.WriteString(" " + figure("%.3f", mean(each)) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}

// cardConfusion shows, for rows of each label, what scored highest.
func (c *corpus) cardConfusion(b *strings.Builder, m *measurement) {
	b.WriteString("## Confusions\n\nOf the rows that show a label, the share whose best score is another's; sources weigh alike.\n\n| shows | itself | unsure | most often instead |\n|---|---|---|---|\n")
	for _, l := range order() {
		count := make([]float64, len(c.sources))
		for i := range c.examples {
			if c.examples[i].y[l] == 1 {
				count[c.examples[i].source]++
			}
		}
		var share [labels + 1]float64
		total := 0.0
		for i := range c.examples {
			if e := &c.examples[i]; e.y[l] == 1 {
				w := 1 / max(fewRows, count[e.source])
				share[m.best(i, l, e)] += w
				total += w
			}
		}
		var others []int
		for k := range share {
			if k != l+1 && k != 0 {
				others = append(others, k)
			}
		}
		slices.SortStableFunc(others, func(x, y int) int {
			switch {
			case share[x] > share[y]:
				return -1
			case share[x] < share[y]:
				return 1
			}
			return x - y
		})
		var instead []string
		for _, k := range others[:3] {
			if share[k] > 0.005*total {
				instead = append(instead, fmt.Sprintf("%s %.0f %%", name(k-1), 100*share[k]/total))
			}
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", name(l), figure("%.0f %%", 100*share[l+1]/total), figure("%.0f %%", 100*share[0]/total), strings.Join(instead, ", "))
	}
	b.WriteString("\n")
}

// best gives 1 plus the label of the best score, 0 for none; l itself where it
// reaches half, since a row may show several.
func (m *measurement) best(i, l int, e *example) int {
	if m.chances[i][l] >= 0.5 {
		return l + 1
	}
	var s iolaus.Scores
	for k, p := range m.chances[i] {
		if e.y[k] == 0 {
			s[k+1] = uint8(255 * p)
		}
	}
	return int(s.Best())
}

// cardWorst names the sources that each label carries over to least.
func (c *corpus) cardWorst(ctx context.Context, b *strings.Builder, m *measurement) {
	b.WriteString("## Sources that came out worst\n\nArea under the curve of one source's rows against all that do not show the label.\n\n| label | sources |\n|---|---|\n")
	for _, l := range order() {
		type result struct {
			area float64
			text string
		}
		var results []result
		for s := range c.sources {
			if ctx.Err() != nil {
				return
			}
			rows := 0
			mine := func(i int) bool {
				return c.examples[i].y[l] == 0 || c.examples[i].source == int32(s)
			}
			for i := range c.examples {
				if c.examples[i].y[l] == 1 && c.examples[i].source == int32(s) {
					rows++
				}
			}
			if rows == 0 {
				continue
			}
			area := auc(c.judged(l, m.scores[asShipped], mine), ones(len(c.sources)))
			if !math.IsNaN(area) {
				results = append(results, result{area, fmt.Sprintf("%s %.2f (%d)", c.sources[s], area, rows)})
			}
		}
		slices.SortStableFunc(results, func(x, y result) int { return cmp.Compare(x.area, y.area) })
		var worst []string
		for _, r := range results[:min(4, len(results))] {
			worst = append(worst, r.text)
		}
		fmt.Fprintf(b, "| %s | %s |\n", name(l), strings.Join(worst, ", "))
	}
	b.WriteString("\n")
}

// cardPeople shows how often what people wrote scores as a form.
func (c *corpus) cardPeople(b *strings.Builder, m *measurement) {
	rows, any := 0, 0
	var each [labels]int
	conversation, none := 0, uint16(formBits)
	for i := range c.examples {
		if c.examples[i].y[conversation] != 1 || c.rows[i].Is&none != 0 {
			continue
		}
		rows++
		flagged := false
		for l := range labels {
			if isForm(l) && m.chances[i][l] >= 0.5 && c.rows[i].Unsure>>l&1 == 0 {
				each[l]++
				flagged = true
			}
		}
		if flagged {
			any++
		}
	}
	share := func(format string, n int) string { return figure(format, 100*float64(n)/float64(rows)) }
	fmt.Fprintf(b, "## What people wrote\n\nOf %d rows of conversation without any form, %s score one half or more for some form:", rows, share("%.1f %%", any))
	for l := range labels {
		if isForm(l) {
			fmt.Fprintf(b, " %s %s;", name(l), share("%.2f %%", each[l]))
		}
	}
	s := strings.TrimSuffix(b.String(), ";")
	b.Reset()
	b.WriteString(s + ".\n\n")
}

// cardSources lists where the rows are from.
func (c *corpus) cardSources(b *strings.Builder) {
	type entry struct {
		licence         string
		train, evaluate int
	}
	by := map[string]*entry{}
	for i := range c.rows {
		e := by[c.rows[i].Source]
		if e == nil {
			e = &entry{licence: c.rows[i].Licence}
			by[c.rows[i].Source] = e
		}
		if c.rows[i].Train {
			e.train++
			e.licence = c.rows[i].Licence
		} else {
			e.evaluate++
		}
	}
	b.WriteString("## Sources\n\nNames with a slash are repositories, others packages; `scripts/corpus/sources.tsv` pins the packages. Rows that may not be trained on were only scored.\n\n| source | licence | rows trained on | rows only scored |\n|---|---|---|---|\n")
	for _, s := range c.sources {
		fmt.Fprintf(b, "| %s | %s | %d | %d |\n", s, by[s].licence, by[s].train, by[s].evaluate)
	}
}

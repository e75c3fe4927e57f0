package evaluate

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Rival is how one method fared on the same worlds as others, pooled.
type Rival struct {
	Method     string      `json:"method"`
	Evaluation *Evaluation `json:"evaluation"`
}

// Against pools the methods' evaluations over worlds, in their order, with that
// of the reports first; it is nil when no method was run.
func Against(worlds []World, rivals [][]Rival) []Rival {
	if len(rivals) == 0 || len(rivals[0]) == 0 {
		return nil
	}
	all := []Rival{{Method: "Iolaus", Evaluation: Sum(evaluations(worlds))}}
	for m, r := range rivals[0] {
		var own []*Evaluation
		for _, world := range rivals {
			own = append(own, world[m].Evaluation)
		}
		all = append(all, Rival{Method: r.Method, Evaluation: Sum(own)})
	}
	return all
}

// Versus writes one row per method for a terminal.
func Versus(w io.Writer, rivals []Rival) error {
	var b strings.Builder
	versusGrid(rivals).write(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func versusGrid(rivals []Rival) *grid {
	g := newGrid("Methods on the same worlds (taken before: of the distilled exchanges, before their campaign was first reported)",
		"method", ">accounts found", ">worst campaign", ">precision", ">campaigns", ">pieces each", ">purity",
		">taken before", ">honest flagged", ">worst population", ">false reports")
	for _, r := range rivals {
		e := r.Evaluation
		g.add(plain(r.Method), rate(e.Accounts.Recall), rate(e.WorstCampaign()), rate(e.Accounts.Precision), counts(e.Detected()),
			decimals(e.PiecesEach(), 1), rate(e.Purity()), rate(e.Exposure()), number4(e.Honest.Flagged.Rate()),
			worstPopulation(e), counts(e.Discoveries.False))
	}
	return g
}

func worstPopulation(e *Evaluation) string {
	p, some := e.WorstPopulation()
	if !some || p.Flagged.Part == 0 {
		return "none"
	}
	return fmt.Sprintf("%s %s", plain(p.Name), number4(p.Flagged.Rate()))
}

// WorstCampaign is the least recall of any campaign.
func (e *Evaluation) WorstCampaign() Share {
	if len(e.Campaigns) == 0 {
		return Share{}
	}
	return slices.MinFunc(e.Campaigns, func(a, b Campaign) int { return compareRates(a.Recall, b.Recall) }).Recall
}

// WorstPopulation is the one with the highest rate of flagged accounts; some is
// false when there is none.
func (e *Evaluation) WorstPopulation() (worst Population, some bool) {
	if len(e.Populations) == 0 {
		return Population{}, false
	}
	return slices.MaxFunc(e.Populations, func(a, b Population) int { return compareRates(a.Flagged, b.Flagged) }), true
}

// compareRates compares a.Rate with b.Rate exactly; of nothing it is 0.
func compareRates(a, b Share) int {
	left, right := a.Part*max(b.Of, 1), b.Part*max(a.Of, 1)
	switch {
	case left < right:
		return -1
	case left > right:
		return 1
	}
	return 0
}

// overCampaigns adds up a share of every campaign.
func (e *Evaluation) overCampaigns(of func(*Campaign) Share) Share {
	var sum Share
	for i := range e.Campaigns {
		sum = sum.plus(of(&e.Campaigns[i]))
	}
	return sum
}

// Detected counts the campaigns that have a piece, each in every world.
func (e *Evaluation) Detected() Share {
	return e.overCampaigns(func(c *Campaign) Share { return c.Detected })
}

// PiecesEach is into how many pieces a detected campaign falls, on average; NaN
// when none was detected.
func (e *Evaluation) PiecesEach() float64 {
	pieces := 0
	for i := range e.Campaigns {
		pieces += e.Campaigns[i].Pieces
	}
	if detected := e.Detected().Part; detected > 0 {
		return float64(pieces) / float64(detected)
	}
	return math.NaN()
}

// Purity is the share of a campaign's own accounts in its largest piece, over
// the largest pieces of all.
func (e *Evaluation) Purity() Share {
	return e.overCampaigns(func(c *Campaign) Share { return c.Purity })
}

// Exposure is the share of all distilled exchanges that were taken before
// detection.
func (e *Evaluation) Exposure() Share {
	return e.overCampaigns(func(c *Campaign) Share { return c.Exposure })
}

// Held is the share of all distilled exchanges that accused accounts made.
func (e *Evaluation) Held() Share {
	return e.overCampaigns(func(c *Campaign) Share { return c.Held })
}

// OneIn writes a small rate as "1 in n", for people.
func (s Share) OneIn() string {
	if s.Part == 0 {
		return "0 of " + Thousands(s.Of)
	}
	return "1 in " + Thousands(int64(math.Round(float64(s.Of)/float64(s.Part))))
}

// Thousands writes a count with its thousands parted, for people.
func Thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

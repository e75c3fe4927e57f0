package evaluate

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Sum pools the evaluations of several worlds: counts add up, campaigns and
// populations of one name are taken for the same. The false-discovery rate
// allowed is that of the first. It is nil of none.
func Sum(worlds []*Evaluation) *Evaluation {
	if len(worlds) == 0 {
		return nil
	}
	sum := &Evaluation{
		Discoveries: Discoveries{Limit: worlds[0].Discoveries.Limit},
		Honest:      Population{Name: worlds[0].Honest.Name},
		Campaigns:   []Campaign{},
		Populations: []Population{},
		Confidence:  newCalibration(),
		Membership:  newCalibration(),
		Score:       newScore(),
	}
	for _, e := range worlds {
		sum.Worlds += e.Worlds
		sum.Exchanges = sum.Exchanges.plus(e.Exchanges)
		sum.Accounts.Recall = sum.Accounts.Recall.plus(e.Accounts.Recall)
		sum.Accounts.Precision = sum.Accounts.Precision.plus(e.Accounts.Precision)
		sum.Discoveries.False = sum.Discoveries.False.plus(e.Discoveries.False)
		sum.Discoveries.Stand = sum.Discoveries.Stand.plus(e.Discoveries.Stand)
		sum.Clusters = sum.Clusters.plus(e.Clusters)
		sum.Honest.add(e.Honest)
		sum.Confidence = sum.Confidence.plus(e.Confidence)
		sum.Membership = sum.Membership.plus(e.Membership)
		sum.Score = sum.Score.plus(e.Score)
		for _, c := range e.Campaigns {
			sum.campaign(c.Name).add(c)
		}
		for _, p := range e.Populations {
			sum.population(p.Name).add(p)
		}
	}
	sum.sort()
	return sum
}

// Worst is the index of the evaluation with the least F1 of accounts; of
// equals, the one with most false campaigns, and then the first. An evaluation
// without campaigns to find is worst only by its false ones.
func Worst(worlds []*Evaluation) int {
	worst := 0
	for i, e := range worlds {
		if cmp.Or(cmp.Compare(quality(e), quality(worlds[worst])),
			cmp.Compare(worlds[worst].Discoveries.False.Part, e.Discoveries.False.Part)) < 0 {
			worst = i
		}
	}
	return worst
}

func quality(e *Evaluation) float64 {
	if f := e.Accounts.F1(); !math.IsNaN(f) {
		return f
	}
	return 1
}

// campaign gives the campaign of a name, a new one if there is none.
func (e *Evaluation) campaign(name string) *Campaign {
	i := slices.IndexFunc(e.Campaigns, func(c Campaign) bool { return c.Name == name })
	if i < 0 {
		i = len(e.Campaigns)
		e.Campaigns = append(e.Campaigns, Campaign{Name: name, Verdicts: map[string]int{}, Hours: []float64{}, ByHour: []int64{}})
	}
	return &e.Campaigns[i]
}

func (e *Evaluation) population(name string) *Population {
	i := slices.IndexFunc(e.Populations, func(p Population) bool { return p.Name == name })
	if i < 0 {
		i = len(e.Populations)
		e.Populations = append(e.Populations, Population{Name: name})
	}
	return &e.Populations[i]
}

func (c *Campaign) add(other Campaign) {
	c.Operator = other.Operator
	c.Detected = c.Detected.plus(other.Detected)
	c.Recall = c.Recall.plus(other.Recall)
	c.Extracting = c.Extracting.plus(other.Extracting)
	c.Precision = c.Precision.plus(other.Precision)
	c.Pieces += other.Pieces
	c.Purity = c.Purity.plus(other.Purity)
	for verdict, n := range other.Verdicts {
		c.Verdicts[verdict] += n
	}
	c.Exposure = c.Exposure.plus(other.Exposure)
	c.Hours = append(c.Hours, other.Hours...)
	for hour, n := range other.ByHour {
		c.ByHour = plusAt(c.ByHour, hour, n)
	}
	c.Held = c.Held.plus(other.Held)
	c.Inner.Campaigns += other.Inner.Campaigns
	c.Inner.Distilled = c.Inner.Distilled.plus(other.Inner.Distilled)
	c.Inner.Precision = c.Inner.Precision.plus(other.Inner.Precision)
}

func (p *Population) add(other Population) {
	p.Flagged, p.Ringed = p.Flagged.plus(other.Flagged), p.Ringed.plus(other.Ringed)
}

// sort puts everything in an order that does not depend on the worlds' order.
func (e *Evaluation) sort() {
	slices.SortFunc(e.Campaigns, func(a, b Campaign) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(e.Populations, func(a, b Population) int { return strings.Compare(a.Name, b.Name) })
	for i := range e.Campaigns {
		slices.Sort(e.Campaigns[i].Hours)
	}
}

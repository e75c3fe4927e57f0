package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/iolaus-project/iolaus"
)

// ErrOtherWorld says that a report was not made from the world whose truth it
// was compared with.
var ErrOtherWorld = errors.New("the report is of another world")

// Evaluation is what a report got right and wrong about a world, or about
// several of them (Sum). Campaigns and populations are in order of their names.
type Evaluation struct {
	Worlds      int          `json:"worlds"`
	Exchanges   Share        `json:"exchanges"` // read by the scan, of all
	Accounts    Detection    `json:"accounts"`
	Discoveries Discoveries  `json:"discoveries"`
	Clusters    BCubed       `json:"bcubed"`
	Campaigns   []Campaign   `json:"campaigns"`
	Honest      Population   `json:"honest"` // all populations together
	Populations []Population `json:"populations"`
	Confidence  Calibration  `json:"confidence"` // of accusing campaigns: is it not false?
	Membership  Calibration  `json:"membership"` // of their accounts: is it of the campaign?
	Score       Calibration  `json:"score"`      // of accused accounts: is it of any campaign?
}

// Detection counts the accounts that were accused rightly.
type Detection struct {
	Recall    Share // of the campaigns' active accounts
	Precision Share // of the accused accounts
}

// Extracting is the part found of the accounts that made any distilled exchange.
func (e *Evaluation) Extracting() Share {
	var all Share
	for i := range e.Campaigns {
		all = all.plus(e.Campaigns[i].Extracting)
	}
	return all
}

// F1 is the harmonic mean of recall and precision: 0 where either is 0, NaN
// where there was nothing to find or nobody was accused.
func (d Detection) F1() float64 { return f1(d.Recall.Rate(), d.Precision.Rate()) }

// MarshalJSON writes recall, precision and F1.
func (d Detection) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Recall    Share    `json:"recall"`
		Precision Share    `json:"precision"`
		F1        *float64 `json:"f1"`
	}{d.Recall, d.Precision, known(d.F1())})
}

// Discoveries compares the false part of the accusing campaigns with the
// false-discovery rate that the report was to keep.
type Discoveries struct {
	Limit float64 `json:"limit"`
	False Share   `json:"false"`
	Stand Share   `json:"stand"` // accusing campaigns that stand however often one looks
}

// Kept reports whether no more of the accusing campaigns were false than
// allowed. Few campaigns prove little: see the interval of False.
func (d Discoveries) Kept() bool { return d.False.Of == 0 || d.False.Rate() <= d.Limit }

// Population counts the active honest accounts of one kind.
type Population struct {
	Name    string `json:"name"`
	Flagged Share  `json:"flagged"` // in an accusing campaign
	Ringed  Share  `json:"ringed"`  // in rings alone
}

// Evaluate compares a report with the truth. limit is the false-discovery rate
// that the report was made for (scan --fdr). It fails with ErrOtherWorld when
// the report names an account that has no traffic in this world.
func Evaluate(t *Truth, r *iolaus.Report, limit float64) (*Evaluation, error) {
	if r.Exchanges > t.exchanges {
		return nil, fmt.Errorf("%w: it has %d exchanges, the world %d", ErrOtherWorld, r.Exchanges, t.exchanges)
	}
	j, err := newJudge(t, r)
	if err != nil {
		return nil, err
	}
	e := &Evaluation{
		Worlds:      1,
		Exchanges:   Share{r.Exchanges, t.exchanges},
		Discoveries: Discoveries{Limit: limit},
		Clusters:    j.clusters(),
		Campaigns:   []Campaign{},
		Populations: []Population{},
		Confidence:  newCalibration(),
		Membership:  newCalibration(),
		Score:       j.scores(),
	}
	j.countAccounts(e)
	for i := range j.groups {
		if g := &j.groups[i]; g.accuses {
			e.Discoveries.False = e.Discoveries.False.plus(one(g.owner == honest))
			e.Discoveries.Stand = e.Discoveries.Stand.plus(one(stands(g.reported, limit)))
			e.Confidence.add(g.reported.Confidence, g.owner != honest)
			for k, m := range g.members {
				e.Membership.add(g.reported.Accounts[k].Membership, g.owner != honest && t.accounts[m].campaign == g.owner)
			}
		}
	}
	for c := range t.campaigns {
		e.Campaigns = append(e.Campaigns, j.campaign(int32(c)))
	}
	e.sort()
	return e, nil
}

// stands reports whether a campaign is within the limit however often one looks. What a
// report does not tell (a rate of 0) is not assumed.
func stands(c *iolaus.Campaign, limit float64) bool { return c.QAnytime > 0 && c.QAnytime <= limit }

// one is a share of one.
func one(yes bool) Share {
	if yes {
		return Share{1, 1}
	}
	return Share{0, 1}
}

// countAccounts fills in what is counted account by account.
func (j *judge) countAccounts(e *Evaluation) {
	e.Honest.Name = "all"
	for _, name := range j.truth.populations {
		e.Populations = append(e.Populations, Population{Name: name})
	}
	for i, a := range j.truth.accounts {
		if !a.active {
			continue
		}
		flagged, ringed := one(j.accused[i]), one(j.ringed[i] && !j.accused[i])
		if j.accused[i] {
			e.Accounts.Precision = e.Accounts.Precision.plus(one(a.campaign != honest))
		}
		if a.campaign != honest {
			e.Accounts.Recall = e.Accounts.Recall.plus(flagged)
			continue
		}
		for _, p := range []*Population{&e.Honest, &e.Populations[a.population]} {
			p.Flagged, p.Ringed = p.Flagged.plus(flagged), p.Ringed.plus(ringed)
		}
	}
}

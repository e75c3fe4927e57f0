package baseline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iolaus-project/iolaus"
)

// roster numbers the accounts in order of appearance and counts what every
// report needs of them.
type roster struct {
	numbers map[string]int32 // by name
	rows    []row
}

type row struct {
	name        string
	org         string // declared; "" = none
	exchanges   int64
	first, last iolaus.Millis
}

func newRoster() roster { return roster{numbers: map[string]int32{}} }

// number gives the number of an account; a new one gets the next.
func (r *roster) number(account string) int32 {
	if n, found := r.numbers[account]; found {
		return n
	}
	n := int32(len(r.rows))
	name := strings.Clone(account) // it may alias a reader's buffer
	r.numbers[name] = n
	r.rows = append(r.rows, row{name: name})
	return n
}

// Register notes the org of an account.
func (r *roster) Register(a *iolaus.Account) { r.declare(r.number(a.Account), a.Org) }

func (r *roster) declare(account int32, org string) {
	if org != "" && r.rows[account].org == "" {
		r.rows[account].org = strings.Clone(org)
	}
}

// see counts an exchange and gives its account.
func (r *roster) see(x *iolaus.Exchange) int32 {
	n := r.number(x.Account)
	r.declare(n, x.Org)
	m := &r.rows[n]
	if m.exchanges == 0 {
		m.first, m.last = x.Time, x.Time
	}
	m.exchanges++
	m.first, m.last = min(m.first, x.Time), max(m.last, x.Time)
	return n
}

// holders numbers who is behind the accounts: accounts of one declared org are
// one holder.
func (r *roster) holders() []int32 {
	orgs := map[string]int32{}
	holders := make([]int32, len(r.rows))
	for i := range r.rows {
		holders[i] = int32(i)
		if org := r.rows[i].org; org != "" {
			if _, known := orgs[org]; !known {
				orgs[org] = int32(i)
			}
			holders[i] = orgs[org]
		}
	}
	return holders
}

// finding is a set of accounts that a method accuses.
type finding struct {
	accounts []int32
	at       iolaus.Millis // when the evidence first sufficed
}

// report writes findings as campaigns, in order of their first account's name,
// so that the order of arrival leaves no trace.
func (r *roster) report(name string, verdict iolaus.Verdict, findings []finding) *iolaus.Report {
	out := &iolaus.Report{Version: iolaus.ReportVersion, Campaigns: []iolaus.Campaign{}}
	var first, last iolaus.Millis
	for i := range r.rows {
		m := &r.rows[i]
		if m.exchanges == 0 {
			continue
		}
		if out.Accounts == 0 {
			first, last = m.first, m.last
		}
		first, last = min(first, m.first), max(last, m.last)
		out.Accounts++
		out.Exchanges += m.exchanges
	}
	if out.Accounts > 0 {
		out.Window = iolaus.Window{From: utc(first), To: utc(last)}
	}
	for _, f := range findings {
		out.Campaigns = append(out.Campaigns, r.campaign(verdict, f))
	}
	slices.SortFunc(out.Campaigns, func(a, b iolaus.Campaign) int {
		return cmp.Compare(a.Accounts[0].Account, b.Accounts[0].Account)
	})
	for i := range out.Campaigns {
		c := &out.Campaigns[i]
		c.ID = strings.ReplaceAll(strings.ToLower(name), " ", "-") + "-" + strconv.Itoa(i+1)
		c.Name = name + " " + strconv.Itoa(i+1)
	}
	return out
}

// campaign writes one finding. What the accounts sent counts as distilled
// throughout, since no baseline tells their exchanges apart.
func (r *roster) campaign(verdict iolaus.Verdict, f finding) iolaus.Campaign {
	c := iolaus.Campaign{
		Verdict: verdict, Confidence: 1, DetectedAt: hourEnd(f.at),
		Capabilities: map[string]float64{}, Pathways: map[string]float64{}, Models: map[string]float64{},
		Families: []iolaus.FamilyUse{}, Events: []iolaus.Event{}, Evidence: []iolaus.Evidence{},
	}
	first, last := r.rows[f.accounts[0]].first, r.rows[f.accounts[0]].last
	for _, account := range f.accounts {
		m := &r.rows[account]
		first, last = min(first, m.first), max(last, m.last)
		c.Exchanges += m.exchanges
		c.Accounts = append(c.Accounts, iolaus.Member{
			Account: m.name, Membership: 1, Exchanges: m.exchanges, Distilled: m.exchanges, Role: "member",
		})
	}
	c.Distilled = c.Exchanges
	c.FirstSeen, c.LastSeen = utc(first), utc(last)
	slices.SortFunc(c.Accounts, func(a, b iolaus.Member) int { return cmp.Compare(a.Account, b.Account) })
	return c
}

func utc(t iolaus.Millis) time.Time { return time.UnixMilli(int64(t)).UTC() }

// hourEnd is the end of the hour that t lies in: reports come out hourly.
func hourEnd(t iolaus.Millis) time.Time { return utc(t).Truncate(time.Hour).Add(time.Hour) }

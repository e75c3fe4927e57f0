package campaign

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// livesOn is the part of the smaller of two campaigns, one reported earlier and
// one found now, that must be in both for them to be one.
const livesOn = 0.5

// lineage is what a finding is called, and what earlier reports called the parts
// of it that they told apart.
type lineage struct {
	id, name string
	absorbed []*traffic.Reported
}

// formerly lists the ids that stand for a part of the campaign in earlier reports.
func (l *lineage) formerly() []string {
	var ids []string
	for _, a := range l.absorbed {
		ids = append(ids, a.ID)
	}
	return ids
}

// trace says what each finding is called, given what earlier reports on the same
// store have named.
//
// The pairs of an earlier campaign and a finding that may be one are matched, the
// most alike first, so that of a campaign that splits the largest part keeps the
// name. An earlier campaign for which no finding is left is merged into the one
// that has most of its members, which takes the oldest name of all that live on in
// it. What nobody has named yet gets a name of its own.
func (t *Tally) trace(known []traffic.Reported) []lineage {
	lines := make([]lineage, len(t.findings))
	taken := map[string]bool{}
	names := newNamer()
	for k := range known {
		taken[known[k].ID] = true
		names.taken[known[k].Name] = true
	}
	for f, living := range t.living(known) {
		if len(living) > 0 {
			lines[f] = lineage{id: living[0].ID, name: living[0].Name, absorbed: living[1:]}
		}
	}
	for f := range lines {
		if lines[f].id == "" {
			lines[f].id = t.identify(f, taken)
			lines[f].name = names.name(lines[f].id)
			taken[lines[f].id] = true
		}
	}
	return lines
}

// pair is an earlier campaign and a finding that may be one.
type pair struct {
	known, finding int
	shared         float64 // members in both, estimated
	alike          float64 // the same, of the members of either
}

// living gives, by finding, the earlier campaigns that live on in it, the one
// reported first before the others.
func (t *Tally) living(known []traffic.Reported) [][]*traffic.Reported {
	living := make([][]*traffic.Reported, len(t.findings))
	matched, named := make([]bool, len(known)), make([]bool, len(t.findings))
	pairs := t.pairs(known)
	for _, p := range pairs {
		if !matched[p.known] && !named[p.finding] {
			matched[p.known], named[p.finding] = true, true
			living[p.finding] = append(living[p.finding], &known[p.known])
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.shared, a.shared) })
	for _, p := range pairs {
		if !matched[p.known] {
			matched[p.known] = true
			living[p.finding] = append(living[p.finding], &known[p.known])
		}
	}
	for _, all := range living {
		slices.SortFunc(all, func(a, b *traffic.Reported) int {
			return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(a.ID, b.ID))
		})
	}
	return living
}

// pairs gives the pairs that may be one campaign, the most alike first.
func (t *Tally) pairs(known []traffic.Reported) []pair {
	var pairs []pair
	for f := range t.findings {
		members := make(map[iolaus.Hash]bool, len(t.findings[f].Members))
		for _, m := range t.findings[f].Members {
			members[t.world.Accounts[m.Account].Hash] = true
		}
		for k := range known {
			n := t.shared(f, members, &known[k])
			if n > 0 {
				pairs = append(pairs, pair{k, f, n, n / (float64(known[k].Accounts) + float64(len(members)) - n)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(known[a.known].ID, known[b.known].ID), cmp.Compare(a.finding, b.finding))
	})
	return pairs
}

// shared estimates how many members an earlier campaign and a finding have in
// common; 0 where those are too few for them to be one. Campaigns inside a relay
// share its accounts, so there they need a template in common as well.
func (t *Tally) shared(f int, members map[iolaus.Hash]bool, known *traffic.Reported) float64 {
	if len(known.Members) == 0 || !t.sameWork(f, known.Templates) {
		return 0
	}
	both := 0
	for _, h := range known.Members {
		if members[h] {
			both++
		}
	}
	n := float64(both) * float64(known.Accounts) / float64(len(known.Members))
	n = min(n, float64(len(members)))
	if n < livesOn*float64(min(int(known.Accounts), len(members))) {
		return 0
	}
	return n
}

// sameWork reports whether a finding and an earlier campaign, inside relays, have a
// template in common, or both live in none.
func (t *Tally) sameWork(f int, known []iolaus.Hash) bool {
	own := t.templates(f)
	if len(own) == 0 || len(known) == 0 {
		return len(own) == len(known)
	}
	return slices.ContainsFunc(own, func(h iolaus.Hash) bool { return slices.Contains(known, h) })
}

// templates names what a finding inside a relay follows, ascending; nothing for any
// other.
func (t *Tally) templates(f int) []iolaus.Hash {
	if t.findings[f].Parent < 0 {
		return nil
	}
	var all []iolaus.Hash
	for _, n := range t.findings[f].Families {
		all = append(all, t.world.Families.ID(n))
	}
	slices.Sort(all)
	return all
}

// identify names a finding after the account that appeared first; one inside a
// relay after its template as well.
func (t *Tally) identify(f int, taken map[string]bool) string {
	finding, c := &t.findings[f], &t.counts[f]
	first := 0
	for m := range finding.Members {
		if c.firstSeen[m] != 0 && (c.firstSeen[first] == 0 || c.firstSeen[m] < c.firstSeen[first]) {
			first = m
		}
	}
	h := uint64(t.world.Accounts[finding.Members[first].Account].Hash)
	if finding.Parent >= 0 {
		h = splitmix.Mix(h ^ uint64(t.templates(f)[0]))
	}
	for {
		h = splitmix.Mix(h)
		text := strconv.FormatUint(h, 36)
		if id := "c_" + text[max(0, len(text)-6):]; !taken[id] {
			return id
		}
	}
}

// reported gives what is to be remembered of the campaigns for the next report: those of
// which something has changed since the last one, and those that are named no longer.
func (t *Tally) reported(lines []lineage, known []traffic.Reported) []traffic.Reported {
	number := int64(1)
	last := make(map[string]*traffic.Reported, len(known))
	for k := range known {
		last[known[k].ID] = &known[k]
		number = max(number, known[k].Report+1)
	}
	var changed []traffic.Reported
	named := map[string]bool{}
	for f := range t.findings {
		r := traffic.Reported{
			ID: lines[f].id, Name: lines[f].name, Verdict: t.findings[f].Verdict, Templates: t.templates(f), Report: number,
			Until: t.world.To, Accounts: int64(len(t.findings[f].Members)), Members: t.sketch(f),
		}
		if parent := t.findings[f].Parent; parent >= 0 {
			r.Parent = lines[parent].id
		}
		if was := last[r.ID]; was == nil || !same(was, &r) {
			changed = append(changed, r)
		}
		named[r.ID] = true
	}
	for k := range known {
		if r := known[k]; !r.Gone && !named[r.ID] {
			r.Gone, r.Report = true, number
			changed = append(changed, r)
		}
	}
	return changed
}

// Withdrawn gives, the largest first, what the last report on the same store named, known
// being what all of them did, and does not go on, or only as a ring where it was accused.
// It asks for Campaigns first.
func (t *Tally) Withdrawn(known []traffic.Reported) []iolaus.Withdrawn {
	now, last := map[string]iolaus.Verdict{}, iolaus.Millis(0)
	for f := range t.lines {
		now[t.lines[f].id] = t.findings[f].Verdict
		for _, a := range t.lines[f].absorbed {
			now[a.ID] = t.findings[f].Verdict
		}
	}
	for k := range known {
		last = max(last, known[k].Until) // earlier versions did not note what was gone
	}
	var gone []iolaus.Withdrawn
	for k := range known {
		r := &known[k]
		if v, goes := now[r.ID]; r.Gone || r.Until != last || goes && (v != iolaus.RingOnly || !accuses(r.Verdict)) {
			continue
		}
		gone = append(gone, iolaus.Withdrawn{ID: r.ID, Name: r.Name, Verdict: r.Verdict, Until: instant(r.Until), Accounts: r.Accounts})
	}
	slices.SortFunc(gone, func(a, b iolaus.Withdrawn) int {
		return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(a.ID, b.ID))
	})
	return gone
}

// accuses reports whether a verdict, if it was noted, says that accounts extract.
func accuses(v iolaus.Verdict) bool { return v != "" && v != iolaus.RingOnly }

// same reports whether two reports say the same of a campaign.
func same(a, b *traffic.Reported) bool {
	return a.Name == b.Name && a.Parent == b.Parent && a.Verdict == b.Verdict && a.Gone == b.Gone && a.Until == b.Until && a.Accounts == b.Accounts &&
		slices.Equal(a.Templates, b.Templates) && slices.Equal(a.Members, b.Members)
}

// sketch draws the members with the smallest hashes, ascending.
func (t *Tally) sketch(f int) []iolaus.Hash {
	var all []iolaus.Hash
	for _, m := range t.findings[f].Members {
		all = append(all, t.world.Accounts[m.Account].Hash)
	}
	slices.Sort(all)
	return all[:min(len(all), traffic.SketchSize)]
}

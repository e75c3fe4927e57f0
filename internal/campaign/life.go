package campaign

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/iolaus-project/iolaus"
)

// createdTogether asks whether half of the members were created within a span
// that holds far fewer accounts of the whole population. An organisation registers
// its accounts in one go, so it counts as one.
//
// It cannot see a slow sign-up. Honest look-alikes: users of a new tutorial, visitors
// of one event.
func createdTogether(g *group) []iolaus.Evidence {
	var created []iolaus.Millis
	t := g.tiesOf()
	seen := make([]bool, t.parties)
	for m, a := range g.members {
		if c := g.world.Accounts[a].Facts.Created; c != 0 && !seen[t.party[m]] {
			seen[t.party[m]] = true
			created = append(created, c)
		}
	}
	if len(created) < minMembers || 2*len(created) < t.parties {
		return nil
	}
	slices.Sort(created)
	half := (len(created) + 1) / 2
	from, span := created[0], iolaus.Millis(math.MaxInt64)
	for i := 0; i+half <= len(created); i++ {
		if d := created[i+half-1] - created[i]; d < span {
			from, span = created[i], d
		}
	}
	within, all := 0, 0
	for _, a := range g.world.Reference {
		if c := g.world.Accounts[a].Facts.Created; c != 0 {
			all++
			if c >= from && c <= from+span {
				within++
			}
		}
	}
	base := (float64(within) + 1) / (float64(all) + 2)
	// the span was chosen for the group, so one look per member is paid for; half of the
	// stake is kept, for an operator that takes its time
	llr := binomialLLR(float64(half), float64(len(created)), base) - math.Log(float64(len(created)))
	llr = logAdd(0, llr) - math.Ln2
	text := "The accounts were registered over a time as others were."
	if llr > 0 {
		text = fmt.Sprintf("Half of the accounts were registered within %s.", roughly(span))
	}
	return []iolaus.Evidence{{
		Kind:     "created_together",
		Observed: fmt.Sprintf("%d of %d accounts created within %s", half, len(created), roughly(span)),
		Expected: fmt.Sprintf("%.1f of as many random accounts", base*float64(len(created))),
		LLR:      llr,
		P:        toP(llr),
		Text:     text,
	}}
}

// roughly writes a span in its largest sensible unit.
func roughly(span iolaus.Millis) string {
	d := time.Duration(span) * time.Millisecond
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f minutes", math.Max(2, d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f hours", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}

// Bounds of the test of pivots.
const (
	minPivot  = 30 // exchanges of the group in the day after a release
	mostPivot = 20 // the factor that it is worth at most

	adoptionLeeway = 0.1  // by which the share of honest groups exceeds that of all others at most
	mostAdopted    = 0.45 // share that the group's is bet against, at most
)

// pivot asks whether the group moved to a model that is new in the traffic
// within a day of its first appearance, beyond the adoption of other accounts: the mean
// share over its holders and organisations.
//
// Honest look-alikes: benchmarks on release day, an alias that moves whole
// client versions; honest groups also vary more than their size explains, so it
// is worth at most a factor of twenty. Source: the published pivoting harvest.
func pivot(g *group) []iolaus.Evidence {
	model, released := g.world.newestModel(g.horizon)
	if model == 0 {
		return nil
	}
	t := g.tiesOf()
	parties := make([]struct{ moved, after int }, t.parties)
	for m, trace := range g.traces {
		moved, after := adoption(trace, model, released)
		parties[t.party[m]].moved += moved
		parties[t.party[m]].after += after
	}
	var parts []float64
	all := 0
	for _, p := range parties {
		if p.after > 0 {
			parts = append(parts, float64(p.moved)/float64(p.after))
			all += p.after
		}
	}
	if all < minPivot || len(parts) < minMembers {
		return nil
	}
	shares := g.world.adoptionElsewhere(model, released)
	if len(shares) < 20 {
		return nil
	}
	mean, _ := moments(shares)
	if mean+adoptionLeeway > mostAdopted {
		return nil // everybody moves, as when a model is withdrawn
	}
	llr := min(bet(parts, mean+adoptionLeeway), math.Log(mostPivot))
	share, _ := moments(parts)
	name := g.world.Names[model]
	text := fmt.Sprintf("Adoption of %s is ordinary.", name)
	if llr > 0 {
		text = fmt.Sprintf("Within a day of its first use, %.0f %% of an account's traffic moved to %s, in the mean.", 100*share, name)
	}
	return []iolaus.Evidence{{
		Kind:     "pivot",
		Observed: fmt.Sprintf("%.0f %% of an account's exchanges on %s within 24 h of its release", 100*share, name),
		Expected: fmt.Sprintf("%.0f %% in other accounts", 100*mean),
		LLR:      llr,
		P:        toP(llr),
		Text:     text,
	}}
}

// newestModel gives the model that appeared last, at least a day into the
// window and a day before the horizon, and when; 0 when there is none.
func (w *World) newestModel(horizon iolaus.Millis) (iolaus.Hash, iolaus.Millis) {
	first := w.modelsSeen()
	var newest iolaus.Hash
	var released iolaus.Millis
	for model, t := range first {
		if t < w.From+dayMillis || t > horizon-dayMillis {
			continue
		}
		if t > released || t == released && model < newest {
			newest, released = model, t
		}
	}
	return newest, released
}

// modelsSeen gives the first use of each model that at least a twentieth of the
// reference accounts used.
func (w *World) modelsSeen() map[iolaus.Hash]iolaus.Millis {
	w.modelsOnce.Do(func() { w.models = w.findModels() })
	return w.models
}

func (w *World) findModels() map[iolaus.Hash]iolaus.Millis {
	first := map[iolaus.Hash]iolaus.Millis{}
	users := map[iolaus.Hash]map[int32]bool{}
	for _, a := range w.Reference {
		for i := range w.Traces[a] {
			x := &w.Traces[a][i]
			if t, ok := first[x.Model]; x.Model != 0 && (!ok || x.Time < t) {
				first[x.Model] = x.Time
			}
			if users[x.Model] == nil {
				users[x.Model] = map[int32]bool{}
			}
			users[x.Model][a] = true
		}
	}
	for model, by := range users {
		if 20*len(by) < len(w.Reference) {
			delete(first, model)
		}
	}
	return first
}

// adoption counts the exchanges in the day after the release and those of them
// on the model.
func adoption(trace []Exchange, model iolaus.Hash, released iolaus.Millis) (moved, after int) {
	for i := range trace {
		if t := trace[i].Time; t >= released && t < released+dayMillis {
			after++
			if trace[i].Model == model {
				moved++
			}
		}
	}
	return moved, after
}

// adoptionElsewhere gives the share moved by each reference account that was
// active in the day after the release.
func (w *World) adoptionElsewhere(model iolaus.Hash, released iolaus.Millis) []float64 {
	var shares []float64
	for _, a := range w.Reference {
		if moved, after := adoption(w.Traces[a], model, released); after > 0 {
			shares = append(shares, float64(moved)/float64(after))
		}
	}
	return shares
}

func moments(values []float64) (mean, sd float64) {
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	for _, v := range values {
		sd += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sd / float64(len(values)))
}

package results

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
	"github.com/iolaus-project/iolaus/internal/evaluate"
)

// validity counts what the tests say of groups of honest accounts: an e-value is valid
// where its mean over them is at most one, and what is looked at again and again where
// the largest exceeds x in at most one of x groups.
type validity struct {
	judged   int
	channels map[string]*worth
	all      worth // the channels together
	lines    []line
	of       map[iolaus.Hash][]int32 // lines by account, as of the last look
	now      map[iolaus.Hash][]int32 // and as of this one
}

// worth adds up e-values.
type worth struct {
	sum   float64
	speak int     // at a factor of three or more
	most  float64 // nats
}

// line is one group through time: candidates that have most of the smaller in common.
type line struct {
	size    int
	highest float64 // nats
}

func (w *worth) add(nats float64) {
	w.sum += math.Exp(nats)
	if nats >= math.Log(3) {
		w.speak++
	}
	w.most = max(w.most, nats)
}

// look begins another look at the same world.
func (v *validity) look() {
	v.of, v.now = v.now, map[iolaus.Hash][]int32{}
}

// add takes in a candidate. One holder alone is judged by tests of another kind.
func (v *validity) add(j campaign.Judged) {
	if j.Lone {
		return
	}
	v.judged++
	for name, nats := range j.Channels {
		v.channel(name).add(nats)
	}
	v.all.add(j.Total)
	n := v.follow(j.Accounts)
	for _, a := range j.Accounts {
		v.now[a] = append(v.now[a], n)
	}
	v.lines[n].highest = max(v.lines[n].highest, j.Total)
}

// channel gives the counts of a channel.
func (v *validity) channel(name string) *worth {
	if v.channels == nil {
		v.channels = map[string]*worth{}
	}
	if v.channels[name] == nil {
		v.channels[name] = &worth{}
	}
	return v.channels[name]
}

// follow gives the line that accounts continue, the one that most of them stood in
// among those with half of the smaller in common, or a new one.
func (v *validity) follow(accounts []iolaus.Hash) int32 {
	common := map[int32]int{}
	for _, a := range accounts {
		for _, n := range v.of[a] {
			common[n]++
		}
	}
	best := int32(-1)
	for _, n := range slices.Sorted(maps.Keys(common)) {
		if 2*common[n] >= min(len(accounts), v.lines[n].size) && (best < 0 || common[n] > common[best]) {
			best = n
		}
	}
	if best < 0 {
		best = int32(len(v.lines))
		v.lines = append(v.lines, line{highest: math.Inf(-1)})
	}
	v.lines[best].size = len(accounts)
	return best
}

// merge adds another world's counts.
func (v *validity) merge(other *validity) {
	for name, w := range other.channels {
		v.channel(name).merge(w)
	}
	v.judged += other.judged
	v.all.merge(&other.all)
	v.lines = append(v.lines, other.lines...)
}

func (w *worth) merge(other *worth) {
	w.sum, w.speak, w.most = w.sum+other.sum, w.speak+other.speak, max(w.most, other.most)
}

// write writes both tables.
func (v *validity) write(b *strings.Builder) {
	fmt.Fprintf(b, "What the tests said of those groups (%s judgements of %s groups through all looks):\n\n",
		evaluate.Thousands(int64(v.judged)), evaluate.Thousands(int64(len(v.lines))))
	t := newTable("channel", "mean e-value", "speaks for a campaign", "at most")
	names := slices.SortedFunc(maps.Keys(v.channels), func(a, c string) int {
		return cmp.Or(cmp.Compare(v.channels[c].sum, v.channels[a].sum), cmp.Compare(a, c))
	})
	for _, name := range names {
		v.row(t, name, v.channels[name])
	}
	v.row(t, "all together", &v.all)
	b.WriteString(t.String())
	b.WriteString("\nAn e-value is valid where its mean is at most 1; *speaks* is the part of the groups with a factor of three or more. The largest over all looks at a group:\n\n")
	t = newTable("e-value", "groups that ever reach it", "share", "at most, were it valid at any look")
	for _, e := range []float64{10, 100, 1000, 10_000} {
		reached := 0
		for _, l := range v.lines {
			if l.highest >= math.Log(e) {
				reached++
			}
		}
		t.add(evaluate.Thousands(int64(e)), evaluate.Thousands(int64(reached)), perMille(float64(reached)/float64(max(1, len(v.lines)))), perMille(1/e))
	}
	b.WriteString(t.String())
}

func (v *validity) row(t *table, name string, w *worth) {
	n := float64(max(1, v.judged))
	t.add(name, fmt.Sprintf("%.2f", w.sum/n), perMille(float64(w.speak)/n), "×"+evaluate.Thousands(int64(math.Round(math.Exp(w.most)))))
}

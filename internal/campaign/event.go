package campaign

import (
	"fmt"
	"math"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// events tells a campaign's life so far, in order of time.
func (t *Tally) events(f int, line lineage, took []int) []iolaus.Event {
	c := &t.counts[f]
	events := []iolaus.Event{{Time: instant(c.first), Kind: iolaus.Appeared, Text: t.appeared(f)}}
	events = append(events, t.growth(f, took)...)
	events = append(events, t.losses(f)...)
	events = append(events, t.returns(f)...)
	events = append(events, t.replacements(f, took)...)
	for _, e := range t.findings[f].Evidence {
		if e.Kind == "pivot" && e.LLR > 0 {
			if _, released := t.world.newestModel(t.world.To); released != 0 {
				events = append(events, iolaus.Event{Time: instant(released), Kind: iolaus.Pivoted, Text: e.Observed})
			}
		}
	}
	events = append(events, t.changes(f)...)
	for _, a := range line.absorbed {
		events = append(events, iolaus.Event{
			Time: instant(a.Until), Kind: iolaus.Merged,
			Text: fmt.Sprintf("until then %s (%s), of %s, was reported apart", a.Name, a.ID, accounts(int(a.Accounts))),
		})
	}
	slices.SortStableFunc(events, func(a, b iolaus.Event) int { return a.Time.Compare(b.Time) })
	return events
}

// changes tells of a common turn to other work, and of the first refusal after which
// accounts moved to another model, where the evidence says so.
func (t *Tally) changes(f int) []iolaus.Event {
	finding := &t.findings[f]
	var events []iolaus.Event
	for _, e := range finding.Evidence {
		if e.LLR < math.Log(3) || e.Kind != "turned" && e.Kind != "moved_down" {
			continue
		}
		c := Candidate{Accounts: finding.tested(), Links: finding.Links}
		g := at(t.world, &c, t.world.To)
		if e.Kind == "turned" {
			if turn, ok := g.turn(); ok {
				events = append(events, iolaus.Event{Time: instant(turn.at), Kind: iolaus.Turned, Text: e.Observed})
			}
			continue
		}
		if first := firstRetreat(g.traces); first != 0 {
			events = append(events, iolaus.Event{Time: instant(first), Kind: iolaus.MovedDown, Text: e.Observed})
		}
	}
	return events
}

// firstRetreat is the time of the first refusal after which an account went on with
// another model; 0 = there is none.
func firstRetreat(traces [][]Exchange) (first iolaus.Millis) {
	for _, trace := range traces {
		for i := 1; i < len(trace); i++ {
			before, x := &trace[i-1], &trace[i]
			if before.Refused && x.Model != before.Model && x.Time-before.Time < retreatSpan && (first == 0 || before.Time < first) {
				first = before.Time
			}
		}
	}
	return first
}

// accounts is a number of accounts in words.
func accounts(n int) string {
	if n == 1 {
		return "1 account"
	}
	return fmt.Sprintf("%d accounts", n)
}

// appeared says how many members there were on the first day.
func (t *Tally) appeared(f int) string {
	c, n := &t.counts[f], 0
	for _, seen := range c.firstSeen {
		if seen < c.first+dayMillis {
			n++
		}
	}
	return fmt.Sprintf("first exchange; %s within a day", accounts(n))
}

// growth reports each day that at least doubles the accounts seen so far, from
// ten on. Those that take over from others are no growth.
func (t *Tally) growth(f int, took []int) []iolaus.Event {
	var seen []iolaus.Millis
	for m, at := range t.counts[f].firstSeen {
		if took[m] < 0 {
			seen = append(seen, at)
		}
	}
	var events []iolaus.Event
	before := 0
	for _, day := range byDay(seen) {
		after := before + len(day)
		if before >= 10 && after >= 2*before {
			events = append(events, iolaus.Event{
				Time: instant(day[0]), Kind: iolaus.Grew, Text: fmt.Sprintf("from %d to %s within a day", before, accounts(after)),
			})
		}
		before = after
	}
	return events
}

// byDay parts times by days, both in order.
func byDay(times []iolaus.Millis) [][]iolaus.Millis {
	slices.Sort(times)
	var days [][]iolaus.Millis
	for i, at := range times {
		if i == 0 || at/dayMillis != times[i-1]/dayMillis {
			days = append(days, nil)
		}
		days[len(days)-1] = append(days[len(days)-1], at)
	}
	return days
}

// losses reports suspensions and bans by day, beside the accounts that were in
// use until then.
func (t *Tally) losses(f int) []iolaus.Event {
	c := &t.counts[f]
	var stopped []iolaus.Millis
	for m := range t.findings[f].Members {
		if at := t.stopped(f, m); at != 0 {
			stopped = append(stopped, at)
		}
	}
	var events []iolaus.Event
	gone := 0
	for _, day := range byDay(stopped) {
		last := day[len(day)-1]
		inUse := -gone
		for _, seen := range c.firstSeen {
			if seen <= last {
				inUse++
			}
		}
		events = append(events, iolaus.Event{
			Time: instant(day[0]), Kind: iolaus.LostAccounts,
			Text: fmt.Sprintf("%d of %s stopped", len(day), accounts(max(inUse, len(day)))),
		})
		gone += len(day)
	}
	return events
}

// replacements reports by day the accounts that took over from lost ones, and how
// long the first of them took.
func (t *Tally) replacements(f int, took []int) []iolaus.Event {
	var seen []iolaus.Millis
	after := map[iolaus.Millis]iolaus.Millis{} // by when it was first seen, the shortest
	for m, lost := range took {
		if lost < 0 {
			continue
		}
		at := t.counts[f].firstSeen[m]
		gap := at - t.stopped(f, lost)
		if known, ok := after[at]; ok {
			gap = min(gap, known)
		}
		seen, after[at] = append(seen, at), gap
	}
	var events []iolaus.Event
	for _, day := range byDay(seen) {
		least := after[day[0]]
		for _, at := range day {
			least = min(least, after[at])
		}
		events = append(events, iolaus.Event{
			Time: instant(day[0]), Kind: iolaus.ReplacedAccounts,
			Text: fmt.Sprintf("%s took over from stopped ones, the first within %s", accounts(len(day)), roughly(least)),
		})
	}
	return events
}

// returns reports when work went on after a silence, and with whom.
func (t *Tally) returns(f int) []iolaus.Event {
	c := &t.counts[f]
	var events []iolaus.Event
	for _, p := range c.pauses() {
		again, fresh := iolaus.Millis(0), 0
		for _, seen := range c.firstSeen {
			if seen < p.to || seen >= p.to+dayMillis {
				continue
			}
			fresh++
			if again == 0 || seen < again {
				again = seen
			}
		}
		with := "with accounts seen before"
		if fresh > 0 {
			with = fmt.Sprintf("with %s not seen before", accounts(fresh))
		} else {
			again = p.to
		}
		events = append(events, iolaus.Event{
			Time: instant(again), Kind: iolaus.Returned, Text: fmt.Sprintf("after %s of silence, %s", roughly(p.to-p.from), with),
		})
	}
	return events
}

// namer gives campaigns names that people can say, two words drawn by the id.
type namer struct{ taken map[string]bool }

func newNamer() *namer { return &namer{taken: map[string]bool{}} }

func (n *namer) name(id string) string {
	h := uint64(0)
	for _, b := range []byte(id) {
		h = splitmix.Mix(h ^ uint64(b))
	}
	first, second := adjectives(), animals()
	for ; ; h++ {
		x := splitmix.Mix(h)
		name := first[x%uint64(len(first))] + "-" + second[x>>32%uint64(len(second))]
		if !n.taken[name] || len(n.taken) >= len(first)*len(second) {
			n.taken[name] = true
			return name
		}
	}
}

func adjectives() []string {
	return []string{
		"amber", "ashen", "azure", "brisk", "bronze", "calm", "cedar", "chalk", "cobalt", "copper", "coral",
		"crimson", "dusky", "ebony", "fallow", "flint", "frosty", "golden", "granite", "hazel", "indigo",
		"ivory", "jade", "keen", "lilac", "lunar", "maple", "marble", "misty", "mossy", "ochre", "olive", "opal",
		"pale", "pearl", "pewter", "quiet", "rapid", "ruby", "russet", "rusty", "sable", "saffron", "sandy",
		"scarlet", "silent", "silver", "slate", "solar", "steady", "stone", "stormy", "swift", "tawny", "teal",
		"umber", "velvet", "verdant", "violet", "walnut", "willow", "winter",
	}
}

func animals() []string {
	return []string{
		"badger", "bison", "bittern", "carp", "civet", "condor", "cormorant", "crane", "curlew", "dingo",
		"dormouse", "egret", "ermine", "falcon", "ferret", "finch", "gannet", "gecko", "gibbon", "grouse",
		"hare", "heron", "hornet", "ibex", "ibis", "jackal", "jackdaw", "kestrel", "lapwing", "lemur", "linnet",
		"lynx", "magpie", "marmot", "marten", "merlin", "mink", "moth", "newt", "ocelot", "oriole", "osprey",
		"otter", "pelican", "petrel", "pike", "plover", "puffin", "quail", "raven", "sable", "shrew", "skink",
		"sparrow", "stoat", "swallow", "tapir", "tern", "thrush", "vole", "weasel", "wren",
	}
}

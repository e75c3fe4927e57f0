package campaign

import (
	"fmt"
	"slices"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/splitmix"
)

// events tells a campaign's life so far, in order of time.
func (t *Tally) events(f int) []iolaus.Event {
	c := &t.counts[f]
	events := []iolaus.Event{{
		Time: instant(c.first), Kind: iolaus.Appeared,
		Text: fmt.Sprintf("first exchange of %d accounts", len(t.findings[f].Members)),
	}}
	events = append(events, t.growth(f)...)
	events = append(events, t.losses(f)...)
	for _, e := range t.findings[f].Evidence {
		if e.Kind == "pivot" && e.LLR > 0 {
			if _, released := t.world.newestModel(t.world.To); released != 0 {
				events = append(events, iolaus.Event{Time: instant(released), Kind: iolaus.Pivoted, Text: e.Observed})
			}
		}
	}
	slices.SortStableFunc(events, func(a, b iolaus.Event) int { return a.Time.Compare(b.Time) })
	return events
}

// growth reports each day that at least doubles the accounts seen so far, from
// ten on.
func (t *Tally) growth(f int) []iolaus.Event {
	seen := slices.Clone(t.counts[f].firstSeen)
	slices.Sort(seen)
	var events []iolaus.Event
	before := 0
	for i := 0; i < len(seen); {
		day := seen[i] / dayMillis
		j := i
		for j < len(seen) && seen[j]/dayMillis == day {
			j++
		}
		if before >= 10 && j >= 2*before {
			events = append(events, iolaus.Event{
				Time: instant(seen[i]), Kind: iolaus.Grew,
				Text: fmt.Sprintf("from %d to %d accounts within a day", before, j),
			})
		}
		before, i = j, j
	}
	return events
}

// losses reports bans by day, and the accounts that took their place.
func (t *Tally) losses(f int) []iolaus.Event {
	var stopped []iolaus.Millis
	for m := range t.findings[f].Members {
		if at := t.stopped(f, m); at != 0 {
			stopped = append(stopped, at)
		}
	}
	slices.Sort(stopped)
	var events []iolaus.Event
	for i := 0; i < len(stopped); {
		j := i
		for j < len(stopped) && stopped[j]/dayMillis == stopped[i]/dayMillis {
			j++
		}
		events = append(events, iolaus.Event{
			Time: instant(stopped[i]), Kind: iolaus.LostAccounts, Text: fmt.Sprintf("%d accounts stopped", j-i),
		})
		if n, first := t.appearedAfter(f, stopped[i]); n > 0 {
			events = append(events, iolaus.Event{
				Time: instant(first), Kind: iolaus.ReplacedAccounts,
				Text: fmt.Sprintf("%d accounts appeared within two days of the loss", n),
			})
		}
		i = j
	}
	return events
}

// appearedAfter counts the members first seen within two days after t.
func (t *Tally) appearedAfter(f int, after iolaus.Millis) (n int, first iolaus.Millis) {
	for _, seen := range t.counts[f].firstSeen {
		if seen > after && seen <= after+2*dayMillis {
			n++
			if first == 0 || seen < first {
				first = seen
			}
		}
	}
	return n, first
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

package harvest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Dials say how hard the operator hides, and with what its work is mixed, each
// from 0 (not at all) to 1.
type Dials struct {
	Synonyms    float64 // wordings of the templates drawn anew per request
	ClauseOrder float64 // requests in which sentences change places
	Translation float64 // requests in another language
	Persona     float64 // requests under a role of the account's own

	OwnCards       float64 // accounts with a card, device and mail address of their own
	HomeAddresses  float64 // accounts behind home lines instead of a few rented networks
	ClientVariety  float64 // accounts with a client of their own
	StripMetadata  float64 // accounts that send no user agent and come by a privacy relay
	PathwayVariety float64 // accounts that come in by a way of their own
	SlowSignup     float64 // accounts made over a year instead of in bursts
	Fanout         float64 // the same work over more accounts, down to two exchanges a day each
	Replacement    float64 // closed accounts that are replaced, and how soon
	SecondPool     float64 // size of the pool that follows a takedown, of the first

	Jitter     float64 // from a fixed beat to random arrivals
	HumanHours float64 // from round the clock to office hours
	Workers    float64 // tasks that workers hand out who wait for each answer, instead of a beat
	Batches    float64 // tasks that come in batches of one topic

	Turning float64 // share of the late work that is of the pipeline's last step alone
	Retreat float64 // refusals after which an account works on with a smaller model
	Seats   float64 // accounts that people at several places use at once

	Dilution float64 // share of honest-looking requests mixed in
	Sticky   float64 // customers' conversations that stay on one account
	Relaying float64 // share that is a lab's own users' requests, passed on as they are
	Routing  float64 // tasks given to accounts by topic, so that accounts have interests
	Sampling float64 // from one answer a task to eight
	Replay   float64 // tasks whose reasoning artefact is sent back in from another account
	Probing  float64 // share that probes with elicitations mutated anew each time
	Cleaning float64 // share that has traces cleaned
}

// fields gives the dials by their names in a scenario. Paraphrase is both
// synonyms and the order of clauses.
func (d *Dials) fields() map[string][]*float64 {
	return map[string][]*float64{
		"paraphrase": {&d.Synonyms, &d.ClauseOrder},
		"synonyms":   {&d.Synonyms}, "clause_order": {&d.ClauseOrder}, "translation": {&d.Translation}, "persona": {&d.Persona},
		"own_cards": {&d.OwnCards}, "home_addresses": {&d.HomeAddresses}, "client_variety": {&d.ClientVariety},
		"strip_metadata":  {&d.StripMetadata},
		"pathway_variety": {&d.PathwayVariety}, "slow_signup": {&d.SlowSignup}, "fanout": {&d.Fanout},
		"replacement": {&d.Replacement}, "second_pool": {&d.SecondPool},
		"workers": {&d.Workers}, "batches": {&d.Batches}, "turning": {&d.Turning}, "retreat": {&d.Retreat}, "seats": {&d.Seats},
		"jitter": {&d.Jitter}, "human_hours": {&d.HumanHours},
		"dilution": {&d.Dilution}, "sticky": {&d.Sticky}, "relaying": {&d.Relaying}, "routing": {&d.Routing}, "sampling": {&d.Sampling},
		"replay": {&d.Replay}, "probing": {&d.Probing}, "cleaning": {&d.Cleaning},
	}
}

// DialNames gives the names of the dials in a scenario, in order.
func DialNames() []string {
	var d Dials
	return slices.Sorted(maps.Keys(d.fields()))
}

// Set turns the dials that are named and leaves the others. Errors name the
// dial; the one that comes first by name is reported. More than one name may
// turn a dial: paraphrase gives way to synonyms and clause_order.
func (d *Dials) Set(values map[string]float64) error {
	fields := d.fields()
	for _, name := range slices.SortedFunc(maps.Keys(values), paraphraseFirst) {
		targets, known := fields[name]
		if !known {
			return fmt.Errorf("%s: no such dial; there are %s", name, strings.Join(DialNames(), ", "))
		}
		if value := values[name]; !(value >= 0 && value <= 1) {
			return fmt.Errorf("%s: %g is not within 0 to 1", name, value)
		}
		for _, target := range targets {
			*target = values[name]
		}
	}
	return nil
}

func paraphraseFirst(a, b string) int {
	switch {
	case a == "paraphrase":
		return -1
	case b == "paraphrase":
		return 1
	}
	return strings.Compare(a, b)
}

package baseline

import "github.com/iolaus-project/iolaus"

const (
	// minSimilarity is the least Jaccard similarity of two accounts' actions.
	// Together with minCommon and minHolders it flags 1 in 1,067 of the 109,913
	// honest accounts of scenario benign under seeds 1 to 43.
	minSimilarity = 0.45
	// minCommon is how many actions two accounts must share: one each in the
	// same hour is a similarity of 1 and says nothing. The paper asks for
	// accounts that act alike "for a sustained period of time".
	minCommon = 5
	// maxCell bounds the accounts that acted on one object in one hour: cells
	// above it are popular objects, left out as candidates and in the unions.
	maxCell = 1000
)

// SynchroTrap flags groups of accounts that act on the same objects at around
// the same times.
//
// It measures, for every two accounts, the Jaccard similarity of their actions
// summed over objects (common actions of all objects by actions of all), an
// action being an object within an hour; accounts above a similarity are joined
// (single linkage). It runs at the end of each day on all actions so far, apart
// for two kinds of object: the client's /24 or /48; and the template, which is
// the system prompt and the prompt's opening and ending, each exact. It cannot
// see that accounts serve one purpose unless they share objects and hours;
// hours are plain bins, so two actions a minute apart may fall in neighbouring
// ones. Slow queues, paraphrase and a network per account evade it. Agents with
// one public prompt, hackathons and batch jobs on the hour look alike.
//
// Source: Cao, Yang, Yu, Palow, "Uncovering Large Groups of Active Malicious
// Accounts in Online Social Networks" (CCS 2014): matching of actions, the
// overall similarity, single linkage as connected components. The numbers are
// ours, the objects too: the paper's were pages, apps and addresses.
type SynchroTrap struct {
	roster
	networks, templates actions
}

// NewSynchroTrap gives a SynchroTrap that has seen nothing.
func NewSynchroTrap() *SynchroTrap { return &SynchroTrap{roster: newRoster()} }

// Name is "SynchroTrap".
func (*SynchroTrap) Name() string { return "SynchroTrap" }

// Observe notes what the exchange acted on.
func (t *SynchroTrap) Observe(x *iolaus.Exchange, s *iolaus.Signature) {
	account, at := t.see(x), hour(x.Time)
	if network, known := networkOf(x.Client.IP); known {
		t.networks.add(action{network, at, account})
	}
	if s.Frame != 0 {
		t.templates.add(action{uint64(s.Frame), at, account})
	}
	for i, phrase := range s.Phrases[iolaus.PhraseCount-2:] { // opening and ending
		if phrase != 0 {
			t.templates.add(action{uint64(i+1)<<32 | uint64(phrase), at, account})
		}
	}
}

// Report accuses each cluster with enough holders, from the end of the day in
// which it first had them.
func (t *SynchroTrap) Report() *iolaus.Report {
	var bonds []bond
	for _, list := range []*actions{&t.networks, &t.templates} {
		bonds = append(bonds, list.similar(len(t.rows), closeness{minSimilarity, minCommon})...)
	}
	return t.report(t.Name(), iolaus.Distillation, components(bonds, t.holders(), minHolders))
}

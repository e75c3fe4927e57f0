package campaign

import (
	"fmt"

	"github.com/iolaus-project/iolaus"
)

// strangersReplay is the share of accounts in which artefacts of another
// holder's account are to be expected: shared transcripts, a change of account.
const strangersReplay = 0.002

// artefactReplay asks how many members hold a reasoning artefact that another
// holder's account in the group holds too. The provider gives each artefact to
// one account, encrypted, so it cannot come about twice: somebody carried it
// over.
//
// It cannot see artefacts that are sent back in by the account that they were
// given to. Evasion: not to replay. Honest look-alikes: a router that fails over
// does so within one org, which is one holder; people who move to a new account
// do so once. Source: publicly reported, 2026.
func artefactReplay(g *group) []iolaus.Evidence {
	return g.handedOn(iolaus.Artefact, strangersReplay, iolaus.Evidence{
		Kind:     "artefact_replay",
		Observed: "%d of %d accounts hold reasoning artefacts that were given to another, at least %d artefacts",
		Text:     "Encrypted reasoning of one account is sent back in from others.",
	})
}

// minHanding is how many members must hand something on for a test to speak of it.
const minHanding = 3

// handedOn fills in e with how many members share a value of a kind with another holder
// in the group, against the rate among strangers. Its Observed is a format for the
// members that do, all of them, and the values.
func (g *group) handedOn(kind iolaus.Kind, strangers float64, e iolaus.Evidence) []iolaus.Evidence {
	holding, values := g.holdingTogether(kind)
	n, members := 0, len(g.members)
	for _, a := range g.members {
		if holding[a] {
			n++
		}
	}
	if n < minHanding {
		return nil
	}
	e.Observed = fmt.Sprintf(e.Observed, n, members, values)
	e.Expected = fmt.Sprintf("%.1f of as many unrelated accounts", strangers*float64(members))
	e.LLR = binomialLLR(float64(n), float64(members), strangers)
	e.P = toP(e.LLR)
	return []iolaus.Evidence{e}
}

// holdingTogether gives the accounts that share a value of a kind with another holder
// in the group, and how many values the links name: of each pair the rarest.
func (g *group) holdingTogether(kind iolaus.Kind) (accounts map[int32]bool, values int) {
	accounts = map[int32]bool{}
	seen := map[iolaus.Hash]bool{}
	for _, l := range g.links() {
		for _, r := range l.Reasons {
			if r.Kind == kind {
				accounts[l.A], accounts[l.B] = true, true
				seen[r.Value] = true
			}
		}
	}
	return accounts, len(seen)
}

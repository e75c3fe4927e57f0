package campaign

import (
	"fmt"
	"math"

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
	carried, artefacts := g.holdingTogether(iolaus.Artefact)
	n := 0
	for _, a := range g.members {
		if carried[a] {
			n++
		}
	}
	if n < 3 {
		return nil
	}
	llr := binomialLLR(n, len(g.members), strangersReplay)
	return []iolaus.Evidence{{
		Kind:     "artefact_replay",
		Observed: fmt.Sprintf("%d of %d accounts hold reasoning artefacts that were given to another, at least %d artefacts", n, len(g.members), artefacts),
		Expected: fmt.Sprintf("%.1f of as many unrelated accounts", strangersReplay*float64(len(g.members))),
		LLR:      llr,
		P:        math.Exp(-math.Max(0, llr)),
		Text:     "Encrypted reasoning of one account is sent back in from others.",
	}}
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

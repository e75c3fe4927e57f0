package campaign

import "github.com/iolaus-project/iolaus"

// strangersDialogue is the share of accounts that go on with a conversation which was
// begun on another holder's: people with two accounts, conversations that were shared.
const strangersDialogue = 0.01

// carriedOver asks how many members went on with a conversation that another holder's
// account in the group had begun, or began one that another went on with. A dispatcher
// that gives each turn to whichever account is free sends the whole history along, where
// a client that stays on its account has the provider read it from cache.
//
// It cannot see conversations of one turn, nor dispatchers that keep a conversation on
// its account. Evasion: to do so, which costs balance, or to reword the history. Honest
// look-alikes: people with two accounts, and those who go on with a conversation that
// was made public; they do so once, and not in a group that shares more. A company's
// failover is one holder. The test is ours.
func carriedOver(g *group) []iolaus.Evidence {
	return g.handedOn(iolaus.Dialogue, strangersDialogue, iolaus.Evidence{
		Kind:     "carried_over",
		Observed: "%d of %d accounts take part in conversations that went from one account to another, at least %d conversations",
		Text:     "Conversations go on in another account than they began in, as when a dispatcher gives each turn to whichever account is free.",
	})
}

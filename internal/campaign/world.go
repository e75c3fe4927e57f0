package campaign

import (
	"iter"
	"sort"
	"sync"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// Exchange is what the tests need to know of one exchange.
type Exchange struct {
	Time    iolaus.Millis
	ID      iolaus.Hash
	Task    iolaus.Hash
	Model   iolaus.Hash
	Pathway iolaus.Hash
	Frame   iolaus.Hash // system prompt; 0 = none
	Family  int32       // of its prompt; family.None when it follows no template
	Setting int32       // family of its system prompt, or family.None
	Own     int32       // template in the traffic of its holder alone, from 1; 0 = none, or not looked for
	Network iolaus.Hash // /24 or /48 that it came from; 0 = unknown
	Output  int32       // tokens
	Took    int32       // milliseconds until the answer was complete; 0 = unknown
	Best    iolaus.Capability
	Scores  iolaus.Scores
	Root    bool // opens a conversation
	Refused bool
	Meaning [iolaus.MeaningWidth]int8
}

// Use is how often an account was sampled within one family, of prompt or of
// system prompt.
type Use struct {
	Family int32
	Count  int32
}

// World is everything detection may look at. Accounts are dense numbers in the
// order of their names; every slice by account has one entry per account.
type World struct {
	From, To  iolaus.Millis
	Accounts  []traffic.Account
	Holder    []int32 // independent holder; accounts of one declared org share it
	Holders   int
	Families  *family.Families
	Uses      [][]Use       // sampled families of each account
	Sampled   []int32       // exchanges sampled of each account
	Links     []iolaus.Link // by account
	Rings     []iolaus.Ring
	Prior     float64 // nats a link must outweigh
	Traces    [][]Exchange
	Reference []int32      // accounts drawn at random, as a picture of honest traffic
	Busy      []int32      // the busiest accounts, ascending, looked at one by one
	Close     [][]Exchange // of the busy accounts, more than their traces; nil = the traces will do
	Names     map[iolaus.Hash]string

	// Seen yields what an account was seen with that others were too; nil = not known.
	Seen func(account int32) iter.Seq2[iolaus.Kind, iolaus.Hash]

	unitWeight float64 // of a candidate of size one
	loneWeight float64 // of a holder

	// pictures of the whole traffic, drawn once
	groupsOnce   sync.Once
	groups       map[int32]int32 // the first account of the first group, by account
	unitsOnce    sync.Once
	unitList     []unit
	modelsOnce   sync.Once
	models       map[iolaus.Hash]iolaus.Millis
	tiesOnce     sync.Once
	ties         int
	usersOnce    sync.Once
	users        [][]int32 // accounts by family, ascending
	rare         []bool    // by family
	everyOnce    sync.Once
	every        [][]int32 // accounts seen with a family at all
	linksOnce    sync.Once
	linksOf      [][]int32 // links by account
	otherOnce    sync.Once
	other        habits // of the reference accounts
	practiceOnce sync.Once
	practice     map[int]*practice // by busyness
	peersOnce    sync.Once
	peerList     []peer // the busy holders
}

// upTo gives the part of an account's trace that was known at the horizon.
func (w *World) upTo(account int32, horizon iolaus.Millis) []Exchange {
	return until(w.Traces[account], horizon)
}

func until(trace []Exchange, horizon iolaus.Millis) []Exchange {
	n := sort.Search(len(trace), func(i int) bool { return trace[i].Time > horizon })
	return trace[:n]
}

// closely gives what is looked at of an account by itself.
func (w *World) closely(account int32) []Exchange {
	if w.Close != nil && len(w.Close[account]) > 0 {
		return w.Close[account]
	}
	return w.Traces[account]
}

// drawn is how many exchanges each one in an account's trace stands for.
func (w *World) drawn(account int32) float64 {
	return max(1, float64(w.Accounts[account].Exchanges)/float64(max(1, len(w.Traces[account]))))
}

// habits are what accounts drawn at random do, over the whole window.
type habits struct {
	moved float64 // exchanges on another model after a refusal, beyond those at other times
	seats float64 // accounts used from several networks at once
	turns *turns
}

func (w *World) elsewhere() habits {
	w.otherOnce.Do(func() {
		traces, alone := make([][]Exchange, len(w.Reference)), make([][][]Exchange, len(w.Reference))
		each := make([]moves, len(w.Reference))
		for i, a := range w.Reference {
			traces[i], alone[i] = w.Traces[a], [][]Exchange{w.Traces[a]}
			each[i].count(w.Traces[a])
		}
		after, habit, _ := together(each)
		n, looked := seatsAmong(traces)
		w.other = habits{
			moved: max(0, after-habit),
			seats: float64(n) / float64(max(1, looked)),
			turns: w.turnsOf(alone, w.To),
		}
	})
	return w.other
}

// usesFamily is the share of an account's samples, two of them at least, for it
// to count as a user of a template. Of a template that is rare in the whole
// traffic, two are enough: phrases that meet by chance are popular ones.
const usesFamily = 0.15

// regular reports whether a use is more than a coincidence of phrases.
func (w *World) regular(account int32, u Use) bool {
	w.usersOnce.Do(w.listUsers)
	return w.regularOf(account, u)
}

func (w *World) regularOf(account int32, u Use) bool {
	often := float64(u.Count) >= usesFamily*float64(w.Sampled[account])
	return often && (u.Count >= 2 || w.Sampled[account] < 4) || u.Count >= 2 && w.rare[u.Family]
}

// uses reports whether an account uses a template.
func (w *World) uses(account, f int32) bool {
	for _, u := range w.Uses[account] {
		if u.Family == f {
			return w.regular(account, u)
		}
	}
	return false
}

// usersOf lists the accounts that use a template, ascending.
func (w *World) usersOf(f int32) []int32 {
	w.usersOnce.Do(w.listUsers)
	return w.users[f]
}

func (w *World) listUsers() {
	w.users, w.rare = make([][]int32, w.Families.Len()), make([]bool, w.Families.Len())
	for f := range w.rare {
		w.rare[f] = float64(len(w.everyUser(int32(f)))) <= rareTemplate*float64(len(w.Accounts))
	}
	w.eachUse(func(account int32, u Use) {
		if w.regularOf(account, u) {
			w.users[u.Family] = append(w.users[u.Family], account)
		}
	})
}

// everyUser lists the accounts that were seen with a template at all, ascending.
func (w *World) everyUser(f int32) []int32 {
	w.everyOnce.Do(func() {
		w.every = make([][]int32, w.Families.Len())
		w.eachUse(func(account int32, u Use) { w.every[u.Family] = append(w.every[u.Family], account) })
	})
	return w.every[f]
}

func (w *World) eachUse(visit func(account int32, u Use)) {
	for a, uses := range w.Uses {
		for _, u := range uses {
			visit(int32(a), u)
		}
	}
}

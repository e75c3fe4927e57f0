package campaign

import (
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
	Family  int32 // of its prompt; family.None when it follows no template
	Setting int32 // family of its system prompt, or family.None
	Output  int32 // tokens
	Best    iolaus.Capability
	Script  iolaus.Script
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
	Reference []int32 // accounts drawn at random, as a picture of honest traffic
	Busy      []int32 // the busiest accounts, ascending, looked at one by one
	Names     map[iolaus.Hash]string

	// pictures of the whole traffic, drawn once
	unitsOnce  sync.Once
	unitList   []unit
	modelsOnce sync.Once
	models     map[iolaus.Hash]iolaus.Millis
	tiesOnce   sync.Once
	ties       int
}

// upTo gives the part of an account's trace that was known at the horizon.
func (w *World) upTo(account int32, horizon iolaus.Millis) []Exchange {
	trace := w.Traces[account]
	n := sort.Search(len(trace), func(i int) bool { return trace[i].Time > horizon })
	return trace[:n]
}

// drawn is how many exchanges each one in an account's trace stands for.
func (w *World) drawn(account int32) float64 {
	return max(1, float64(w.Accounts[account].Exchanges)/float64(max(1, len(w.Traces[account]))))
}

package link

import (
	"context"

	"github.com/iolaus-project/iolaus"
)

// accountsAtOnce is how many accounts one batch compares.
const accountsAtOnce = 1 << 10

// batch is a piece of parallel work: the accounts from the first on. Links are
// first found and then made, in exactly as much memory as they take.
type batch struct {
	first, end       int32
	found            []found // of the first account, then of the next
	counts           []int32 // found, by account
	linkAt, reasonAt int
}

func (b *batch) find(c *comparer) {
	b.counts = make([]int32, b.end-b.first)
	for i := range b.counts {
		before := len(b.found)
		b.found = c.partnersOf(b.found, b.first+int32(i))
		b.counts[i] = int32(len(b.found) - before)
	}
}

// keep drops what is below the level.
func (b *batch) keep(least uint8) {
	kept, from := b.found[:0], 0
	for i, n := range b.counts {
		before := len(kept)
		for _, f := range b.found[from : from+int(n)] {
			if f.level >= least {
				kept = append(kept, f)
			}
		}
		b.counts[i], from = int32(len(kept)-before), from+int(n)
	}
	b.found = kept
}

func (b *batch) explain(c *comparer, links []iolaus.Link, why []iolaus.Reason) {
	rest := b.found
	for i, n := range b.counts {
		if n == 0 {
			continue
		}
		c.set(b.first + int32(i))
		c.met = c.met[:0]
		for _, f := range rest[:n] {
			c.met = append(c.met, f.partner)
		}
		rest = rest[n:]
		links, why = c.explain(links, why)
	}
	*b = batch{}
}

// batches divides the accounts.
func (s *search) batches() []batch {
	of := make([]batch, (len(s.Holder)+accountsAtOnce-1)/accountsAtOnce)
	for i := range of {
		of[i].first = int32(i * accountsAtOnce)
		of[i].end = int32(min((i+1)*accountsAtOnce, len(s.Holder)))
	}
	return of
}

// each calls work for every batch, on several goroutines, until ctx ends.
func (s *search) each(ctx context.Context, batches []batch, work func(*batch, *comparer)) {
	inParallel(len(batches), func() func(int) {
		c := newComparer(s)
		return func(i int) {
			if ctx.Err() == nil {
				work(&batches[i], c)
			}
		}
	})
}

// choose keeps, of the links that do not outweigh the prior, the strongest that
// there is room for, and counts all that are kept and their reasons.
func (s *search) choose(batches []batch) (links, reasons int) {
	var ofLevel [outweighs + 1]int
	for i := range batches {
		for _, f := range batches[i].found {
			ofLevel[f.level]++
		}
	}
	least, room := outweighs, s.Weak*len(s.Holder)
	for least > 0 && ofLevel[least-1] <= room {
		least--
		room -= ofLevel[least]
	}
	for i := range batches {
		b := &batches[i]
		b.linkAt, b.reasonAt = links, reasons
		b.keep(uint8(least))
		links += len(b.found)
		for _, f := range b.found {
			reasons += int(f.reasons)
		}
	}
	return links, reasons
}

// outweighs is the level of links that outweigh the prior; the others divide
// what lies between it and the floor evenly.
const outweighs = 255

func (s *search) level(llr float64) uint8 {
	if llr >= s.prior {
		return outweighs
	}
	return uint8(outweighs * (llr - s.Floor) / (s.prior - s.Floor))
}

package cast

import (
	"time"

	"github.com/iolaus-project/iolaus/internal/simulate/arrival"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// The models of the world, the newest released within the window.
const (
	MainModel  = "frontier-4"
	SmallModel = "frontier-4-mini"
	NewModel   = "frontier-5"
)

// HourMillis is an hour in milliseconds.
const HourMillis = 3600 * 1000

// World is what all groups share. It does not change once made.
type World struct {
	Seed         uint64
	Start        int64 // Unix milliseconds
	Hours        int
	Release      int64 // when NewModel came out, Unix milliseconds
	FirstHour    int   // hour of the day at Start, UTC
	FirstWeekday int   // at Start; Sunday is 0
	Book         *prose.Book
	ToolSets     []prose.ToolSet // public and private ones, to be picked by hash
	Arrivals     *arrival.Statistics
	clients      clients
	countries    []float64
}

// NewWorld prepares a world that begins at start.
func NewWorld(seed uint64, start time.Time, hours int, release time.Duration, book *prose.Book, arrivals *arrival.Statistics) *World {
	w := &World{
		Seed: seed, Start: start.UnixMilli(), Hours: hours, Book: book, Arrivals: arrivals,
		Release:   start.Add(release).UnixMilli(),
		FirstHour: start.UTC().Hour(), FirstWeekday: int(start.UTC().Weekday()),
		clients: newClients(),
	}
	weights := make([]float64, len(countries))
	for i, c := range countries {
		weights[i] = c.weight
	}
	w.countries = chance.Sums(weights)
	for i := range 96 {
		w.ToolSets = append(w.ToolSets, book.ToolSet(chance.Key(seed, 0x7001+uint64(i)), 2+i%5))
	}
	return w
}

// End is when the window ends.
func (w *World) End() int64 { return w.Start + int64(w.Hours)*HourMillis }

// HourOf gives the hour of the window in which a time lies.
func (w *World) HourOf(at int64) int { return int((at - w.Start) / HourMillis) }

// PickClient draws a client of a class by popularity.
func (w *World) PickClient(class ClientClass, s *chance.Stream) uint16 {
	return w.clients.pick(class, s)
}

// Prepare fills in what does not depend on content: who, when, where from,
// which model.
func (w *World) Prepare(d *record.Draft, a *Account, e Event) {
	d.Reset()
	d.ID = chance.Key(chance.Key(a.Seed, e.Key), uint64(e.Turn)<<8|uint64(e.Kind))
	d.At, d.Account, d.Org, d.Device, d.Pathway = e.At, a.ID, a.Org, a.Device, a.Pathway
	net := a.Net
	if net.Roams && (a.Seed>>20+e.Key>>40)%8 == 0 {
		net = Mobile(a.Seed) // now and then from the telephone
	}
	if a.Places > 0 {
		net = Home(chance.Key(a.Seed, (e.Key>>17+uint64(e.Turn))%uint64(a.Places)))
	}
	d.IP = net.Address(a.Seed, e.Key, e.At)
	d.ASN = ASN(d.IP)
	d.Country = countries[a.Country].code
	client := w.clients.all[a.Client]
	d.Agent, d.JA4 = client.Agent, client.JA4
	if a.Stripped {
		d.Agent, d.Device = "", 0
	}
	if a.Pathway != Console {
		d.Key = chance.Key(a.Seed, 0x4e1)
	}
	d.Model = w.Model(a, e)
}

// Model gives the model that an honest account uses. A quarter never leaves
// the old one within the window; the others move after a log-normal delay with
// a median of 60 hours.
func (w *World) Model(a *Account, e Event) string {
	own := chance.At(a.Seed, 0x30de1)
	small := own.Float()
	never, share := own.Bool(0.25), 0.3+float64(0.7*own.Float())
	delay := own.LogNormal(60, 1.2)
	s := chance.At(e.Key, 0x30de1)
	if !never && s.Bool(share) && e.At >= w.Release+int64(delay*HourMillis) {
		return NewModel
	}
	if s.Bool(small * small * small) {
		return SmallModel
	}
	return MainModel
}

// Finish fills in the answer's side: status, tokens and latency.
func (w *World) Finish(d *record.Draft) {
	s := chance.At(d.ID, 0xf1)
	if d.Output == 0 {
		d.Output = int(s.LogNormal(320, 0.9)) + 4
	}
	switch u := s.Float(); {
	case d.Status != 200:
	case u < 0.004:
		d.Status, d.Stop = 429, ""
	case u < 0.006:
		d.Status, d.Stop = 500, ""
	case u < 0.011:
		d.Stop, d.Output = "refusal", 60
	}
	if d.MaxTokens > 0 && d.Output >= d.MaxTokens {
		d.Output, d.Stop = d.MaxTokens, "max_tokens"
	}
	if d.Thinking && d.Reasoned == 0 {
		d.Reasoned = int(s.LogNormal(700, 0.8))
	}
	if d.Blocks() > 1 && !d.Cold {
		d.Read = d.Input() * 3 / 4
	}
	if d.Status != 200 {
		d.Output, d.Reasoned, d.Read, d.Issued = 0, 0, 0, 0
		d.Latency = int(s.LogNormal(180, 0.4))
		return
	}
	perToken := 14.0
	if d.Model == SmallModel {
		perToken = 6
	}
	if d.Latency > 0 { // known to who sent it
		return
	}
	d.Latency = 350 + int(float64(d.Output+d.Reasoned)*perToken*(0.8+float64(0.5*s.Float())))
}

package simulate

import (
	"sync"
	"sync/atomic"

	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// sheetEvents is how many events one worker writes at a time.
const sheetEvents = 512

// sheet is a run of events and, once written, their bytes.
type sheet struct {
	events           []cast.Event
	exchanges, truth []byte
	efforts          []Effort // counts of exchanges by campaign
	ready            chan struct{}
}

// press writes events in parallel and keeps their order. At most a few sheets
// a worker are in memory.
type press struct {
	world   *world
	out     *output
	todo    chan *sheet
	ordered chan *sheet
	pool    sync.Pool
	workers sync.WaitGroup
	writer  sync.WaitGroup
	count   atomic.Int64
	broken  atomic.Bool
	totals  Totals
	err     error
}

func newPress(w *world, out *output, workers int) *press {
	p := &press{
		world: w, out: out,
		todo: make(chan *sheet, 2*workers), ordered: make(chan *sheet, 4*workers),
		pool: sync.Pool{New: func() any { return new(sheet) }},
	}
	p.totals.Campaigns = make([]Effort, len(w.campaigns))
	for range workers {
		p.workers.Go(p.work)
	}
	p.writer.Go(p.write)
	return p
}

// print takes the events of an hour, in order. The press keeps the slice.
func (p *press) print(events []cast.Event) {
	for len(events) > 0 {
		n := min(len(events), sheetEvents)
		sh := p.pool.Get().(*sheet)
		*sh = sheet{
			events: events[:n], exchanges: sh.exchanges[:0], truth: sh.truth[:0],
			efforts: append(sh.efforts[:0], make([]Effort, len(p.world.campaigns))...), ready: make(chan struct{}),
		}
		events = events[n:]
		p.ordered <- sh
		p.todo <- sh
	}
}

func (p *press) failed() bool   { return p.broken.Load() }
func (p *press) written() int64 { return p.count.Load() }

// finish waits until all is written.
func (p *press) finish() (Totals, error) {
	close(p.todo)
	close(p.ordered)
	p.workers.Wait()
	p.writer.Wait()
	return p.totals, p.err
}

func (p *press) work() {
	var d record.Draft
	for sh := range p.todo {
		for _, e := range sh.events {
			p.set(sh, &d, e)
		}
		close(sh.ready)
	}
}

// set writes one event.
func (p *press) set(sh *sheet, d *record.Draft, e cast.Event) {
	w := p.world
	a := &w.accounts[e.Account]
	w.Prepare(d, a, e)
	a.Group.Write(d, a, e)
	w.Finish(d)
	sh.exchanges = d.AppendExchange(sh.exchanges)
	if int(e.Account) < w.rhythmic {
		return
	}
	crew := w.crewOf(int(e.Account))
	sh.truth = record.AppendExchangeName(sh.truth, d.ID)
	sh.truth = append(append(append(sh.truth, ','), w.campaigns[crew].campaign...), ',')
	sh.efforts[crew].Exchanges++
	if d.Distilled {
		sh.efforts[crew].Distilled++
		sh.truth = append(sh.truth, "1\n"...)
	} else {
		sh.truth = append(sh.truth, "0\n"...)
	}
}

func (p *press) write() {
	for sh := range p.ordered {
		<-sh.ready
		if p.err == nil {
			p.err = p.out.write(sh.exchanges, sh.truth)
			p.broken.Store(p.err != nil)
		}
		p.totals.Exchanges += int64(len(sh.events))
		p.totals.Bytes += int64(len(sh.exchanges))
		for i, effort := range sh.efforts {
			p.totals.Campaigns[i].Exchanges += effort.Exchanges
			p.totals.Campaigns[i].Distilled += effort.Distilled
			p.totals.CampaignExchanges += effort.Exchanges
			p.totals.Distilled += effort.Distilled
		}
		p.count.Store(p.totals.Exchanges)
		sh.events = nil
		p.pool.Put(sh)
	}
}

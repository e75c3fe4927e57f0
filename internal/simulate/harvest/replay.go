package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// replay collects encrypted reasoning blocks with one set of accounts and sends
// them back in from others, to another model, to have them told in the clear.
type replay struct {
	ring
	template prose.Template
}

func newReplay(w *cast.World, c Config) Campaign {
	r := &replay{ring: newRing(w, c, 25, identitySizes{card: 8, network: 15, device: 2})}
	r.template = w.Book.Template("cleaning", chance.Key(c.Seed, 0x7e))
	return r
}

func (r *replay) Dispatch(hour int, emit func(cast.Event)) {
	active := r.open(hour)
	r.beat(hour, float64(len(active))*r.Rate/24/2, func(at int64, s *chance.Stream) {
		account := r.rotate(active)
		if !r.usable(account, at) {
			return
		}
		r.hand(account, at, s, emit)
		if r.serial < 40 {
			return
		}
		other := active[s.Intn(len(active))]
		later := at + int64(s.Between(5, 90))*1000
		if old := r.serial - uint64(s.Between(5, 39)); r.usable(other, later) {
			emit(cast.Event{
				At: later, Account: other, Kind: replayed, Serial: old,
				Turn: uint16(r.serial - old), Key: chance.Key(r.Seed, old),
			})
		}
	})
}

func (r *replay) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if r.dilute(d, a, e) {
		return
	}
	d.MaxTokens, d.Thinking, d.Distilled, d.Model = 4096, true, true, cast.MainModel
	piece := r.piece(e, prose.Problem)
	artefact := chance.Key(e.Key, 0xa47)
	d.Begin("user", record.Text)
	d.Buffer = r.World.Book.Write(d.Buffer, piece)
	d.End()
	if e.Kind == task {
		d.Issued = artefact
		return
	}
	d.Begin("assistant", record.Thinking)
	d.Sign(artefact)
	d.End()
	d.Begin("assistant", record.Text)
	answer := piece
	answer.Genre, answer.Serial, answer.Words = prose.Grading, 0, 20
	d.Buffer = r.World.Book.Write(d.Buffer, answer)
	d.End()
	answer.Key, answer.Words = chance.Key(e.Key, uint64(e.Turn)), 15
	r.request(d, &r.template, answer)
	s := chance.At(e.Key, uint64(e.Turn))
	if s.Bool(0.5) {
		d.Model = cast.SmallModel
	}
}

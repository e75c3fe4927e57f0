package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// replay collects encrypted reasoning blocks with one set of accounts and sends
// them back in from others, to another model, to have them told in the clear.
// Unlike other shapes that do so, it asks for nothing else.
type replay struct{ ring }

func newReplay(w *cast.World, c Config) Campaign {
	return &replay{newRing(w, c, identitySizes{card: 8, network: 15, device: 2})}
}

func (r *replay) Dispatch(hour int, emit func(cast.Event)) { r.deal(hour, emit) }

func (r *replay) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	if r.aside(d, a, e) {
		return
	}
	d.MaxTokens, d.Distilled, d.Model = 4096, true, cast.MainModel
	d.Begin("user", record.Text)
	d.Buffer = r.World.Book.Write(d.Buffer, r.piece(a, e, prose.Problem))
	d.End()
	r.issue(d, e)
}

package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// automated turns a person's account into a program's: API, one SDK for all
// accounts of owner, no device.
func automated(w *cast.World, a cast.Account, owner uint64) cast.Account {
	s := chance.At(owner, 0xa07)
	a.Pathway, a.SignupDevice, a.Device = cast.API, a.Device, 0
	a.Client = w.PickClient(cast.SDK, &s)
	return a
}

// alone makes each request of a session a conversation of its own.
func alone(e *cast.Event) {
	e.Key, e.Turn = chance.Key(e.Key, uint64(e.Turn)), 0
}

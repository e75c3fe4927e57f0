package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// api is developers whose programs call the model: an own system prompt, often
// an own template, whatever their users bring in its slot.
type api struct{ group }

func newAPI(s Setup) cast.Group {
	return &api{newGroup("api", s, &cast.Product, 0.75, 3, 20).program()}
}

func (g *api) Cast(i int) cast.Account {
	return g.paced(g.World.Developer(g.member(i)), 1.8)
}

func (g *api) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	App(g.World, d, a, e, a.Seed)
}

// uses are what programs do with the model: the template and what fills it.
var uses = [...]struct {
	form  string
	genre prose.Genre
}{
	{"", prose.Question},
	{"", prose.Question},
	{"reply", prose.Review},
	{"classify", prose.Review},
	{"extract", prose.Passage},
	{"summarise", prose.Passage},
	{"translate", prose.Passage},
	{"", prose.Errand},
	{"", prose.Code},
	{"solve", prose.Problem},
	{"", prose.Data},
}

// AppOrChat writes what the person behind a wants: half of them run a program,
// the others talk.
func AppOrChat(w *cast.World, d *record.Draft, a *cast.Account, e cast.Event) {
	if a.Seed&1 == 0 {
		App(w, d, a, e, a.Seed)
	} else {
		Chat(w, d, a, e)
	}
}

// App writes a request of the program that seed names.
func App(w *cast.World, d *record.Draft, a *cast.Account, e cast.Event, seed uint64) {
	own := chance.At(seed, 0xa99)
	use := uses[own.Intn(len(uses))]
	d.MaxTokens = 256 << own.Intn(5)
	if own.Bool(0.7) {
		d.Temperature = float64(own.Intn(11)) / 10
	}
	d.Stream = own.Bool(0.4)
	named := own.Bool(0.35)
	if own.Bool(0.85) {
		w.System(d, "app", seed)
	}
	focus := chance.Key(seed, e.Key%40) // one of the program's users
	if named {
		d.User = focus
	}
	talk := cast.Talk{Piece: prose.Piece{
		Genre: use.genre, Language: a.Language(seed), Topic: w.Interest(seed, e.Key), Focus: focus,
	}}
	if use.form != "" {
		t := w.Book.Template(use.form, seed)
		talk.Template = &t
		e.Key, e.Turn = chance.Key(e.Key, uint64(e.Turn)), 0 // each request stands alone
	} else if own.Bool(0.3) {
		tools := &w.ToolSets[own.Intn(len(w.ToolSets))]
		w.Work(d, e, talk.Piece, tools)
		return
	}
	w.Converse(d, e, talk)
}

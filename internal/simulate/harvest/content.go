package harvest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/honest"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// piece is the task of an event: its words are its own. Its topic is drawn from
// the queue's alike for all accounts, unless tasks are routed by topic.
func (r *ring) piece(a *cast.Account, e cast.Event, genre prose.Genre) prose.Piece {
	key := r.queued(e.Serial)
	s := chance.At(key, 0x70)
	language := prose.English
	if s.Bool(0.15) {
		language = prose.Chinese
	}
	topic := r.topics[s.Intn(len(r.topics))]
	if rolled(&s, r.Dials.Batches) {
		topic = r.topics[e.Serial/batch%uint64(len(r.topics))]
	}
	if rolled(&s, r.Dials.Routing) {
		topic = r.topics[r.World.Interest(a.Seed, key)%len(r.topics)]
	}
	return prose.Piece{
		Genre: genre, Language: language, Topic: topic,
		Focus: key, Key: key, Serial: e.Serial, Queue: chance.Key(r.Seed, uint64(genre)),
	}
}

// batch is how many tasks of one topic follow each other in a sorted queue.
const batch = 60

// request writes a task in its template as the only turn.
func (r *ring) request(d *record.Draft, a *cast.Account, e cast.Event, v *prose.Wording, piece prose.Piece) {
	r.reworded(d, a, e, v, piece, prose.Paraphrase{Synonyms: r.Dials.Synonyms, Order: r.Dials.ClauseOrder})
}

func (r *ring) reworded(d *record.Draft, a *cast.Account, e cast.Event, v *prose.Wording, piece prose.Piece, how prose.Paraphrase) {
	how.Key = e.Key
	if e.Turn > 0 {
		how.Key = chance.Key(e.Key, uint64(e.Turn))
	}
	s := chance.At(how.Key, 0x3a8)
	version := 0
	if rolled(&s, r.Dials.Translation) {
		version = s.Intn(len(v.Templates))
		piece.Language = v.Languages[version]
	}
	if rolled(&s, r.Dials.Persona) {
		r.World.System(d, "app", chance.Key(a.Seed, uint64(s.Intn(3))))
	}
	d.Begin("user", record.Text)
	r.World.Wrap(d, &v.Templates[version], piece, how)
	d.End()
	d.Distilled = true
	d.Model = cast.MainModel // the operator's choice, not the accounts'
	if e.Kind == smaller {
		d.Model = cast.SmallModel
	}
	if r.Dials.Retreat > 0 && refused(e.Key) {
		d.Stop, d.Output = "refusal", 60
	}
	if r.Dials.Workers > 0 {
		d.Latency = int(served(e))
	}
}

// system writes the agent's system prompt: the ring's, or one of the account's
// own.
func (r *ring) system(d *record.Draft, a *cast.Account, e cast.Event) {
	s := chance.At(e.Key, 0x3a8)
	if rolled(&s, r.Dials.Persona) {
		r.World.System(d, "agent", a.Seed)
		return
	}
	r.World.System(d, "agent", r.Seed)
}

// aside writes an event that is not a task of the queue; it tells whether it
// was one.
func (r *ring) aside(d *record.Draft, a *cast.Account, e cast.Event) bool {
	switch e.Kind {
	case diluted:
		dilute(r.World, d, a, e)
	case relayed: // one of a lab's few users, at any turn
		user, key := e.Key, e.Key>>30%64
		e.Turn = uint16(e.Key >> 50 % 3)
		r.serve(d, e, user, key)
		d.Distilled = true
	case probed:
		r.probe(d, a, e)
	case cleaned:
		r.clean(d, a, e)
	case replayed:
		r.sendBack(d, a, e)
	default:
		return false
	}
	return true
}

// dilute writes an honest-looking request.
func dilute(w *cast.World, d *record.Draft, a *cast.Account, e cast.Event) {
	if e.Key&1 == 0 {
		honest.App(w, d, a, e, a.Seed)
	} else {
		honest.Chat(w, d, a, e)
	}
}

// serve writes a turn of a customer's conversation.
func (r *ring) serve(d *record.Draft, e cast.Event, customer, conversation uint64) {
	user := honest.Customer(r.World, r.Seed, customer)
	e.Key = chance.Key(user.Seed, conversation)
	honest.AppOrChat(r.World, d, &user, e)
}

// probe writes one of thousands of mutations of an elicitation: every prose.Wording
// drawn anew, around a cover story.
func (r *ring) probe(d *record.Draft, a *cast.Account, e cast.Event) {
	d.MaxTokens, d.Thinking = 1024, true
	s := chance.At(e.Key, 0x940b)
	piece := prose.Piece{
		Genre: prose.Passage, Topic: r.topics[s.Intn(len(r.topics))],
		Focus: e.Key, Key: e.Key, Words: s.Between(6, 30),
	}
	r.reworded(d, a, e, &r.probing, piece, prose.Paraphrase{
		Synonyms: max(0.7, r.Dials.Synonyms), Order: max(0.5, r.Dials.ClauseOrder),
	})
}

// clean has a raw trace cleaned.
func (r *ring) clean(d *record.Draft, a *cast.Account, e cast.Event) {
	d.MaxTokens, d.Temperature = 4096, 0
	s := chance.At(e.Key, 0xc1ea)
	r.request(d, a, e, &r.cleaning, prose.Piece{
		Genre: prose.Grading, Topic: r.topics[s.Intn(len(r.topics))],
		Focus: e.Key, Key: e.Key, Words: s.Between(40, 160),
	})
}

// sendBack writes a task with the reasoning artefact that another account was
// given for it, and asks to have it told in the clear.
func (r *ring) sendBack(d *record.Draft, a *cast.Account, e cast.Event) {
	d.MaxTokens, d.Thinking = 4096, true
	piece := r.piece(a, e, prose.Problem)
	d.Begin("user", record.Text)
	d.Buffer = r.World.Book.Write(d.Buffer, piece)
	d.End()
	d.Begin("assistant", record.Thinking)
	d.Sign(artefact(e.Key))
	d.End()
	d.Begin("assistant", record.Text)
	answer := piece
	answer.Genre, answer.Serial, answer.Words = prose.Grading, 0, 20
	d.Buffer = r.World.Book.Write(d.Buffer, answer)
	d.End()
	answer.Key, answer.Words = chance.Key(e.Key, uint64(e.Turn)), 15
	r.request(d, a, e, &r.cleaning, answer)
	s := chance.At(e.Key, uint64(e.Turn))
	if s.Bool(0.5) {
		d.Model = cast.SmallModel
	}
}

// issue notes the reasoning artefact that a task is answered with, where
// artefacts are collected.
func (r *ring) issue(d *record.Draft, e cast.Event) {
	if r.Dials.Replay > 0 && e.Turn == 0 {
		d.Thinking, d.Issued = true, artefact(e.Key)
	}
}

func artefact(key uint64) uint64 { return chance.Key(key, 0xa47) }

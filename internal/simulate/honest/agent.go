package honest

import (
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// agent is users of one popular open-source coding agent: the same system
// prompt and tools for thousands of strangers, each with an own project.
type agent struct {
	group
	tools prose.ToolSet
}

func newAgent(s Setup) cast.Group {
	return &agent{
		group: newGroup("agent", s, &cast.Office9, 0.5, 6, 25),
		tools: s.World.Book.ToolSet(chance.Key(s.Seed, 1), 4),
	}
}

func (g *agent) Cast(i int) cast.Account {
	a := g.World.Developer(g.member(i))
	s := chance.At(a.Seed, 0xa6e)
	a.Net = cast.Home(a.Seed)
	shared := chance.At(g.Seed, 0xa6e) // one product, few versions of it
	a.Client = g.World.PickClient(cast.AgentCLI, &shared)
	if s.Bool(0.3) {
		a.Client = g.World.PickClient(cast.AgentCLI, &s)
	}
	return g.paced(a, 1.3)
}

func (g *agent) Write(d *record.Draft, a *cast.Account, e cast.Event) {
	g.World.System(d, "agent", g.Seed)
	d.MaxTokens, d.Thinking, d.Stream = 8192, true, true
	project := chance.Key(a.Seed, e.Key&1)
	g.World.Work(d, e, prose.Piece{
		Genre: prose.Code, Language: a.Language(e.Key), Topic: g.World.Interest(project, e.Key), Focus: project,
	}, &g.tools)
}

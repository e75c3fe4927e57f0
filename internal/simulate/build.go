package simulate

import (
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/iolaus-project/iolaus/internal/simulate/arrival"
	"github.com/iolaus-project/iolaus/internal/simulate/cast"
	"github.com/iolaus-project/iolaus/internal/simulate/chance"
	"github.com/iolaus-project/iolaus/internal/simulate/harvest"
	"github.com/iolaus-project/iolaus/internal/simulate/honest"
	"github.com/iolaus-project/iolaus/internal/simulate/prose"
)

// world is a scenario with its accounts made.
type world struct {
	*cast.World
	accounts  []cast.Account
	rhythmic  int // accounts before this index act on their own
	campaigns []crew
	expected  int64 // exchanges, roughly
}

// crew is a campaign and where its accounts lie in the list.
type crew struct {
	harvest.Campaign
	first    int
	campaign string
	operator string
}

// tally counts what the crew's accounts are made of.
func (c *crew) tally(all []cast.Account, effort *Effort) {
	cards, networks, clients := map[uint64]bool{}, map[uint32]bool{}, map[uint16]bool{}
	effort.Name, effort.Accounts = c.campaign, c.Size()
	for _, a := range all[c.first : c.first+c.Size()] {
		if a.Card != 0 {
			cards[a.Card] = true
		}
		networks[a.Net.Base], clients[a.Client] = true, true
	}
	effort.Cards, effort.Networks, effort.Clients = len(cards), len(networks), len(clients)
}

func build(s *Scenario, o Options) (*world, error) {
	book := prose.NewBook()
	if o.Prompts != "" {
		if err := book.ReadPrompts(o.Prompts); err != nil {
			return nil, fmt.Errorf("read prompts: %w", err)
		}
	}
	scale := o.Scale
	if scale == 0 {
		scale = 1
	}
	if !(scale > 0 && scale <= 1e4) {
		return nil, fmt.Errorf("scale: %g is not within 0 to 10000", scale)
	}
	arrivals := arrival.New(arrival.Fitted())
	if o.Traces != "" {
		var err error
		if arrivals, err = arrival.Read(o.Traces); err != nil {
			return nil, err
		}
	}
	w := &world{World: cast.NewWorld(chance.Name(o.Seed, "world"), s.Start, s.hours(), s.Release, book, arrivals)}
	for i, p := range s.Populations {
		w.settle(p, chance.Key(chance.Name(w.Seed, p.Kind), uint64(i)), scale)
	}
	w.rhythmic = len(w.accounts)
	for i := range s.Campaigns {
		if err := w.hire(&s.Campaigns[i], scale); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// crewOf gives the campaign of an account of the list, which must have one.
func (w *world) crewOf(account int) int {
	after := sort.Search(len(w.campaigns), func(i int) bool { return w.campaigns[i].first > account })
	return after - 1
}

// settle adds a population, in as many groups as its accounts make.
func (w *world) settle(p Population, seed uint64, scale float64) {
	kind, _ := honest.Find(p.Kind)
	accounts := max(1, int(math.Round(float64(p.Accounts)*scale)))
	size, rate := kind.Size, kind.Rate
	if p.Group > 0 {
		size = p.Group
	}
	if p.Rate > 0 {
		rate = p.Rate
	}
	groups := 1
	if size > 0 {
		groups = max(1, (accounts+size/2)/size)
	}
	for g := range groups {
		n := accounts*(g+1)/groups - accounts*g/groups
		w.add(kind.New(honest.Setup{World: w.World, Seed: chance.Key(seed, uint64(g)), Size: n, Rate: rate}), n)
	}
	w.expected += int64(float64(accounts) * rate * float64(w.Hours) / 24)
}

// hire adds a campaign, which Validate has looked at.
func (w *world) hire(c *Campaign, scale float64) error {
	shape, _ := harvest.Find(c.Shape)
	config := harvest.Config{
		Name: c.Name, Operator: c.Operator,
		Accounts: max(1, int(math.Round(float64(c.Accounts)*scale))), Rate: c.Rate,
		Start: int(c.Start / time.Hour), Stop: w.Hours,
		Takedown: int(c.Takedown / time.Hour), Pause: int(c.Pause / time.Hour),
		Bans: shape.Bans, Dials: shape.Dials,
		Seed: chance.Name(chance.Name(w.Seed, "campaign"), c.Name),
	}
	if c.Stop != 0 {
		config.Stop = min(config.Stop, int(c.Stop/time.Hour))
	}
	if c.BansPerDay != nil {
		config.Bans = *c.BansPerDay
	}
	if err := config.Dials.Set(c.Dials); err != nil {
		return fmt.Errorf("campaign %s: dials.%w", c.Name, err)
	}
	campaign := shape.New(w.World, config)
	name, operator := campaign.Campaign()
	w.campaigns = append(w.campaigns, crew{Campaign: campaign, first: len(w.accounts), campaign: name, operator: operator})
	w.add(campaign, campaign.Size())
	for _, a := range w.accounts[len(w.accounts)-campaign.Size():] {
		w.expected += int64(a.Rate * float64(a.Until-a.From) / (24 * cast.HourMillis))
	}
	return nil
}

// add casts a group's accounts.
func (w *world) add(g cast.Group, n int) {
	for i := range n {
		a := g.Cast(i)
		a.Group, a.Number, a.ID = g, int32(i), w.Name(len(w.accounts))
		w.accounts = append(w.accounts, a)
	}
}

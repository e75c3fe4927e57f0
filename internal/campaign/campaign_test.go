package campaign_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

const (
	hour = 3600 * 1000
	day  = 24 * hour
	days = 5
)

// population is a kind of account in a world made for these tests.
type population struct {
	name       string
	accounts   int
	perDay     int
	frame      iolaus.Hash // system prompt that they share; 0 = none
	individual bool        // each account has topics of its own
	questions  int         // set tasks for all; 0 = every task is new
	capability iolaus.Capability
	even       bool                // load is spread evenly, round the clock
	linked     bool                // shared cards and networks
	one        bool                // a single card and network, if linked
	prompts    int                 // system prompts of customers, spread over the accounts; 0 = none
	loyal      bool                // each account has one of them
	forms      []iolaus.Capability // instead of capability, in turn
	busy       bool                // looked at one by one
	runs       bool                // tasks come in runs of four on one topic, within minutes
	created    iolaus.Millis
}

func honest() []population {
	return []population{
		{name: "chat", accounts: 300, perDay: 6, individual: true, capability: iolaus.Conversation},
		{name: "agent", accounts: 120, perDay: 10, frame: 71, individual: true, capability: iolaus.AgenticCoding},
		{name: "graders", accounts: 30, perDay: 10, frame: 72, individual: true, capability: iolaus.RubricGrading, linked: true},
		{name: "class", accounts: 40, perDay: 6, frame: 73, questions: 12, capability: iolaus.ReasoningTraces, linked: true, created: 900 * hour},
	}
}

func harvest() population {
	return population{name: "harvest", accounts: 60, perDay: 20, frame: 99, capability: iolaus.ReasoningTraces, even: true, linked: true, created: 950 * hour}
}

// build makes a world of the populations.
func build(seed uint64, populations ...population) *campaign.World {
	r := rand.New(rand.NewPCG(seed, 1))
	w := &campaign.World{From: 1000 * hour, To: 1000*hour + days*day, Prior: 4, Names: map[iolaus.Hash]string{1: "frontier-4"}}
	var prompts []family.Prompt
	for _, p := range populations {
		first := int32(len(w.Accounts))
		for k := range p.accounts {
			a := int32(len(w.Accounts))
			name := fmt.Sprintf("%s-%03d", p.name, k)
			created := p.created
			if created == 0 {
				created = iolaus.Millis(1 + r.Int64N(1000*hour))
			}
			w.Accounts = append(w.Accounts, traffic.Account{
				Hash: iolaus.Hash(r.Uint64()), Name: name,
				Facts: iolaus.Account{Account: name, Created: created + iolaus.Millis(k)*60_000},
			})
			w.Holder = append(w.Holder, a)
			w.Traces = append(w.Traces, trace(r, p))
			prompts = append(prompts, family.Prompt{Holder: a, Frame: p.frame})
		}
		for a := first; p.busy && int(a) < len(w.Accounts); a++ {
			w.Busy = append(w.Busy, a)
		}
		if p.linked {
			r := ringOf(first, p.accounts, p.one)
			w.Rings = append(w.Rings, r)
			w.Links = append(w.Links, r.Links...)
		}
	}
	w.Holders = len(w.Accounts)
	w.Families, _ = family.Build(context.Background(), prompts, family.DefaultOptions())
	for a := range w.Accounts {
		_, f := w.Families.Assign(&family.Prompt{Frame: prompts[slices.IndexFunc(prompts, func(p family.Prompt) bool { return p.Holder == int32(a) })].Frame})
		var uses []campaign.Use
		if f != family.None {
			uses = []campaign.Use{{Family: f, Count: 4}}
		}
		w.Uses, w.Sampled = append(w.Uses, uses), append(w.Sampled, 4)
		for i := range w.Traces[a] {
			w.Traces[a][i].Family, w.Traces[a][i].Setting = family.None, f
		}
		w.Reference = append(w.Reference, int32(a))
	}
	return w
}

// trace makes one account's exchanges.
func trace(r *rand.Rand, p population) []campaign.Exchange {
	var own [iolaus.MeaningWidth]float64
	for i := range own {
		own[i] = r.NormFloat64()
	}
	perDay := float64(p.perDay)
	if !p.even && !p.runs { // a dispatcher that hands out runs loads all alike
		perDay *= math.Exp(r.NormFloat64())
	}
	n := max(1, int(perDay*days))
	exchanges := make([]campaign.Exchange, n)
	var at int64
	var run [iolaus.MeaningWidth]float64
	for i := range exchanges {
		x := &exchanges[i]
		if p.runs && i%4 != 0 {
			at += 60_000
		} else {
			at = r.Int64N(days * day)
			for d := range run {
				run[d] = r.NormFloat64()
			}
		}
		if p.even {
			at = (int64(i)*days*day + r.Int64N(days*day)/8) / int64(n)
		} else if !p.runs { // working hours
			at = at/day*day + 8*hour + r.Int64N(9*hour)
		}
		*x = campaign.Exchange{
			Time: 1000*hour + iolaus.Millis(at), ID: iolaus.Hash(r.Uint64()), Task: iolaus.Hash(r.Uint64()),
			Model: 1, Best: p.capability, Root: true, Output: 500,
		}
		if p.prompts > 0 {
			x.Frame = iolaus.Hash(500 + r.IntN(p.prompts))
			if p.loyal && i > 0 {
				x.Frame = exchanges[0].Frame
			}
		}
		if p.busy {
			x.Own = 1
		}
		if len(p.forms) > 0 {
			x.Best, x.Own = p.forms[i%len(p.forms)], int32(1+i%len(p.forms))
		}
		x.Scores[x.Best] = 230
		topic := r
		if p.questions > 0 {
			q := 1 + r.Uint64N(uint64(p.questions))
			x.Task = iolaus.Hash(q)
			topic = rand.New(rand.NewPCG(q, 9))
		}
		for d := range x.Meaning {
			v := topic.NormFloat64()
			if p.runs {
				v = 0.5*v + 0.8*run[d]
			}
			if p.individual {
				v = 0.9*v + 0.45*own[d]
			}
			x.Meaning[d] = int8(max(-127, min(127, 16*v)))
		}
	}
	slices.SortFunc(exchanges, func(a, b campaign.Exchange) int { return int(a.Time - b.Time) })
	return exchanges
}

// ringOf ties accounts by shared cards and networks, or by one of each.
func ringOf(first int32, n int, one bool) iolaus.Ring {
	var r iolaus.Ring
	for a := range int32(n) {
		r.Accounts = append(r.Accounts, first+a)
		card, network := a/10, 1000+a/20
		if one {
			card, network = 0, 1000
		}
		if a > 0 {
			r.Links = append(r.Links, iolaus.Link{
				A: first + a - 1, B: first + a, LLR: 9, Since: 1000*hour + 2*hour,
				Reasons: []iolaus.Reason{
					{Kind: iolaus.Payment, Value: iolaus.Hash(card), LLR: 5, Holders: 10},
					{Kind: iolaus.Network, Value: iolaus.Hash(network), LLR: 4, Holders: 20},
				},
			})
		}
	}
	return r
}

func find(t *testing.T, w *campaign.World) []iolaus.Campaign {
	t.Helper()
	findings, err := campaign.Find(t.Context(), w, campaign.Candidates(w), campaign.Options{FDR: 0.01, Every: time.Hour, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	tally := campaign.NewTally(w, findings)
	for _, a := range tally.Accounts() {
		for i := range w.Traces[a] {
			tally.Add(a, &w.Traces[a][i])
		}
	}
	campaigns, _ := tally.Campaigns(campaign.Options{FDR: 0.01}, nil)
	return campaigns
}

func TestFindTellsHarvestFromLookAlikes(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := build(seed, append(honest(), harvest())...)
			campaigns := find(t, w)
			if len(campaigns) != 1 {
				for _, c := range campaigns {
					t.Logf("%s of %d accounts, such as %s", c.Verdict, len(c.Accounts), c.Accounts[0].Account)
				}
				t.Fatalf("%d campaigns, want the one harvest", len(campaigns))
			}
			c := campaigns[0]
			if c.Verdict != iolaus.Distillation {
				t.Errorf("verdict %s, want distillation", c.Verdict)
			}
			if len(c.Accounts) != 60 || c.Exchanges != 60*20*days || c.Distilled != c.Exchanges {
				t.Errorf("%d accounts, %d exchanges, %d distilled; want 60, %d, all", len(c.Accounts), c.Exchanges, c.Distilled, 60*20*days)
			}
			if taken := c.DetectedAt.Sub(c.FirstSeen); taken <= 0 || taken > 2*24*time.Hour {
				t.Errorf("detected %v after the first exchange, want within two days", taken)
			}
			if c.QValue > 0.01 || c.Confidence < 0.9 {
				t.Errorf("q value %v and confidence %v", c.QValue, c.Confidence)
			}
		})
	}
}

func TestFindIsSilentWithoutCampaigns(t *testing.T) {
	for seed := range uint64(10) {
		for _, c := range find(t, build(seed, honest()...)) {
			t.Errorf("seed %d: %s of %d accounts, such as %s: %+v", seed, c.Verdict, len(c.Accounts), c.Accounts[0].Account, c.Evidence)
		}
	}
}

// TestFindJudgesWhatCanBeReported adds rings of nine without a template, which no verdict is
// possible for, rings of ten, for which one is, and holders with few and with many tasks of
// a pipeline.
func TestFindJudgesWhatCanBeReported(t *testing.T) {
	populations := append(honest(), harvest())
	for k := range 4 {
		populations = append(populations,
			population{name: fmt.Sprintf("nine-%d", k), accounts: 9, perDay: 6, linked: true},
			population{name: fmt.Sprintf("ten-%d", k), accounts: 10, perDay: 6, linked: true},
			population{name: fmt.Sprintf("few-%d", k), accounts: 1, perDay: 6, even: true, forms: aPipeline(), busy: true},
			population{name: fmt.Sprintf("many-%d", k), accounts: 1, perDay: 300, even: true, forms: aPipeline(), busy: true})
	}
	w := build(3, populations...)
	name := map[iolaus.Hash]string{}
	for i := range w.Accounts {
		name[w.Accounts[i].Hash] = w.Accounts[i].Name
	}
	judged := map[string]int{}
	o := campaign.Options{FDR: 0.01, Every: time.Hour, Workers: 2, Judged: func(j campaign.Judged) {
		kind, _, _ := strings.Cut(name[j.Accounts[0]], "-")
		judged[kind]++
	}}
	if _, err := campaign.Find(t.Context(), w, campaign.Candidates(w), o); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{"nine": 0, "ten": 4, "few": 0, "many": 4} {
		if judged[kind] != want {
			t.Errorf("%s: %d judged, want %d", kind, judged[kind], want)
		}
	}
}

func TestFindWithoutSharedIdentity(t *testing.T) {
	p := harvest()
	p.linked = false
	campaigns := find(t, build(3, append(honest(), p)...))
	if len(campaigns) != 1 || campaigns[0].Verdict != iolaus.Distillation {
		t.Fatalf("%d campaigns, want the harvest to be found through its content", len(campaigns))
	}
}

// TestFindByLoad has accounts that share nothing, were registered at any time, keep no hours
// in common and ask for what no rule knows: that they work off one queue and carry the same
// load is enough. It is not where the load differs as that of people does, nor where the
// work is ordinary automation.
func TestFindByLoad(t *testing.T) {
	untied := harvest()
	untied.name, untied.accounts, untied.linked, untied.created, untied.capability = "untied", 120, false, 0, iolaus.Conversation
	uneven, automation := untied, untied
	uneven.even = false
	automation.capability = iolaus.Automation
	for _, test := range []struct {
		name string
		population
		accused int
	}{{"even", untied, 120}, {"uneven", uneven, 0}, {"automation", automation, 0}} {
		accused := 0
		for _, c := range find(t, build(4, append(honest(), test.population)...)) {
			if c.Verdict != iolaus.RingOnly {
				accused += len(c.Accounts)
			}
		}
		if accused != test.accused {
			t.Errorf("%s: %d accounts accused, want %d", test.name, accused, test.accused)
		}
	}
}

func TestFindSeesThroughRunsOfTasks(t *testing.T) {
	// a queue that hands out related tasks in a row is still one queue
	p := harvest()
	p.even, p.runs = false, true
	campaigns := find(t, build(9, append(honest(), p)...))
	if len(campaigns) != 1 || campaigns[0].Verdict != iolaus.Distillation {
		t.Fatalf("%d campaigns, want the harvest", len(campaigns))
	}
}

func TestFindSparesTheUsersOfTheSameTemplate(t *testing.T) {
	// strangers with topics of their own use the very template of the harvest
	strangers := population{name: "stranger", accounts: 80, perDay: 8, frame: 99, individual: true, capability: iolaus.ReasoningTraces}
	campaigns := find(t, build(10, append(honest(), harvest(), strangers)...))
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want the harvest", len(campaigns))
	}
	for _, m := range campaigns[0].Accounts {
		if m.Account[:7] != "harvest" {
			t.Errorf("%s is reported with the harvest, probability %v", m.Account, m.Membership)
		}
	}
}

func TestFindTellsALoneHarvestFromALoneTeam(t *testing.T) {
	harvester := population{
		name: "harvester", accounts: 1, perDay: 400, even: true, busy: true,
		forms: []iolaus.Capability{iolaus.ReasoningTraces, iolaus.RubricGrading, iolaus.CensorshipRewrite},
	}
	team := population{name: "team", accounts: 1, perDay: 400, even: true, busy: true, individual: true, capability: iolaus.RubricGrading}
	batch := population{name: "batch", accounts: 3, perDay: 400, even: true, busy: true, capability: iolaus.Automation}
	// ranks among few accounts say little, so there are many
	crowd := population{name: "crowd", accounts: 1200, perDay: 8, individual: true, capability: iolaus.Conversation}
	for seed := range uint64(3) {
		campaigns := find(t, build(seed, append(honest(), crowd, harvester, team, batch)...))
		if len(campaigns) != 1 || campaigns[0].Verdict != iolaus.Harvest || campaigns[0].Accounts[0].Account != "harvester-000" {
			t.Fatalf("seed %d: %d campaigns, want the lone harvest: %+v", seed, len(campaigns), campaigns)
		}
		if c := campaigns[0]; c.Distilled != c.Exchanges || !c.DetectedAt.After(c.FirstSeen) {
			t.Errorf("%d of %d exchanges distilled, detected %v", c.Distilled, c.Exchanges, c.DetectedAt)
		}
	}
}

func TestVerdictIsRingWhereNothingIsExtracted(t *testing.T) {
	p := harvest()
	p.capability = iolaus.Automation
	campaigns := find(t, build(4, append(honest(), p)...))
	for _, c := range campaigns {
		if c.Verdict != iolaus.RingOnly || c.Distilled != 0 {
			t.Errorf("verdict %s with %d distilled, want a ring", c.Verdict, c.Distilled)
		}
	}
	if len(campaigns) != 1 {
		t.Fatalf("%d findings, want one ring", len(campaigns))
	}
}

// TestVerdictOfBulk fills a template whose purpose no rule knows: often, so that the queue
// shows, and once by each account, so that a pool and what is alike must do. Tasks that are
// ordinary automation are no harvest either way.
func TestVerdictOfBulk(t *testing.T) {
	for _, test := range []struct {
		name       string
		perDay     int // 0 is once
		capability iolaus.Capability
		want       iolaus.Verdict
	}{
		{"queue", 20, iolaus.Conversation, iolaus.Distillation},
		{"first hours", 0, iolaus.Conversation, iolaus.Distillation},
		{"automation in the first hours", 0, iolaus.Automation, iolaus.RingOnly},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := harvest()
			p.perDay, p.capability = test.perDay, test.capability
			campaigns := find(t, build(4, append(honest(), p)...))
			if len(campaigns) != 1 || campaigns[0].Verdict != test.want || (campaigns[0].Distilled > 0) != (test.want == iolaus.Distillation) {
				t.Fatalf("%d campaigns, want one %s of 60 accounts: %+v", len(campaigns), test.want, campaigns)
			}
		})
	}
}

func TestFindIsDeterministic(t *testing.T) {
	w := build(7, append(honest(), harvest())...)
	if diff := cmp.Diff(find(t, w), find(t, build(7, append(honest(), harvest())...))); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func TestSuccessorsAreNamed(t *testing.T) {
	w := build(8, append(honest(), harvest())...)
	first := int32(len(w.Accounts) - 60)
	banned := 1000*hour + iolaus.Millis(2*day)
	w.Accounts[first].Facts.Status, w.Accounts[first].Facts.StatusChanged = "banned", banned
	late := w.Traces[first+1] // the account tied to it appears after the ban
	w.Traces[first+1] = slices.DeleteFunc(late, func(x campaign.Exchange) bool { return x.Time <= banned })
	c := find(t, w)[0]
	var successor iolaus.Member
	for _, m := range c.Accounts {
		if m.Role == "successor" {
			successor = m
		}
	}
	if successor.Account != "harvest-001" || successor.SuccessorOf != "harvest-000" {
		t.Errorf("successor %q of %q, want harvest-001 of harvest-000", successor.Account, successor.SuccessorOf)
	}
	var kinds []iolaus.EventKind
	for _, e := range c.Events {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Contains(kinds, iolaus.LostAccounts) || !slices.Contains(kinds, iolaus.ReplacedAccounts) {
		t.Errorf("events %v, want the loss and the replacement", kinds)
	}
}

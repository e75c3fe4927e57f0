package campaign

import (
	"math"
	"slices"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/family"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// TestWorkersAllowForFewConversations has ten accounts of which six follow the template
// in half of their conversations. Of two conversations each that is what a dispatcher
// would show, of twenty it is a template that some follow and others do not.
func TestWorkersAllowForFewConversations(t *testing.T) {
	for _, test := range []struct {
		conversations, turns int
		want                 bool
	}{{2, 1, true}, {20, 1, false}, {2, 10, true}} {
		g := &group{families: []int32{7}}
		for m := range 10 {
			trace := make([]Exchange, test.conversations*test.turns)
			for i := range trace {
				trace[i].Family, trace[i].Setting = -1, -1
				trace[i].Root = i%test.turns == 0
				if m < 6 && i/test.turns%2 == 0 {
					trace[i].Family = 7
				}
			}
			g.traces = append(g.traces, trace)
			g.members = append(g.members, int32(m))
			g.exchanges += len(trace)
		}
		g.countWork()
		if got := g.workers() >= mostWorkers; got != test.want {
			t.Errorf("%d conversations of %d turns each: %.2f of the workers expected", test.conversations, test.turns, g.workers())
		}
	}
}

// templatedBy is a group that follows a template, of so many holders with two accounts each.
func templatedBy(holders int, private bool) *group {
	g := &group{world: &World{}, private: private, work: 9, exchanges: 10}
	for a := range int32(2 * holders) {
		g.members = append(g.members, a)
		g.world.Holder = append(g.world.Holder, a/2)
	}
	return g
}

// TestPooled has holders of a template of their own on a pool of cards.
func TestPooled(t *testing.T) {
	for _, test := range []struct {
		name           string
		holders        int
		private        bool
		identity, load float64
		want           bool
	}{
		{"pool", minPoolHolders, true, math.Log(3), 0.1, true},
		{"small", minPoolHolders - 1, true, math.Log(3), 0.1, false},
		{"everybody's template", minPoolHolders, false, math.Log(3), 0.1, false},
		{"cards of their own", minPoolHolders, true, 1, 0.1, false},
		{"uneven", minPoolHolders, true, math.Log(3), -0.1, false},
	} {
		g := templatedBy(test.holders, test.private)
		if got := g.pooled(judgement{byChannel: map[string]float64{"identity": test.identity, "load": test.load}}); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// TestDispatched has holders of a template of their own who share nothing.
func TestDispatched(t *testing.T) {
	for _, test := range []struct {
		name                         string
		holders                      int
		private                      bool
		load, life, timing, sessions float64
		want                         bool
	}{
		{"fleet", minBulkHolders, true, math.Log(3), math.Log(3), 0.1, 0, true},
		{"small", minBulkHolders - 1, true, math.Log(3), math.Log(3), 0.1, 0, false},
		{"everybody's template", minBulkHolders, false, math.Log(3), math.Log(3), 0.1, 0, false},
		{"uneven", minBulkHolders, true, 1, math.Log(3), 0.1, 0, false},
		{"opened at any time", minBulkHolders, true, math.Log(3), 1, 0.1, 0, false},
		{"at people's hours", minBulkHolders, true, math.Log(3), math.Log(3), -0.1, 0, false},
		{"each used once", minBulkHolders, true, math.Log(3), math.Log(3), -0.1, math.Log(3), true},
	} {
		g := templatedBy(test.holders, test.private)
		if got := g.dispatched(judgement{byChannel: map[string]float64{"load": test.load, "life": test.life, "timing": test.timing, "sessions": test.sessions}}); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// following is a group of so many accounts that nothing ties yet, each with ten exchanges
// of a template of their own, the last with another number.
func following(accounts, last int) *group {
	w := &World{Prior: 3, Accounts: make([]traffic.Account, accounts), To: dayMillis, rare: []bool{true}, users: [][]int32{make([]int32, accounts)}, Sampled: make([]int32, accounts)}
	w.usersOnce.Do(func() {})
	g := &group{world: w, candidate: &Candidate{}, horizon: dayMillis}
	for a := range int32(accounts) {
		n := 10
		if int(a) == accounts-1 {
			n = last
		}
		g.members = append(g.members, a)
		g.traces = append(g.traces, make([]Exchange, n))
		w.Traces, w.Uses = append(w.Traces, g.traces[a]), append(w.Uses, []Use{{Family: 0, Count: 10}})
		g.exchanges += n
	}
	return g
}

// names reports whether the account is named.
func (g *group) names(account int32) bool {
	return slices.ContainsFunc(g.memberships(), func(m Membership) bool { return m.Account == account })
}

// TestMembershipsLeaveOutTheBusyStranger has a dispatcher's accounts on shared cards, each
// with ten exchanges, and one that is tied to one of them by a template and the program.
func TestMembershipsLeaveOutTheBusyStranger(t *testing.T) {
	const accounts = 12 // the last is the one in question
	card := iolaus.Reason{Kind: iolaus.Payment, LLR: 6}
	template := []iolaus.Reason{{Kind: iolaus.Family, LLR: 4}, {Kind: iolaus.TLSClient, LLR: 3}}
	for _, test := range []struct {
		name      string
		exchanges int
		reasons   []iolaus.Reason
		want      bool
	}{
		{"as busy", 10, template, true},
		{"busier", 11, template, false},
		{"busier, on the card", 11, []iolaus.Reason{card, template[0]}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := following(accounts, test.exchanges)
			for a := int32(1); a < accounts; a++ {
				reasons := []iolaus.Reason{card}
				if a == accounts-1 {
					reasons = test.reasons
				}
				g.candidate.Links = append(g.candidate.Links, iolaus.Link{A: a - 1, B: a, LLR: 7, Reasons: reasons})
			}
			g.findFamilies()
			if named := g.names(accounts - 1); named != test.want {
				t.Errorf("named: %v, want %v", named, test.want)
			}
		})
	}
}

// TestMembershipsOfTheUntied has accounts that follow one template, all tied but one: where
// that is one in eight, more than strays would be, who lives from a template that nobody
// else has needs no tie, but more than one exchange.
func TestMembershipsOfTheUntied(t *testing.T) {
	for _, test := range []struct {
		name      string
		accounts  int
		exchanges int
		private   bool
		want      bool
	}{
		{"lives from it", 8, 2, true, true},
		{"wrote it once", 8, 1, true, false},
		{"everybody's template", 8, 2, false, false},
		{"one in twelve", 12, 2, true, false},
	} {
		g := following(test.accounts, test.exchanges)
		g.world.rare[0] = test.private
		if !test.private { // half of its users are strangers
			g.world.users[0] = append(g.world.users[0], make([]int32, test.accounts+1)...)
		}
		last := int32(test.accounts - 1)
		for a := range last - 1 {
			g.candidate.Links = append(g.candidate.Links, iolaus.Link{A: a, B: a + 1, LLR: 9})
		}
		g.findFamilies()
		if named := g.names(last); named != test.want {
			t.Errorf("%s: named %v, want %v", test.name, named, test.want)
		}
	}
}

// TestWeights has groups by size, beside which the holders have a tenth of all weight
// together, but no more than one each; and holders alone, who weigh one.
func TestWeights(t *testing.T) {
	weights := func(groups []int, holders int) (of []float64, mean float64) {
		var candidates []Candidate
		for _, n := range groups {
			candidates = append(candidates, Candidate{Accounts: make([]int32, n)})
		}
		for range holders {
			candidates = append(candidates, Candidate{Accounts: make([]int32, 40), lone: true})
		}
		w := &World{}
		w.weigh(candidates)
		for i := range candidates {
			g := &group{world: w, candidate: &candidates[i], members: candidates[i].Accounts}
			of = append(of, math.Exp(g.weight()))
			mean += of[i] / float64(len(candidates))
		}
		return of, mean
	}
	sizes := []int{2, 3, maxCounted / 2, maxCounted, 900}
	for _, test := range []struct {
		name    string
		groups  []int
		holders int
		lone    float64
	}{
		{"five holders", sizes, 5, 0.2},
		{"one holder", []int{20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20}, 1, 1},
		{"holders alone", nil, 4, 1},
	} {
		of, mean := weights(test.groups, test.holders)
		if math.Abs(mean-1) > 1e-9 {
			t.Errorf("%s: weights %v, want one on average", test.name, of)
		}
		if got := of[len(of)-1]; math.Abs(got-test.lone) > 1e-9 {
			t.Errorf("%s: a holder weighs %g, want %g", test.name, got, test.lone)
		}
	}
	of, _ := weights(sizes, 0)
	for _, test := range []struct {
		name     string
		is, than int
		want     float64
	}{
		{"two accounts and three", 0, 1, 1},
		{"fifteen and three", 2, 1, math.Sqrt(5)},
		{"nine hundred and thirty", 4, 3, 1},
	} {
		if got := of[test.is] / of[test.than]; math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%s: a ratio of %g, want %g", test.name, got, test.want)
		}
	}
}

// TestWithTied takes in, beside the users of a template, whom a card ties to them: not
// where the template is popular, has few users or few that are tied, nor by a network, a
// weak tie, a card that many have or a tie to somebody else, nor where each brings in many.
func TestWithTied(t *testing.T) {
	tie := func(a, b int32, kind iolaus.Kind, llr float64) iolaus.Link {
		return iolaus.Link{A: a, B: b, LLR: llr, Reasons: []iolaus.Reason{{Kind: kind, LLR: llr, Holders: 3}}}
	}
	shared := tie(5, 10, iolaus.Payment, 6)
	shared.Reasons[0].Holders = tiedHolders + 1
	w := &World{
		Accounts: make([]traffic.Account, 60),
		Links: []iolaus.Link{
			tie(1, 6, iolaus.Payment, 6), tie(1, 2, iolaus.Key, 6), tie(2, 7, iolaus.Network, 6), tie(2, 8, iolaus.Device, minTie/2.0),
			tie(3, 6, iolaus.Device, 6), shared, tie(6, 9, iolaus.Payment, 6),
		},
		rare: []bool{true, false, true, true, true, true},
	}
	for k := range int32(15) { // three users with five others on the card of each
		w.Links = append(w.Links, tie(13+k/5, 40+k, iolaus.Payment, 6))
	}
	many := []int32{1, 2, 3}
	for a := range int32(18) {
		many = append(many, 20+a)
	}
	w.users = [][]int32{{1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}, {1, 2, 3}, {3, 4, 5, 11, 12}, many, {13, 14, 15, 16, 17}}
	w.usersOnce.Do(func() {})
	for f, want := range [][]int32{{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5}, {1, 2, 3}, {3, 4, 5, 11, 12}, many, {13, 14, 15, 16, 17}} {
		if got := w.withTied(int32(f)); !slices.Equal(got, want) {
			t.Errorf("template %d: %v, want %v", f, got, want)
		}
	}
	if !slices.Equal(w.users[0], []int32{1, 2, 3, 4, 5}) {
		t.Errorf("the users became %v", w.users[0])
	}
}

// asking is a group of so many holders whose accounts each ask for one thing once, by a
// template of their own or by none.
func asking(holders int, template int32, wants iolaus.Capability) *group {
	g := templatedBy(holders, template != family.None)
	g.candidate, g.families = &Candidate{}, []int32{template}
	if template == family.None {
		g.families, g.work = nil, 0
	}
	for range g.members {
		g.traces = append(g.traces, []Exchange{{Family: template, Setting: family.None, Best: wants, Root: true}})
	}
	return g
}

// TestVerdictOfPools has as many holders who live from a template of their own. With nothing
// but a pool and one load, a dozen extract; fewer may be an office.
func TestVerdictOfPools(t *testing.T) {
	for _, test := range []struct {
		name     string
		holders  int
		channels map[string]float64
		want     iolaus.Verdict
	}{
		{"pool", minPoolHolders, map[string]float64{"identity": 3, "load": 2}, iolaus.Distillation},
		{"office", minPoolHolders - 1, map[string]float64{"identity": 3, "load": 2}, iolaus.RingOnly},
		{"loaded by chance", minPoolHolders, map[string]float64{"identity": 3, "load": 0.5, "intent": 2}, iolaus.RingOnly},
		{"topics of their own", minPoolHolders, map[string]float64{"identity": 3, "load": 2, "queue": -0.5}, iolaus.RingOnly},
		{"uneven", minPoolHolders, map[string]float64{"identity": 3, "load": 1}, ""},
		{"strangers", minPoolHolders, map[string]float64{"identity": 1, "load": 2}, ""},
	} {
		g := asking(test.holders, 7, iolaus.AgenticCoding)
		if got, _ := verdict(g, judgement{byChannel: test.channels}); got != test.want {
			t.Errorf("%s: verdict %q, want %q", test.name, got, test.want)
		}
	}
}

// TestVerdictOfPoolsOfRoles has as many holders who follow no template, as where every
// account has a role of its own before its prompts: with a third channel, a pool of a dozen
// who carry one load extracts.
func TestVerdictOfPoolsOfRoles(t *testing.T) {
	three := map[string]float64{"identity": 3, "load": 2, "life": 1.5}
	for _, test := range []struct {
		name     string
		holders  int
		wants    iolaus.Capability
		channels map[string]float64
		want     iolaus.Verdict
	}{
		{"pool", minPoolHolders, iolaus.AgenticCoding, three, iolaus.Distillation},
		{"office", minPoolHolders - 1, iolaus.AgenticCoding, three, iolaus.RingOnly},
		{"everyday work", minPoolHolders, iolaus.Conversation, three, iolaus.RingOnly},
		{"no third channel", minPoolHolders, iolaus.AgenticCoding, map[string]float64{"identity": 3, "load": 2}, iolaus.RingOnly},
		{"no load", minPoolHolders, iolaus.AgenticCoding, map[string]float64{"identity": 3, "timing": 2, "life": 1.5}, iolaus.RingOnly},
		{"topics of their own", minPoolHolders, iolaus.AgenticCoding, map[string]float64{"identity": 3, "load": 2, "life": 1.5, "queue": -0.5}, iolaus.RingOnly},
		{"strangers", minPoolHolders, iolaus.AgenticCoding, map[string]float64{"timing": 3, "load": 2, "life": 1.5}, ""},
	} {
		g := asking(test.holders, family.None, test.wants)
		if got, _ := verdict(g, judgement{byChannel: test.channels}); got != test.want {
			t.Errorf("%s: verdict %q, want %q", test.name, got, test.want)
		}
	}
}

// TestVerdictOfFew has holders of a template of their own whom nothing ties, fed from one
// queue: two channels and a third made of the others are enough for thirty, or with a pool;
// fewer may look so by chance.
func TestVerdictOfFew(t *testing.T) {
	nearly := map[string]float64{"queue": 2, "load": 2, "intent": 0.7, "life": 0.6}
	for _, test := range []struct {
		name     string
		holders  int
		channels map[string]float64
		want     iolaus.Verdict
	}{
		{"few", minBulkHolders - 1, nearly, ""},
		{"thirty", minBulkHolders, nearly, iolaus.Distillation},
		{"few on a pool", minBulkHolders - 1, map[string]float64{"queue": 2, "identity": 2, "intent": 0.7, "life": 0.6}, iolaus.Distillation},
		{"few, by three channels", minBulkHolders - 1, map[string]float64{"queue": 2, "load": 2, "life": 1.5}, iolaus.Distillation},
		{"few, even beyond doubt", minBulkHolders - 1, map[string]float64{"queue": 2, "load": math.Log(maxEven)}, iolaus.Distillation},
	} {
		g := asking(test.holders, 7, iolaus.ReasoningTraces)
		if got, _ := verdict(g, judgement{byChannel: test.channels}); got != test.want {
			t.Errorf("%s: verdict %q, want %q", test.name, got, test.want)
		}
	}
}

package campaign_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
)

// countNamed counts the accounts of a campaign by population.
func countNamed(c *iolaus.Campaign) map[string]int {
	n := map[string]int{}
	for _, m := range c.Accounts {
		name, _, _ := strings.Cut(m.Account, "-")
		n[name]++
	}
	return n
}

// namedIn counts the accounts of campaigns by population.
func namedIn(campaigns []iolaus.Campaign) map[string]int {
	named := map[string]int{}
	for i := range campaigns {
		for name, count := range countNamed(&campaigns[i]) {
			named[name] += count
		}
	}
	return named
}

// alsoUses has an account follow a template twice beside what it follows.
func alsoUses(w *campaign.World, a, family int32) {
	w.Uses[a] = append(w.Uses[a], campaign.Use{Family: family, Count: 2})
	slices.SortFunc(w.Uses[a], func(x, y campaign.Use) int { return cmp.Compare(x.Family, y.Family) })
}

// numberOf gives the number of the first account of a population.
func numberOf(t *testing.T, w *campaign.World, name string) int32 {
	t.Helper()
	for a := range w.Accounts {
		if strings.HasPrefix(w.Accounts[a].Name, name+"-") {
			return int32(a)
		}
	}
	t.Fatalf("no account of %s", name)
	return -1
}

// firstOf gives the first accounts of a population.
func firstOf(t *testing.T, w *campaign.World, name string, n int) []int32 {
	t.Helper()
	accounts := make([]int32, n)
	for i := range accounts {
		accounts[i] = numberOf(t, w, name) + int32(i)
	}
	return accounts
}

// tie adds a link for one reason.
func tie(w *campaign.World, a, b int32, kind iolaus.Kind, llr float64) {
	w.Links = append(w.Links, iolaus.Link{
		A: min(a, b), B: max(a, b), LLR: llr, Since: 1001 * hour,
		Reasons: []iolaus.Reason{{Kind: kind, Value: iolaus.Hash(7_000_000 + a), LLR: llr, Holders: 2}},
	})
	slices.SortFunc(w.Links, func(x, y iolaus.Link) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
}

// TestFindCallsUpWhoSharesNothing has accounts of the operator with cards, devices and
// networks of their own: fed from the same queue through the same template, they
// belong. Strangers who use it for topics of their own do not
// (TestFindSparesTheUsersOfTheSameTemplate).
func TestFindCallsUpWhoSharesNothing(t *testing.T) {
	loose := harvest()
	loose.name, loose.accounts, loose.linked = "loose", 20, false
	campaigns := find(t, build(3, append(honest(), harvest(), loose)...))
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want one", len(campaigns))
	}
	if n := countNamed(&campaigns[0]); n["harvest"] != 60 || n["loose"] != 20 || len(n) != 2 {
		t.Errorf("found %v, want 60 of the harvest, 20 loose ones and nobody else", n)
	}
}

// TestFindCallsUpBesideStrays has strangers with projects of their own on the template of a
// harvest of few tasks, whom one of them outweighs: the twenty that share nothing with the
// others belong all the same, and that one does not.
func TestFindCallsUpBesideStrays(t *testing.T) {
	core, loose, stray := harvest(), harvest(), harvest()
	core.perDay, loose.perDay, stray.perDay = 1, 1, 2
	loose.name, loose.accounts, loose.linked = "loose", 20, false
	stray.name, stray.accounts, stray.linked, stray.individual, stray.created = "stray", 3, false, true, 0
	campaigns := find(t, build(3, append(honest(), core, loose, stray)...))
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want one", len(campaigns))
	}
	if n := countNamed(&campaigns[0]); n["harvest"] != 60 || n["loose"] != 20 || n["stray"] > 2 {
		t.Errorf("found %v, want 60 of the harvest, 20 loose ones and at most two of the strays", n)
	}
}

// TestFedAlikeBesideStrays has two users with a project of their own beside a dozen accounts
// of a queue, of as few tasks: too few to be sure of either, but without the one whose tasks
// are most alike they look fed as the others are.
func TestFedAlikeBesideStrays(t *testing.T) {
	core, stray := harvest(), harvest()
	core.accounts, core.perDay = 12, 1
	stray.name, stray.accounts, stray.perDay, stray.linked, stray.individual, stray.created = "stray", 2, 1, false, true, 0
	w := build(6, append(honest(), core, stray)...)
	tied, untied := firstOf(t, w, "harvest", 12), firstOf(t, w, "stray", 2)
	strays, alike := campaign.FedAlike(w, w.Uses[tied[0]][0].Family, tied, untied)
	if !alike || len(strays) != 1 {
		t.Errorf("alike: %v, strays: %v, want the others alike and one stray", alike, strays)
	}
}

// TestFindSparesStrays has accounts of others on the template, by its frame, of an operator
// whose own are all tied.
func TestFindSparesStrays(t *testing.T) {
	for _, accounts := range []int{1, 4} {
		stray := harvest()
		stray.name, stray.accounts, stray.linked = "stray", accounts, false
		for _, c := range find(t, build(4, append(honest(), harvest(), stray)...)) {
			if n := countNamed(&c); n["stray"] > 0 {
				t.Errorf("found %v: %d accounts that nothing ties are no part of it", n, accounts)
			}
		}
	}
}

// TestFindIsNotHiddenByBusyStrays has two accounts with projects of their own on the
// template, so busy that theirs are half of its tasks: the harvest is found without them.
func TestFindIsNotHiddenByBusyStrays(t *testing.T) {
	untied := harvest() // so that nothing but the template tells who may belong
	untied.linked = false
	busy := untied
	busy.name, busy.accounts, busy.individual, busy.perDay = "busy", 2, true, 400
	campaigns := find(t, build(8, append(honest(), untied, busy)...))
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want one", len(campaigns))
	}
	if n := countNamed(&campaigns[0]); n["harvest"] != 60 || n["busy"] > 0 {
		t.Errorf("found %v, want the 60 of the harvest and nobody else", n)
	}
}

// TestFindCallsUpByCards ties accounts without the template to the harvest: by a card
// they belong, by a network they do not.
func TestFindCallsUpByCards(t *testing.T) {
	cover := population{name: "cover", accounts: 2, perDay: 6, individual: true, capability: iolaus.Conversation}
	w := build(5, append(honest(), harvest(), cover)...)
	first, member := numberOf(t, w, "cover"), numberOf(t, w, "harvest")
	tie(w, first, member, iolaus.Payment, 8)
	tie(w, first+1, member+1, iolaus.Network, 5)
	campaigns := find(t, w)
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want one", len(campaigns))
	}
	for _, m := range campaigns[0].Accounts {
		switch m.Account {
		case "cover-000":
			return
		case "cover-001":
			t.Error("an account that shares a network alone is named")
		}
	}
	t.Error("the account on the harvest's card is not named")
}

// TestFindCallsUpByTheTemplate ties accounts that follow the harvest's template once in
// twenty prompts to it, by a network: closely they belong, else it may be chance.
func TestFindCallsUpByTheTemplate(t *testing.T) {
	cover := population{name: "cover", accounts: 2, perDay: 6, individual: true, capability: iolaus.Conversation}
	w := build(5, append(honest(), harvest(), cover)...)
	first, member := numberOf(t, w, "cover"), numberOf(t, w, "harvest")
	for a := first; a < first+2; a++ {
		w.Uses[a], w.Sampled[a] = []campaign.Use{{Family: w.Uses[member][0].Family, Count: 1}}, 20
	}
	tie(w, first, member, iolaus.Network, 5)
	tie(w, first+1, member+1, iolaus.Network, 3.5)
	campaigns := find(t, w)
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want one", len(campaigns))
	}
	named := func(account string) bool {
		return slices.ContainsFunc(campaigns[0].Accounts, func(m iolaus.Member) bool { return m.Account == account })
	}
	if !named("cover-000") || named("cover-001") {
		t.Errorf("named: %v and %v, want the one that is tied closely", named("cover-000"), named("cover-001"))
	}
}

// TestFindPartsOperators has two operators on one published template, of whom one has
// another template beside it; also where they share a card, as strangers do by
// chance.
func TestFindPartsOperators(t *testing.T) {
	for _, shared := range []int32{0, 1} {
		second := harvest()
		second.name, second.accounts, second.created = "second", 50, 930*hour
		beside := population{name: "second", accounts: 12, perDay: 20, frame: 98, capability: iolaus.ReasoningTraces, even: true, created: 930 * hour}
		w := build(6, append(honest(), harvest(), second, beside)...)
		another := w.Uses[len(w.Uses)-1][0].Family
		for a := numberOf(t, w, "second"); int(a) < len(w.Accounts); a++ {
			if w.Uses[a][0].Family != another {
				alsoUses(w, a, another)
			}
		}
		for k := range shared {
			tie(w, numberOf(t, w, "harvest")+30*k, numberOf(t, w, "second")+20*k, iolaus.Payment, 8)
		}
		campaigns := find(t, w)
		for i := range campaigns {
			if n := countNamed(&campaigns[i]); len(n) != 1 {
				t.Errorf("%d cards shared: %v stand in one campaign, want one operator each", shared, n)
			}
		}
		if len(campaigns) != 2 {
			t.Errorf("%d cards shared: %d campaigns, want two", shared, len(campaigns))
		}
	}
}

// TestFindPartsAFew has seven others on a template that the harvest follows as well, all of
// them on one network: where they follow its other template too, they are the operator's,
// whoever does not is another's.
func TestFindPartsAFew(t *testing.T) {
	for _, both := range []bool{false, true} {
		few := harvest()
		few.name, few.accounts, few.linked, few.even, few.created = "few", 7, false, false, 0
		beside := population{name: "beside", accounts: 12, perDay: 20, frame: 98, capability: iolaus.ReasoningTraces, even: true}
		w := build(6, append(honest(), harvest(), few, beside)...)
		a, b, c := numberOf(t, w, "harvest"), numberOf(t, w, "few"), numberOf(t, w, "beside")
		for k := a; k < c; k++ {
			if k < b || both {
				alsoUses(w, k, w.Uses[c][0].Family)
			}
		}
		for k := b + 1; k < c; k++ {
			tie(w, b, k, iolaus.Network, 5)
		}
		want := 0
		if both {
			want = few.accounts
		}
		n := namedIn(find(t, w))
		if n["harvest"] != 60 || n["few"] != want {
			t.Errorf("with both templates %v: found %v, want the 60 of the harvest and %d of the few", both, n, want)
		}
	}
}

// TestFindKeepsWhoIsSetApart has two operators in one group, of whom the second writes the
// first's template now and then as well. The accounts that are set apart would call up
// through it those whom they were set apart from, and stand aside for them: all are named.
func TestFindKeepsWhoIsSetApart(t *testing.T) {
	for _, n := range []int{60, 90} {
		first, second := harvest(), harvest()
		first.accounts = n
		second.name, second.accounts, second.frame, second.created = "second", n/3+10, 98, 930*hour
		w := build(6, append(honest(), first, second)...)
		a, b := numberOf(t, w, "harvest"), numberOf(t, w, "second")
		for k := b; int(k) < len(w.Accounts); k++ {
			alsoUses(w, k, w.Uses[a][0].Family)
		}
		tie(w, a, b, iolaus.Payment, 8)
		last := len(w.Rings) - 1
		w.Rings[last-1].Accounts = append(w.Rings[last-1].Accounts, w.Rings[last].Accounts...)
		w.Rings[last-1].Links = append(slices.Clone(w.Rings[last-1].Links), w.Rings[last].Links...)
		w.Rings = w.Rings[:last]
		named := namedIn(find(t, w))
		if named["harvest"] != n || named["second"] != second.accounts || len(named) != 2 {
			t.Errorf("found %v, want the %d and the %d of both operators", named, n, second.accounts)
		}
	}
}

// TestFindKeepsWhoCallsUpStrangers has two operators in one group, and strangers whose
// template the first uses as well, of whom most share a card with it and a few stand in the
// group: with them the first no longer passes the tests, without them it does.
func TestFindKeepsWhoCallsUpStrangers(t *testing.T) {
	second, strangers := harvest(), harvest()
	second.name, second.accounts, second.frame, second.created = "second", 30, 98, 930*hour
	strangers.name, strangers.accounts, strangers.frame, strangers.created = "strangers", 50, 97, 0
	strangers.even, strangers.linked, strangers.individual = false, false, true
	w := build(6, append(honest(), harvest(), second, strangers)...)
	a, b, c := numberOf(t, w, "harvest"), numberOf(t, w, "second"), numberOf(t, w, "strangers")
	for k := range int32(40) {
		alsoUses(w, a+k, w.Uses[c][0].Family)
		tie(w, a+k, c+k, iolaus.Payment, 8)
	}
	tie(w, a, b, iolaus.Payment, 8)
	last := len(w.Rings) - 1
	w.Rings[last-1].Accounts = slices.Concat(w.Rings[last-1].Accounts, w.Rings[last].Accounts, []int32{c, c + 1, c + 2, c + 3, c + 4, c + 5})
	w.Rings[last-1].Links = slices.DeleteFunc(slices.Clone(w.Links), func(l iolaus.Link) bool { return l.A < a || l.B > c+5 })
	w.Rings = w.Rings[:last]
	named := namedIn(find(t, w))
	if named["harvest"] != 60 || named["second"] != 30 || named["strangers"] > 6 {
		t.Errorf("found %v, want the 60 and the 30 of both operators", named)
	}
}

// TestFindKeepsWhoIsLeftOver has two operators, of whose second most accounts stand in a
// group with the first's as well: named with the first or by themselves, all are named.
func TestFindKeepsWhoIsLeftOver(t *testing.T) {
	for _, both := range []int32{13, 16, 19} {
		second := harvest()
		second.name, second.accounts, second.frame, second.created = "second", 24, 98, 930*hour
		w := build(6, append(honest(), harvest(), second)...)
		a, b := numberOf(t, w, "harvest"), numberOf(t, w, "second")
		tie(w, a, b, iolaus.Payment, 8)
		last := len(w.Rings) - 1
		mixed := &w.Rings[last-1]
		for k := range both {
			mixed.Accounts = append(mixed.Accounts, b+k)
		}
		mixed.Links = slices.DeleteFunc(slices.Clone(w.Links), func(l iolaus.Link) bool { return l.A < a || l.B >= b+both })
		named := namedIn(find(t, w))
		if named["harvest"] != 60 || named["second"] != second.accounts {
			t.Errorf("%d in both groups: found %v, want the 60 and the %d of both operators", both, named, second.accounts)
		}
	}
}

// TestFindKeepsWhoseTemplateOthersUse has a second template in the ring, of accounts that
// are tied to the rest as all are, and half as many strangers again who use it too.
func TestFindKeepsWhoseTemplateOthersUse(t *testing.T) {
	beside, users := harvest(), harvest()
	beside.accounts, beside.frame, beside.linked = 24, 98, false
	users.name, users.accounts, users.frame = "users", 31, 98
	users.linked, users.even, users.individual = false, false, true
	w := build(6, append(honest(), harvest(), beside, users)...)
	first := numberOf(t, w, "harvest")
	at := slices.IndexFunc(w.Rings, func(r iolaus.Ring) bool { return r.Accounts[0] == first })
	for k := range int32(beside.accounts) {
		tie(w, first+k, first+60+k, iolaus.Payment, 8)
		w.Rings[at].Accounts = append(w.Rings[at].Accounts, first+60+k)
	}
	w.Rings[at].Links = slices.DeleteFunc(slices.Clone(w.Links), func(l iolaus.Link) bool { return l.A < first })
	campaigns := find(t, w)
	if len(campaigns) != 1 {
		t.Fatalf("%d campaigns, want one", len(campaigns))
	}
	if n := countNamed(&campaigns[0]); n["harvest"] != 84 || len(n) != 1 {
		t.Errorf("found %v, want the 84 of the harvest and nobody else", n)
	}
}

// TestGrowCostsNoEvidence joins the other half of a harvest to the first, and accounts that
// the operator registered and loads some other way, with less evidence but enough of their
// own; no strangers in whose company it still passes.
func TestGrowCostsNoEvidence(t *testing.T) {
	half, apart, strangers := harvest(), harvest(), harvest()
	half.name, half.accounts = "half", 0
	apart.name, apart.linked, apart.created, apart.perDay = "apart", false, 0, 8
	strangers.name, strangers.accounts, strangers.even, strangers.linked, strangers.individual, strangers.frame = "strangers", 20, false, false, true, 98
	for _, test := range []struct {
		second population
		first  int // accounts of the harvest, the others of which come with the second
		want   int
	}{{half, 30, 60}, {apart, 60, 120}, {strangers, 60, 60}} {
		w := build(6, append(honest(), harvest(), test.second)...)
		var accounts []int32
		for k := numberOf(t, w, "harvest"); int(k) < len(w.Accounts); k++ {
			accounts = append(accounts, k)
		}
		if joined := campaign.Grow(w, accounts[:test.first], accounts[test.first:], 6); len(joined) != test.want {
			t.Errorf("with %s: %d accounts, want %d", test.second.name, len(joined), test.want)
		}
	}
}

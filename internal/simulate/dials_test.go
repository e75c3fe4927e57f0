package simulate_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/iolaus-project/iolaus/internal/simulate"
	"github.com/iolaus-project/iolaus/internal/simulate/harvest"
)

// crowd is what a campaign shows of itself.
type crowd struct {
	accounts, exchanges, distilled int
	addresses, agents, templates   map[string]bool
	systems, pathways, tasks       map[string]bool
	noAgent, sentBack, chinese     int
	turns, elsewhere               int // that go on with a conversation, and those of them on another account
	perAccount                     map[string]int
	office                         int             // exchanges within the operator's office hours
	gaps                           []float64       // seconds between exchanges of the campaign
	created                        map[string]bool // days on which accounts were made
	interests                      map[string]bool // account and topic
}

// lookAt makes a small world with one campaign and reads what is seen of it.
func lookAt(t *testing.T, campaign string) crowd {
	t.Helper()
	dir := t.TempDir()
	makeWorld(t, writeScenario(t, "days: 3\ncampaigns:\n  - "+campaign+"\n"), simulate.Options{Out: dir, Seed: 4})
	c := crowd{
		addresses: map[string]bool{}, agents: map[string]bool{}, templates: map[string]bool{}, systems: map[string]bool{},
		pathways: map[string]bool{}, tasks: map[string]bool{}, perAccount: map[string]int{},
		created: map[string]bool{}, interests: map[string]bool{},
	}
	topicOf := topicFinder()
	began := map[string]string{} // accounts by what was said first
	var last time.Time
	rows := readTruth(t, dir, "truth_exchanges.csv")
	for line := range strings.Lines(readAll(t, dir)["exchanges.jsonl"]) {
		var x struct {
			ID, Account, Pathway string
			Time                 time.Time
			Client               struct {
				IP    string
				Agent string `json:"user_agent"`
			}
			Request struct {
				System   string
				Messages []message
			}
		}
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatal(err)
		}
		c.exchanges++
		if rows[x.ID][2] == "1" {
			c.distilled++
		}
		c.perAccount[x.Account]++
		c.addresses[x.Client.IP[:strings.LastIndexByte(x.Client.IP, '.')]] = true
		c.agents[x.Client.Agent], c.pathways[x.Pathway], c.systems[x.Request.System] = true, true, true
		if x.Client.Agent == "" {
			c.noAgent++
		}
		first := string(x.Request.Messages[0].Content)
		head, rest, _ := strings.Cut(first, `\n\n`)
		task, _, _ := strings.Cut(rest, `\n\n`)
		if before, known := began[first]; known && len(x.Request.Messages) > 1 {
			c.turns++
			if before != x.Account {
				c.elsewhere++
			}
		}
		began[first] = x.Account
		c.templates[head], c.tasks[task] = true, true
		if topic, ok := topicOf(strings.Fields(strings.ToLower(task))); ok {
			c.interests[fmt.Sprint(x.Account, topic)] = true
		}
		if hour := (x.Time.Hour() + 8) % 24; hour >= 8 && hour < 18 {
			c.office++
		}
		if !last.IsZero() {
			c.gaps = append(c.gaps, x.Time.Sub(last).Seconds())
		}
		last = x.Time
		if strings.Contains(line, `"type":"thinking"`) {
			c.sentBack++
		}
		if strings.ContainsAny(head, "的请") {
			c.chinese++
		}
	}
	for line := range strings.Lines(readAll(t, dir)["accounts.jsonl"]) {
		_, rest, _ := strings.Cut(line, `"created":"`)
		c.created[rest[:len("2026-03-02")]] = true
	}
	c.accounts = len(c.perAccount)
	return c
}

// irregular is the coefficient of variation of the gaps.
func (c *crowd) irregular() float64 {
	var sum, squares float64
	for _, gap := range c.gaps {
		sum += gap
		squares += gap * gap
	}
	n := float64(len(c.gaps))
	return math.Sqrt(max(0, squares/n-sum*sum/n/n)) / (sum / n)
}

// TestDials turns each dial to 1 and looks for what it promises.
func TestDials(t *testing.T) {
	const base = "{name: a, shape: trickle, accounts: 40, rate: 8, bans_per_day: 0.3, takedown: 40h, pause: 5h, dials: {own_cards: 0%s}}"
	plain := lookAt(t, fmt.Sprintf(base, ""))
	tests := []struct {
		dial  string
		holds func(crowd) bool
	}{
		{"synonyms", func(c crowd) bool { return len(c.templates) > c.exchanges*9/10 && len(plain.templates) == 1 }},
		{"clause_order", func(c crowd) bool { return len(c.templates) > 1 && len(c.templates) < 20 }},
		{"paraphrase", func(c crowd) bool { return len(c.templates) > c.exchanges*9/10 }},
		{"translation", func(c crowd) bool { return c.chinese > c.exchanges/8 && plain.chinese == 0 }},
		{"persona", func(c crowd) bool { return len(c.systems) > c.accounts && len(plain.systems) == 1 }},
		{"home_addresses", func(c crowd) bool { return len(c.addresses) > 3*len(plain.addresses) }},
		{"client_variety", func(c crowd) bool { return len(c.agents) > 10 && len(plain.agents) == 1 }},
		{"strip_metadata", func(c crowd) bool { return c.noAgent == c.exchanges && plain.noAgent == 0 }},
		{"pathway_variety", func(c crowd) bool { return len(c.pathways) == 4 && len(plain.pathways) == 1 }},
		{"fanout", func(c crowd) bool { return c.accounts > 3*plain.accounts }},
		{"jitter", func(c crowd) bool { return c.irregular() > 0.9 && plain.irregular() < 0.5 }},
		{"human_hours", func(c crowd) bool {
			return c.office*10 > c.exchanges*8 && plain.office*10 < plain.exchanges*6
		}},
		{"slow_signup", func(c crowd) bool { return len(c.created) > 25 && len(plain.created) < 5 }},
		{"routing", func(c crowd) bool { return len(c.interests)*10 < len(plain.interests)*8 }},
		{"replacement", func(c crowd) bool { return c.accounts > plain.accounts }},
		{"second_pool", func(c crowd) bool { return c.accounts >= 2*plain.accounts-5 && c.exchanges > plain.exchanges }},
		{"dilution", func(c crowd) bool { return c.distilled == 0 && plain.distilled == plain.exchanges }},
		{"relaying", func(c crowd) bool { return c.distilled == c.exchanges && len(c.templates) > c.exchanges/2 }},
		{"sampling", func(c crowd) bool { return len(c.tasks)*6 < c.exchanges && len(plain.tasks)*2 > plain.exchanges }},
		{"replay", func(c crowd) bool { return c.sentBack > c.exchanges/4 && plain.sentBack == 0 }},
		{"probing", func(c crowd) bool { return len(c.templates) > c.exchanges*8/10 }},
		// workers, batches, turning and retreat: TestHabits in internal/pipeline
		{"seats", func(c crowd) bool { return len(c.addresses) > 3*len(plain.addresses) }},
		{"cleaning", func(c crowd) bool { return len(c.templates) == 1 && len(c.tasks) > c.exchanges*9/10 }},
	}
	for _, test := range tests {
		t.Run(test.dial, func(t *testing.T) {
			c := lookAt(t, fmt.Sprintf(base, ", "+test.dial+": 1"))
			if !test.holds(c) {
				t.Logf("gaps %.2f, office %d, days %d, interests %d; at 0 %.2f, %d, %d, %d", c.irregular(), c.office, len(c.created), len(c.interests),
					plain.irregular(), plain.office, len(plain.created), len(plain.interests))
				t.Errorf("%d exchanges (%d distilled) of %d accounts; %d templates, %d tasks, %d /24s, %d agents, %d ways in, %d system prompts; %d without agent, %d sent back, %d Chinese; at 0 %d exchanges of %d accounts",
					c.exchanges, c.distilled, c.accounts, len(c.templates), len(c.tasks), len(c.addresses), len(c.agents), len(c.pathways), len(c.systems),
					c.noAgent, c.sentBack, c.chinese, plain.exchanges, plain.accounts)
			}
		})
	}
}

// TestSticky counts the turns of a relay's customers that go through another account
// than the turn before.
func TestSticky(t *testing.T) {
	const base = "{name: a, shape: reseller, accounts: 30, rate: 20, bans_per_day: 0, dials: {sticky: %g}}"
	free, kept := lookAt(t, fmt.Sprintf(base, 0.0)), lookAt(t, fmt.Sprintf(base, 1.0))
	if free.turns < 100 || free.elsewhere*10 < free.turns*9 {
		t.Errorf("at 0, %d of %d turns go elsewhere", free.elsewhere, free.turns)
	}
	if kept.turns < 100 || kept.elsewhere > 0 {
		t.Errorf("at 1, %d of %d turns go elsewhere", kept.elsewhere, kept.turns)
	}
}

// TestShapeDefaults checks that a scenario can turn back what a shape turns.
func TestShapeDefaults(t *testing.T) {
	cards := func(dials string) int {
		dir := t.TempDir()
		totals := makeWorld(t, writeScenario(t, "days: 2\ncampaigns: [{name: a, shape: trickle, accounts: 50"+dials+"}]\n"), simulate.Options{Out: dir})
		return totals.Campaigns[0].Cards
	}
	if own, shared := cards(""), cards(", dials: {own_cards: 0}"); own != 50 || shared != 5 {
		t.Errorf("%d cards by default, want 50; %d with own_cards 0, want 5", own, shared)
	}
	still := func(text string) int {
		totals := makeWorld(t, writeScenario(t, "days: 3\ncampaigns: [{name: a, shape: reseller, accounts: 50"+text+"}]\n"), simulate.Options{Out: t.TempDir()})
		return totals.Campaigns[0].Accounts
	}
	if grown, fixed := still(""), still(", bans_per_day: 0"); grown <= 50 || fixed != 50 {
		t.Errorf("%d accounts by default, want more than 50; %d without bans, want 50", grown, fixed)
	}
}

func TestDialNames(t *testing.T) {
	names := harvest.DialNames()
	if len(names) < 20 {
		t.Fatalf("%d dials", len(names))
	}
	d := harvest.Dials{}
	if err := d.Set(map[string]float64{"paraphrase": 0.25, "synonyms": 0.75}); err != nil || d.Synonyms != 0.75 || d.ClauseOrder != 0.25 {
		t.Errorf("paraphrase 0.25 with synonyms 0.75 gives %+v, %v", d, err)
	}
}

// TestTwins looks into the advisory's scenarios: the twin is there, and so is
// the campaign.
func TestTwins(t *testing.T) {
	n := 0
	for _, name := range simulate.Library() {
		if !strings.HasPrefix(name, "twin-") {
			continue
		}
		n++
		totals := makeWorld(t, name, simulate.Options{Out: t.TempDir(), Seed: 7, Scale: 0.3})
		share := float64(totals.CampaignExchanges) / float64(totals.Exchanges)
		if totals.Distilled == 0 || share > 0.35 {
			t.Errorf("%s: %d exchanges, %d of campaigns, %d distilled", name, totals.Exchanges, totals.CampaignExchanges, totals.Distilled)
		}
	}
	if n != 10 {
		t.Errorf("%d scenarios of the ten indicators", n)
	}
}

package iolaus

import "time"

// ReportVersion is the version of the report format that this code writes.
const ReportVersion = 1

// Report is the outcome of a scan, as `iolaus scan --format json` writes it.
type Report struct {
	Version   int    `json:"version"`
	Window    Window `json:"window"`
	Exchanges int64  `json:"exchanges"`
	Accounts  int64  `json:"accounts"`
	// Rejected is how many records the scan that made the report could not read: what
	// they held is missing from it.
	Rejected  int64      `json:"rejected,omitempty"`
	Campaigns []Campaign `json:"campaigns"`
	// Withdrawn is what the last report on the same store named and this one does not, or
	// accused and this one names as a ring alone.
	Withdrawn []Withdrawn `json:"withdrawn,omitempty"`
}

// Withdrawn is a campaign or ring that was reported and no longer is, or is a ring alone
// now, of the same id: the evidence, with all that is known now, does not suffice.
type Withdrawn struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Verdict  Verdict   `json:"verdict,omitempty"` // in the report that named it so last; "" where that did not note it
	Until    time.Time `json:"until"`             // end of that report's window
	Accounts int64     `json:"accounts"`          // in that report
}

// Window is a span of time, from the first exchange to the last.
type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Verdict is what Iolaus concludes about a group of accounts.
type Verdict string

// The verdicts, gravest first.
const (
	Distillation Verdict = "distillation" // a ring that extracts
	Relay        Verdict = "relay"        // a ring that resells to unrelated customers
	Harvest      Verdict = "harvest"      // a lone account or declared org that extracts
	RingOnly     Verdict = "ring"         // operated together, no extraction shown
)

// Campaign is a ring, or a lone account, with the intent to extract.
// Counts and times are observed; Confidence, QValue, QAnytime and Verdict are inferred.
type Campaign struct {
	ID           string             `json:"id"`
	Name         string             `json:"name"`
	Verdict      Verdict            `json:"verdict"`
	Confidence   float64            `json:"confidence"`          // probability that the verdict holds, 0 to 1
	QValue       float64            `json:"q_value"`             // false-discovery rate at which this report names it
	QAnytime     float64            `json:"q_anytime,omitempty"` // that at which it stands however often one looks; 0 = not told
	DetectedAt   time.Time          `json:"detected_at"`
	FirstSeen    time.Time          `json:"first_seen"`
	LastSeen     time.Time          `json:"last_seen"`
	Exchanges    int64              `json:"exchanges"`
	Distilled    int64              `json:"distilled"` // exchanges of the campaign's families, or by their form
	Accounts     []Member           `json:"accounts"`
	Capabilities map[string]float64 `json:"capabilities"` // share of exchanges by capability
	Pathways     map[string]float64 `json:"pathways"`
	Models       map[string]float64 `json:"models"`
	Families     []FamilyUse        `json:"families"`
	Events       []Event            `json:"events"`
	// Evidence lists the strongest of each independent channel first, then what
	// depends on it, and what speaks against last.
	Evidence []Evidence `json:"evidence"`
	Channels []Channel  `json:"channels,omitempty"` // what the evidence comes to
	Needed   float64    `json:"needed,omitempty"`   // nats that the channels had to weigh together
	Timeline []Activity `json:"timeline,omitempty"`
	Parent   string     `json:"parent,omitempty"` // id of the relay it lives in
	// Formerly lists ids under which earlier reports on the same store had parts of
	// it apart.
	Formerly []string `json:"formerly,omitempty"`
}

// Member is one account of a campaign.
type Member struct {
	Account     string  `json:"account"`
	Membership  float64 `json:"membership"` // probability that it belongs, 0 to 1
	Exchanges   int64   `json:"exchanges"`
	Distilled   int64   `json:"distilled"`
	Role        string  `json:"role"` // member or successor
	SuccessorOf string  `json:"successor_of,omitempty"`
	// Shares says, by kind of sighting, with how many other members it was found to
	// share a value; each account is compared with a few, but for those without ties,
	// which belong by all that they share.
	Shares map[string]int64 `json:"shares,omitempty"`
	// Ties lists the accounts, by index into Accounts, that it is linked to most
	// strongly; at most four.
	Ties []int `json:"ties,omitempty"`
}

// FamilyUse says how much of a campaign one template makes up.
type FamilyUse struct {
	ID         string  `json:"id"`
	Exchanges  int64   `json:"exchanges"`
	Accounts   int64   `json:"accounts"`
	Capability string  `json:"capability"`
	Slots      float64 `json:"slots"` // distinct tasks per exchange, 0 to 1
}

// EventKind names a turn in a campaign's life.
type EventKind string

// The kinds of event.
const (
	Appeared         EventKind = "appeared"
	Grew             EventKind = "grew"
	Pivoted          EventKind = "pivoted"
	Turned           EventKind = "turned"
	LostAccounts     EventKind = "lost_accounts"
	ReplacedAccounts EventKind = "replaced_accounts"
	MovedDown        EventKind = "moved_down"
	Returned         EventKind = "returned"
	Merged           EventKind = "merged"
)

// Event is one turn in a campaign's life.
type Event struct {
	Time time.Time `json:"time"`
	Kind EventKind `json:"kind"`
	Text string    `json:"text"`
}

// Evidence is one reason for a verdict: what was counted, what an honest group
// would show, and how much that weighs.
type Evidence struct {
	Kind     string  `json:"kind"`
	Channel  string  `json:"channel,omitempty"` // evidence of one channel depends on each other
	Observed string  `json:"observed"`
	Expected string  `json:"expected"`
	LLR      float64 `json:"llr"` // natural logarithm of the likelihood ratio
	P        float64 `json:"p"`   // probability of the observation in an honest group
	Text     string  `json:"text"`
}

// Channel is what one set of tests that depend on each other comes to.
type Channel struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"` // nats, at most Most
	Most   float64 `json:"most"`   // by how often honest groups look alike under it
	// Without is the verdict that would be left if this channel had nothing to say;
	// "" where nothing would be reported, and of a channel that has nothing to say.
	Without Verdict `json:"without,omitempty"`
}

// Activity is a campaign's traffic in one bucket of time.
type Activity struct {
	Time      time.Time `json:"time"`
	Exchanges int64     `json:"exchanges"`
	Accounts  int64     `json:"accounts"`
}

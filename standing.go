package iolaus

import "time"

// Standing is how an account stands to the campaigns of a report that does not
// name it: what explains why it was left out.
type Standing struct {
	Account     string
	Exchanges   int64
	First, Last time.Time
	Kin         []Kinship // campaigns that it has something in common with, the most first
	TieNeeded   float64   // nats of a tie that names it where a fair part of its traffic is the campaign's
	TieAlone    float64   // nats of a tie that names it whatever it sends
	Tested      *Tested   // the group around it that came nearest to a report; nil = none was tested
}

// Kinship is what an account has in common with one campaign.
type Kinship struct {
	Campaign string // id
	Shared   []SharedValue
	Tie      float64 // nats of the strongest link to a member; 0 = none worth keeping
	Follows  float64 // share of its exchanges that follow the campaign's templates
}

// SharedValue is a value that an account shares with members of a campaign.
type SharedValue struct {
	Kind     Kind
	Members  int64 // of the campaign that have it
	Accounts int64 // of all accounts, this one too
}

// Tested is a group that was tested, and not reported with the account in it.
type Tested struct {
	Accounts int64
	Channels []Channel
	Needed   float64 // nats that the channels would have had to weigh together, at most
	Verdict  Verdict // that the channels allow, whatever they weigh; "" = none
}

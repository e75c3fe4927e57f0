package iolaus

// Link is evidence that two accounts have one operator. Accounts are dense
// numbers, given out in the order of the accounts' names.
type Link struct {
	A, B    int32   // A < B
	LLR     float64 // natural log-likelihood ratio, groups added, kinds within a group not
	Since   Millis  // from when on every reason was known
	Reasons []Reason
}

// Reason is what one kind of sighting contributes to a Link.
type Reason struct {
	Value   Hash
	LLR     float64
	Holders int32 // independent holders of the value, declared orgs counted once
	Kind    Kind  // last, for eight bytes less: a large provider's links have millions of reasons
}

// Ring is a set of accounts tied by links, in ascending order.
type Ring struct {
	Accounts []int32
	Links    []Link // those within the ring
}

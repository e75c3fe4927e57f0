// Package traffic is the contract of the traffic store: what is kept of every
// exchange once its text is gone, and what the later stages may ask of it.
//
// It takes rows in batches and gives back sightings, samples and activity. It
// holds no text and never scores. An implementation lives in a package of its
// own (duckdb); internal/traffic/suite runs the same tests against each.
package traffic

import (
	"context"
	"errors"

	"github.com/iolaus-project/iolaus"
)

// Row is one exchange as stored: who, when, where from, and its signature.
// A zero Hash means that the value was absent.
type Row struct {
	ID        iolaus.Hash // of the provider's id, or of the raw record when it has none
	Time      iolaus.Millis
	Account   iolaus.Hash
	Org       iolaus.Hash
	Key       iolaus.Hash
	Pathway   iolaus.Hash
	Model     iolaus.Hash
	Address   iolaus.Hash
	Network   iolaus.Hash
	TLSClient iolaus.Hash
	Device    iolaus.Hash
	EndUser   iolaus.Hash
	Country   iolaus.Hash

	Status          int32
	Refused         bool
	Latency         int64 // milliseconds
	InputTokens     int64
	OutputTokens    int64
	ReasoningTokens int64
	CacheReadTokens int64

	Frame  iolaus.Hash
	Tools  iolaus.Hash
	Params iolaus.Hash
	Task   iolaus.Hash

	Conversation iolaus.Hash // what its messages say
	Continues    iolaus.Hash // those of the request that it continues; 0 = opens one

	Phrases     [iolaus.PhraseCount]uint32
	Meaning     [iolaus.MeaningWidth]int8
	Instruction iolaus.Hash
	Capability  iolaus.Scores
	Turns       uint16
	Root        bool
	Words       uint32
	Script      iolaus.Script
	Replayed    []iolaus.Hash
	Issued      []iolaus.Hash
}

// Name is the readable form of a hashed value, kept for evidence and reports.
// Prompts and artefacts never have one.
type Name struct {
	Hash iolaus.Hash
	Text string
}

// Batch is the unit of ingest.
type Batch struct {
	ID    string // content hash of the input bytes, hexadecimal
	Rows  []Row
	Names []Name // distinct within the batch
}

// Writer takes what ingest produces. Its methods may be called by several
// goroutines at once.
type Writer interface {
	// Has reports whether the batch of that id is already stored.
	Has(ctx context.Context, id string) (bool, error)
	// Append stores a batch durably before it returns. A batch whose id is
	// already stored changes nothing. It keeps no reference to b.
	Append(ctx context.Context, b *Batch) error
	// PutAccounts stores registration facts; a later record of an account
	// replaces an earlier one.
	PutAccounts(ctx context.Context, accounts []iolaus.Account) error
}

// Reader answers what the detection stages ask. Everything comes in an order
// that depends on the stored values alone, never on the order of arrival. A
// row whose ID is stored twice counts once. An error returned by a yield
// function ends the call and is returned.
type Reader interface {
	// Summary gives the counts of the whole store.
	Summary(ctx context.Context) (Summary, error)
	// Accounts yields every account seen in traffic, by ascending name.
	Accounts(ctx context.Context, yield func(*Account) error) error
	// Sightings yields, for each kind but Family, the values held by at least
	// two accounts and at most maxHolders, ordered by kind, value, account.
	// maxHolders 0 means no upper limit. Of Dialogue only what went from one
	// account to another counts: sent by one, and continued by another that had not
	// sent it.
	Sightings(ctx context.Context, maxHolders int, yield func(iolaus.Sighting) error) error
	// Exchanges yields the traces of the given accounts, or of all when accounts is
	// nil, ordered by account, time and ID. Of an account with more than limit
	// rows it yields a fair draw of about limit, the same in every call: those
	// whose ID, a uniform hash, is small. limit 0 means all. The trace is valid
	// until yield returns.
	Exchanges(ctx context.Context, accounts []iolaus.Hash, limit int, yield func(*Trace) error) error
	// Activity yields what the given accounts did, or all when accounts is nil,
	// ordered by account, hour, capability, model and pathway.
	Activity(ctx context.Context, accounts []iolaus.Hash, yield func(*Activity) error) error
	// Names gives the readable forms of those hashes that have one.
	Names(ctx context.Context, hashes []iolaus.Hash) (map[iolaus.Hash]string, error)
}

// Ledger remembers what reports on the store called the campaigns, so that the
// next report calls them the same. It has no part in what is found.
type Ledger interface {
	// Reported gives every campaign that a report has named, as the last one to
	// name it did, by ascending id.
	Reported(ctx context.Context) ([]Reported, error)
	// PutReported notes durably what one report named. It keeps no reference.
	PutReported(ctx context.Context, campaigns []Reported) error
}

// ErrNotStore is the error of opening a folder that is no traffic store, or one of a
// format that this program does not read.
var ErrNotStore = errors.New("no traffic store that can be read")

// Store is a traffic store. Whoever opens it closes it.
type Store interface {
	Writer
	Reader
	Ledger
	Close() error
}

// Reported is a campaign as a report named it.
type Reported struct {
	ID       string
	Name     string
	Parent   string         // id of the relay it lives in; "" = none
	Verdict  iolaus.Verdict // "" where the report did not note it
	Gone     bool           // a later report, of the number below, did not name it
	First    int64          // number of the report that named it first, from 1; PutReported ignores it
	Report   int64          // number of the last one that had something new to say of it
	Until    iolaus.Millis  // end of the window of the last report that named it
	Accounts int64          // members in that report
	Members  []iolaus.Hash  // the smallest hashes of their names, ascending; at most SketchSize
	// Templates are those that tell it from others in the same relay, ascending; none
	// where it lives in no relay.
	Templates []iolaus.Hash
}

// SketchSize is how many members of a campaign a Ledger keeps. Hashes are
// uniform, so the smallest are a fair draw: from it the share of the members that
// stand in another campaign is known to within a tenth.
const SketchSize = 128

// Summary counts a store.
type Summary struct {
	Exchanges  int64 // duplicates counted once
	Duplicates int64
	Accounts   int64 // seen in traffic
	From, To   iolaus.Millis
}

// Account is one account as seen in traffic, with its registration facts where
// they are known (Facts.Account is empty otherwise).
type Account struct {
	Hash      iolaus.Hash
	Name      string
	Org       iolaus.Hash // from registration, else the org most often seen in traffic (smallest hash on ties); 0 = none
	Exchanges int64
	First     iolaus.Millis
	Last      iolaus.Millis
	Facts     iolaus.Account
}

// Trace is what detection needs of one exchange: a row read back costs by the
// column.
type Trace struct {
	Account      iolaus.Hash
	Time         iolaus.Millis
	ID           iolaus.Hash
	Task         iolaus.Hash
	Model        iolaus.Hash
	Pathway      iolaus.Hash
	Frame        iolaus.Hash
	Network      iolaus.Hash
	Latency      int64 // milliseconds; 0 = unknown
	OutputTokens int64
	Refused      bool
	Root         bool
	Script       iolaus.Script
	Phrases      [iolaus.PhraseCount]uint32
	Meaning      [iolaus.MeaningWidth]int8
	Instruction  iolaus.Hash
	Capability   iolaus.Scores
}

// Activity counts the exchanges of one account in one hour with one best
// capability, model and pathway.
type Activity struct {
	Account      iolaus.Hash
	Hour         iolaus.Millis // start of the hour
	Capability   iolaus.Capability
	Model        iolaus.Hash
	Pathway      iolaus.Hash
	Exchanges    int64
	Refused      int64
	OutputTokens int64
}

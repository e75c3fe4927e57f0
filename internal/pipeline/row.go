package pipeline

import (
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/enrich"
	"github.com/iolaus-project/iolaus/internal/signature"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// rower turns exchanges into rows and collects the names that go with them. It
// belongs to one goroutine.
type rower struct {
	signer   *signature.Signer
	sig      iolaus.Signature
	batch    traffic.Batch
	named    map[iolaus.Hash]struct{}
	networks map[string]iolaus.Hash // addresses repeat; parsing one costs more than a look-up
	joined   []byte
}

// maxNetworks bounds the cache of addresses.
const maxNetworks = 1 << 16

func newRower() *rower {
	return &rower{
		signer:   signature.NewSigner(capability.NewScorer()),
		named:    map[iolaus.Hash]struct{}{},
		networks: map[string]iolaus.Hash{},
	}
}

// reset begins a batch, reusing the last one's memory.
func (r *rower) reset(id string) {
	r.batch.ID = id
	r.batch.Rows = r.batch.Rows[:0]
	r.batch.Names = r.batch.Names[:0]
	clear(r.named)
}

// add signs an exchange and appends its row. The record it came from, and which of that
// record's exchanges it is, name an exchange that has no id.
func (r *rower) add(x *iolaus.Exchange, raw []byte, nth int) {
	n := len(r.batch.Rows)
	if n == cap(r.batch.Rows) {
		grown := make([]traffic.Row, n, max(1024, 2*n))
		copy(grown, r.batch.Rows)
		r.batch.Rows = grown
	}
	r.batch.Rows = r.batch.Rows[:n+1]
	row := &r.batch.Rows[n]
	*row = traffic.Row{
		Time:            x.Time,
		Account:         r.name(x.Account),
		Org:             signature.HashText(x.Org),
		Key:             signature.HashText(x.APIKey),
		Pathway:         r.name(x.Pathway),
		Model:           r.name(x.Model),
		Address:         signature.HashText(x.Client.IP),
		Network:         r.network(x.Client.IP),
		TLSClient:       r.tlsClient(&x.Client),
		Device:          signature.HashText(x.Client.Device),
		EndUser:         signature.HashText(x.Request.User),
		Country:         signature.HashText(x.Client.Country),
		Status:          int32(x.Response.Status),
		Refused:         x.Response.StopReason == "refusal" || x.Response.StopReason == "content_filter",
		Latency:         x.Latency,
		InputTokens:     x.Usage.InputTokens,
		OutputTokens:    x.Usage.OutputTokens,
		ReasoningTokens: x.Usage.ReasoningTokens,
		CacheReadTokens: x.Usage.CacheReadTokens,
	}
	row.ID = identify(x, row.Account, raw, nth)
	r.signer.Sign(x, &r.sig)
	r.copySignature(row)
}

func (r *rower) copySignature(row *traffic.Row) {
	s := &r.sig
	row.Frame, row.Tools, row.Params, row.Task = s.Frame, s.Tools, s.Params, s.Task
	row.Conversation, row.Continues = s.Conversation, s.Continues
	row.Phrases = s.Phrases
	row.Meaning = s.Meaning
	row.Instruction = s.Instruction
	row.Capability = s.Capability
	row.Turns, row.Root, row.Words, row.Script = s.Turns, s.Root, s.Words, s.Script
	if len(s.Replayed) > 0 {
		row.Replayed = append([]iolaus.Hash(nil), s.Replayed...)
	}
	if len(s.Issued) > 0 {
		row.Issued = append([]iolaus.Hash(nil), s.Issued...)
	}
}

// identify names an exchange: the provider's id within the account, or the record's own
// bytes, of which a document of spans has many.
func identify(x *iolaus.Exchange, account iolaus.Hash, raw []byte, nth int) iolaus.Hash {
	if x.ID != "" {
		return iolaus.Hash(xxh3.HashStringSeed(x.ID, uint64(account)))
	}
	return iolaus.Hash(xxh3.HashSeed(raw, uint64(account)+uint64(nth)))
}

// name hashes a value and keeps its text for the reports.
func (r *rower) name(text string) iolaus.Hash {
	h := signature.HashText(text)
	if h == 0 {
		return 0
	}
	if _, ok := r.named[h]; !ok {
		r.named[h] = struct{}{}
		r.batch.Names = append(r.batch.Names, traffic.Name{Hash: h, Text: string(append([]byte(nil), text...))})
	}
	return h
}

func (r *rower) network(ip string) iolaus.Hash {
	if h, ok := r.networks[ip]; ok {
		return h
	}
	h := signature.HashText(enrich.Network(ip))
	if len(r.networks) < maxNetworks {
		r.networks[string(append([]byte(nil), ip...))] = h
	}
	return h
}

// tlsClient names how a client speaks: its TLS fingerprint together with its
// user agent.
func (r *rower) tlsClient(c *iolaus.Client) iolaus.Hash {
	if c.JA4 == "" && c.UserAgent == "" {
		return 0
	}
	r.joined = append(append(append(r.joined[:0], c.JA4...), 0), c.UserAgent...)
	return iolaus.Hash(xxh3.Hash(r.joined))
}

package duckdb

import (
	"encoding/binary"
	"fmt"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// exchangeRecord is a traffic.Row as a Parquet row. Columns with few distinct
// values in a batch are dictionary-encoded and compressed; ids, tasks and
// signatures are hashes, which nothing makes smaller.
type exchangeRecord struct {
	ID              uint64   `parquet:"id"`
	Time            int64    `parquet:"time,snappy"`
	Account         uint64   `parquet:"account,dict,snappy"`
	Org             uint64   `parquet:"org,dict,snappy"`
	Key             uint64   `parquet:"api_key,dict,snappy"`
	Pathway         uint64   `parquet:"pathway,dict,snappy"`
	Model           uint64   `parquet:"model,dict,snappy"`
	Address         uint64   `parquet:"address,dict,snappy"`
	Network         uint64   `parquet:"network,dict,snappy"`
	TLSClient       uint64   `parquet:"tls_client,dict,snappy"`
	Device          uint64   `parquet:"device,dict,snappy"`
	EndUser         uint64   `parquet:"end_user,dict,snappy"`
	Country         uint64   `parquet:"country,dict,snappy"`
	Status          int32    `parquet:"status,dict,snappy"`
	Refused         bool     `parquet:"refused"`
	Latency         int64    `parquet:"latency_ms,snappy"`
	InputTokens     int64    `parquet:"input_tokens,snappy"`
	OutputTokens    int64    `parquet:"output_tokens,snappy"`
	ReasoningTokens int64    `parquet:"reasoning_tokens,dict,snappy"`
	CacheReadTokens int64    `parquet:"cache_read_tokens,dict,snappy"`
	Frame           uint64   `parquet:"frame,dict,snappy"`
	Tools           uint64   `parquet:"tools,dict,snappy"`
	Params          uint64   `parquet:"params,dict,snappy"`
	Task            uint64   `parquet:"task"`
	Conversation    uint64   `parquet:"conversation"`
	Continues       uint64   `parquet:"continues,snappy"`
	Best            int32    `parquet:"best,dict,snappy"`
	Turns           int32    `parquet:"turns,dict,snappy"`
	Words           int32    `parquet:"words,snappy"`
	Replayed        []uint64 `parquet:"replayed,snappy"`
	Issued          []uint64 `parquet:"issued,snappy"`

	// What no query groups by travels as one value: a row read back costs by the
	// column.
	Signature [signatureSize]byte `parquet:"signature"`
}

// Layout of the signature column, little-endian.
const (
	phrasesAt     = 0
	meaningAt     = phrasesAt + 4*iolaus.PhraseCount
	instructionAt = meaningAt + iolaus.MeaningWidth
	capabilityAt  = instructionAt + 8
	rootAt        = capabilityAt + iolaus.CapabilityCount
	scriptAt      = rootAt + 1
	signatureSize = scriptAt + 1
)

type nameRecord struct {
	Hash uint64 `parquet:"hash"`
	Text string `parquet:"text,snappy"`
}

func (r *exchangeRecord) set(x *traffic.Row) {
	*r = exchangeRecord{
		ID: uint64(x.ID), Time: int64(x.Time), Account: uint64(x.Account), Org: uint64(x.Org),
		Key: uint64(x.Key), Pathway: uint64(x.Pathway), Model: uint64(x.Model),
		Address: uint64(x.Address), Network: uint64(x.Network), TLSClient: uint64(x.TLSClient),
		Device: uint64(x.Device), EndUser: uint64(x.EndUser), Country: uint64(x.Country),
		Status: x.Status, Refused: x.Refused, Latency: x.Latency,
		InputTokens: x.InputTokens, OutputTokens: x.OutputTokens,
		ReasoningTokens: x.ReasoningTokens, CacheReadTokens: x.CacheReadTokens,
		Frame: uint64(x.Frame), Tools: uint64(x.Tools), Params: uint64(x.Params), Task: uint64(x.Task),
		Conversation: uint64(x.Conversation), Continues: uint64(x.Continues),
		Best: int32(x.Capability.Best()), Turns: int32(x.Turns), Words: int32(x.Words),
		Replayed: hashes(x.Replayed), Issued: hashes(x.Issued),
	}
	pack(&r.Signature, x)
}

func pack(b *[signatureSize]byte, x *traffic.Row) {
	for i, p := range x.Phrases {
		binary.LittleEndian.PutUint32(b[phrasesAt+4*i:], p)
	}
	for i, v := range x.Meaning {
		b[meaningAt+i] = byte(v)
	}
	binary.LittleEndian.PutUint64(b[instructionAt:], uint64(x.Instruction))
	copy(b[capabilityAt:], x.Capability[:])
	b[rootAt] = 0
	if x.Root {
		b[rootAt] = 1
	}
	b[scriptAt] = byte(x.Script)
}

// unpack fills in the part of x that pack keeps.
func unpack(b []byte, x *traffic.Trace) error {
	if len(b) != signatureSize {
		return fmt.Errorf("signature of %d bytes, want %d", len(b), signatureSize)
	}
	for i := range x.Phrases {
		x.Phrases[i] = binary.LittleEndian.Uint32(b[phrasesAt+4*i:])
	}
	for i := range x.Meaning {
		x.Meaning[i] = int8(b[meaningAt+i])
	}
	x.Instruction = iolaus.Hash(binary.LittleEndian.Uint64(b[instructionAt:]))
	copy(x.Capability[:], b[capabilityAt:])
	x.Root = b[rootAt] == 1
	x.Script = iolaus.Script(b[scriptAt])
	return nil
}

func hashes(of []iolaus.Hash) []uint64 {
	if len(of) == 0 {
		return nil
	}
	plain := make([]uint64, len(of))
	for i, h := range of {
		plain[i] = uint64(h)
	}
	return plain
}

// Package duckdb is the embedded traffic store: immutable Parquet segments in a
// folder, with DuckDB in the process as the query engine over them.
//
// It takes batches of rows and answers the questions of traffic.Reader. DuckDB
// owns no file: a segment is written to a temporary name, synced and renamed, so
// what was acknowledged survives a crash, a repeated batch changes nothing and
// any process can read the folder. One limit: the segments of one folder must
// fit one machine.
//
// Layout of the folder (docs/format/store.md has the columns):
//
//	FORMAT                       version of this layout
//	exchange/<batch>.parquet     one row per exchange; its presence commits the batch
//	name/<batch>.parquet         readable forms of hashed values
//	account/<content>.parquet    registration facts
//	reported/<content>.parquet   what a report called the campaigns
package duckdb

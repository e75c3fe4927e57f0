// Package pipeline joins the stages in the order in which data flows: intake,
// signature, traffic store, families, links, rings, campaigns, report. With
// cmd it is the only package that knows them all.
//
// Scan reads input into a store and detects; Detect works on what a store
// already holds. The same bytes in give the same report, for any number of
// workers and any order of the inputs: batches are cut by content, everything
// counted is a sum, and everything ordered is ordered by value.
package pipeline

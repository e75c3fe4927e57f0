// Package intake turns outside bytes into exchanges.
//
// Read walks files, folders and standard input, undoes compression, finds out
// the format and cuts what it reads into batches of whole records. A Decoder
// turns a batch into exchanges; any number of them can work at once, one per
// goroutine. Accounts reads registration facts.
//
// The boundaries of batches depend on a source's content alone, so the same
// content gives the same batches under the same IDs, whether compressed or not.
// Whatever cannot be read is reported, a record as a Problem and a file as a
// SourceError, and never stops the rest of a run; the reasons carry no content.
//
// One more format costs a package beside native with Name, Looks and Decode,
// and one line in the list in format.go.
package intake

package intake

import "fmt"

// Problem is a record that could not be read.
type Problem struct {
	Source string
	Line   int    // 1-based: line, or record where the format has no lines; 0 = the whole source
	Reason string // never contains prompt text or other content of the record
	Raw    []byte // the record verbatim, valid during the call that reports it; nil when it was not kept
}

// SourceError is an input of which nothing can be read.
type SourceError struct {
	File   string // as the user gave it
	Reason string
	Err    error // the cause, where there is one
}

// Error names the file and the reason.
func (e *SourceError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("read %s: %s: %v", e.File, e.Reason, e.Err)
	}
	return fmt.Sprintf("read %s: %s", e.File, e.Reason)
}

// Unwrap gives the cause.
func (e *SourceError) Unwrap() error { return e.Err }

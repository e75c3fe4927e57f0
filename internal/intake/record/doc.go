// Package record is the workbench on which every log format assembles an
// exchange: a Builder that is reused from record to record, and the readers of
// scalar values that all formats share (text, numbers, times, secrets).
//
// It takes values parsed by fastjson and gives an iolaus.Exchange whose strings
// alias the parser's or the Builder's memory until the next record. It knows no
// log format; a format's package knows the keys.
package record

// Package xtest holds what the tests of all log formats share: comparing what
// is read from example logs with golden files, and fuzzing a format's decoder.
//
// It is for tests only. Golden files are rewritten by running the tests with
// UPDATE=1 in the environment.
package xtest

// Package signature turns an exchange into its iolaus.Signature and lets go of
// the text. One pass splits the last user turn into tokens (package text);
// everything else reads those:
//
//	tokens ← words of the task, at most 32 KiB of its head and 8 KiB of its tail
//	stream ← tokens, each quoted span, code fence, number and URL as one token
//	for each place in stream:
//	    h ← hash of the 3 tokens (5 where it starts with a Han or Kana character)
//	    if within the first 48 or last 32 tokens: keep the 12 smallest h
//	meaning ← sum of one table row per token, rare words heavier, scaled to int8
//	instruction ← signs of a random rotation of the first and last tokens' sum
//
// All arithmetic is on integers, so a signature is the same on every machine.
// It cannot see text inside images, and two texts that differ only in letter
// case, white space or invisible characters have one signature.
//
// docs/format/signature.md describes every field.
package signature

// Package link turns sightings into links: evidence that two accounts have one
// operator, as a log-likelihood ratio with its reasons.
//
// It takes a Table of who was seen with what, and since when, and gives the
// pairs that share enough rare values. It never reads text and never compares
// all pairs: candidates meet only through values that few independent holders
// share, or through conjunctions of two popular ones:
//
//	block ← the accounts of each value that few have, and of each conjunction of
//	        two popular values of different groups; of conjunctions, those that
//	        exceed chance by the largest factor, as many as there is room for
//	pair  ← each account of a block with the next few, in an order by hash
//	found ← pairs whose LLR reaches the floor
//	link  ← of what is found, all that outweighs the prior and the strongest of
//	        the rest, as many as there is room for
//
// So work and memory grow with the sightings. Each step runs on all processors
// and gives the same on any number of them.
//
// Each shared value weighs log(m/u) (Fellegi and Sunter 1969): u is how often
// independent holders share it, estimated from the traffic with declared orgs
// collapsed to one holder; m is how often two accounts of one operator do.
// Kinds of one group (iolaus.Group) depend on each other and count once, by
// their strongest value. A value that many hold weighs nothing by construction.
package link

// Package train makes the capability model from labelled requests and measures it
// on sources that it was not trained on.
//
// It takes rows of labelled requests (docs/format/labelled.md), word vectors and a
// word list of other languages, and gives a Model with its card. What a row's
// source is decides everything: sources weigh alike however many rows they have,
// whole sources are left out to measure, and a feature must be in several sources
// to count. A split at random, on the same rows, measures which corpus a prompt
// came from; the card shows both.
//
//	rows -> examples: tokens, words and pairs as features, the request's shape
//	for each fold of sources:
//	    train the parts on the rows of the other sources
//	    score the rows of the fold
//	calibrate the scores, measure them
//	train on the rows that may be trained on, pack
package train

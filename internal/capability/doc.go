// Package capability scores what an exchange is after: forms of request that a
// distillation pipeline needs, and topics. It takes the tokens of package text and the
// shape of the request and gives iolaus.Scores.
//
// A trained linear model (model.bin, made by package train; MODEL.md says how well it
// does) scores words, pairs of words and the shape; reviewed phrases in English and
// Chinese (rules.txt) raise the score of sharp cases:
//
//	Texts: system prompt, tools, last user turn
//	for each text:
//	    Read: weights of the words and pairs of its head and tail; rules of all of it
//	Combine: add the readings, Shape, logits, probabilities; the rules' scores if higher
//
// Honest users ask for every one of these things: a teacher grades by rubric,
// a student wants steps. A score is weak evidence about one exchange and good
// evidence about the mix of thousands.
package capability

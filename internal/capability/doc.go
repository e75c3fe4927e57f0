// Package capability scores what an exchange is after, from reviewed phrases
// (rules.txt, English and Chinese) and the structure of the request. It takes
// the tokens of package text and gives iolaus.Scores.
//
// Honest users ask for every one of these things: a teacher grades by rubric,
// a student wants steps. A score is weak evidence about one exchange and good
// evidence about the mix of thousands.
package capability

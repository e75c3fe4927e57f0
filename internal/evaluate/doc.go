// Package evaluate compares a report with the truth about the world it was made
// from: what was found, of what, how soon, and who was accused wrongly.
//
// It takes the folder that `iolaus simulate` wrote and an iolaus.Report, and
// gives counts from which every figure follows, so that evaluations of several
// worlds add up. It judges accounts and campaigns; which exchanges of an account
// were distilled it knows from the truth alone, since a report lists none.
//
// Terms: a reported campaign accuses unless its verdict is ring. An accusing
// campaign is false when more than half of its accounts are honest; any other
// one is a piece of the true campaign that holds most of its accounts. A
// campaign inside a piece of the same true campaign (its parent is set) is no
// piece of its own: it is an inner one.
package evaluate

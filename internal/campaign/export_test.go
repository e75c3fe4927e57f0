package campaign

import "math"

// Grow joins the second accounts to the first and gives the piece that comes of it: the
// first as they were where the join is refused, at any threshold.
func Grow(w *World, first, second []int32) []int32 {
	whole := func(accounts []int32) *group {
		return at(w, &Candidate{Accounts: accounts, Links: w.linksAmong(accounts)}, w.To)
	}
	a := whole(first)
	p := piece{group: a, judgement: judge(a)}
	return grown(w, p, []*group{a, whole(second)}, math.Inf(-1)).group.candidate.Accounts
}

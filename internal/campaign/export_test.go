package campaign

// Grow joins the second accounts to the first and gives the piece that comes of it: the
// first as they were where the join is refused. A report needs a threshold of evidence, in
// nats.
func Grow(w *World, first, second []int32, threshold float64) []int32 {
	whole := func(accounts []int32) *group {
		c := w.candidateOf(accounts)
		return at(w, &c, w.To)
	}
	a := whole(first)
	p := piece{group: a, judgement: judge(a)}
	return grown(w, p, []*group{a, whole(second)}, threshold).group.candidate.Accounts
}

// QueueLLR is what the tasks of accounts say of one queue, in nats, and which of them
// surely have topics of their own; measured is false where they are too few to tell.
func QueueLLR(w *World, accounts []int32) (llr float64, own []int32, measured bool) {
	g := at(w, &Candidate{Accounts: accounts}, w.To)
	q, measured := g.queue()
	for _, m := range q.withOwnTopics() {
		own = append(own, g.members[m])
	}
	return q.llr, own, measured
}

// FedAlike reports whether the users of a template, some of whom are tied, look fed from
// one queue, and which of the others are strays.
func FedAlike(w *World, f int32, tied, untied []int32) (strays []int32, alike bool) {
	return w.fedAlike(&template{family: f, users: union(tied, untied), tied: tied, untied: untied}, 0)
}

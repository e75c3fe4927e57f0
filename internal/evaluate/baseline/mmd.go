package baseline

import (
	"slices"

	"github.com/iolaus-project/iolaus"
)

const (
	windowSize  = 50  // exchanges of one account in a row
	minWindow   = 8   // fewer leave too much to chance
	maxWindows  = 16  // per account; they bound the memory at 51 kB each
	referenceOf = 256 // vectors; a window is compared with each

	// maxDiscrepancy is the 99.7 % quantile over the 120,826 windows of scenario
	// benign under seeds 1 to 43: the paper's 0.3 % of false positives, here by
	// window (1 in 429 accounts). It is high because some honest chat, API and
	// agent accounts are far from all others; windows of 8 and of 50 hardly
	// differ in it (0.978, 0.974).
	maxDiscrepancy = 0.975
)

// MMDWindows flags every account of which some window of exchanges is not
// distributed like the traffic.
//
// It measures the unbiased squared maximum mean discrepancy between the
// embeddings of a window (50 exchanges of one account in a row, the last ones
// of an account as well if 8 or more are left; at most 16 windows each) and a
// sample of the whole traffic, under a Gaussian kernel of median bandwidth. It
// cannot see accounts with fewer than 8 exchanges, nor that accounts belong
// together. Spreading a queue over many accounts, mixing in other tasks and
// copying the tasks of honest traffic evade it. Whoever differs from most looks
// alike: a specialist, a rare language.
//
// Source: Liu, Guo, Dong, "An Embarrassingly Simple Detector for Model
// Extraction Attacks in Large Language Model API Traffic" (arXiv 2606.05725):
// windows, MMD, a threshold from benign traffic alone at 0.3 % false positives.
// Unlike there, the embedding is the signature's, the windows are those of
// accounts, and the reference is the traffic itself, campaigns included: nobody
// has traffic known to be benign.
type MMDWindows struct {
	roster
	windows   [][]window // by account
	reference sample
}

// window is a run of exchanges of one account; it is full at windowSize.
type window struct {
	vectors []vector
	last    iolaus.Millis
}

// NewMMDWindows gives an MMDWindows that has seen nothing.
func NewMMDWindows() *MMDWindows { return &MMDWindows{roster: newRoster()} }

// Name is "MMD windows".
func (*MMDWindows) Name() string { return "MMD windows" }

// Observe notes the embedding of the exchange; one without words has none.
func (m *MMDWindows) Observe(x *iolaus.Exchange, s *iolaus.Signature) {
	account := m.see(x)
	v := vector(s.Meaning)
	if v == (vector{}) {
		return
	}
	m.reference.offer(draw(x, m.rows[account].exchanges), v)
	for len(m.windows) <= int(account) {
		m.windows = append(m.windows, nil)
	}
	own := &m.windows[account]
	if k := len(*own); k == 0 || len((*own)[k-1].vectors) == windowSize {
		if k == maxWindows {
			return
		}
		*own = append(*own, window{})
	}
	w := &(*own)[len(*own)-1]
	w.vectors, w.last = append(w.vectors, v), x.Time
}

// Report accuses each account with a window above the threshold, on its own,
// from the end of the hour in which the first such window ended.
func (m *MMDWindows) Report() *iolaus.Report {
	var findings []finding
	if test := newTwoSample(m.reference.vectors()); test != nil {
		for account, windows := range m.windows {
			i := slices.IndexFunc(windows, func(w window) bool {
				return len(w.vectors) >= minWindow && test.discrepancy(w.vectors) > maxDiscrepancy
			})
			if i >= 0 {
				findings = append(findings, finding{[]int32{int32(account)}, windows[i].last})
			}
		}
	}
	return m.report(m.Name(), iolaus.Harvest, findings)
}

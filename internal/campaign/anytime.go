package campaign

import "math"

// anytime gives what the largest of a growing group's e-values, looked at again and
// again, is worth as evidence at any look, in nats: the adjuster (e - 1 - ln e) / ln² e
// of Shafer, Shen, Vereshchagin and Vovk ("Test Martingales, Bayes Factors and
// p-Values", Statistical Science 2011), an e-value for every e-process. What has passed
// once goes on passing, so that with it the share of false campaigns among all that were
// ever reported is bounded; without it, that among those of one look is. The largest so
// far is at least the last, so the last will do.
func anytime(nats float64) float64 {
	switch {
	case nats <= 1e-3: // its limit at e = 1, where every e-process begins
		return -math.Ln2
	case nats > 40: // what is not e itself is beyond a float's precision
		return nats - 2*math.Log(nats)
	}
	return math.Log((math.Expm1(nats) - nats) / (nats * nats))
}

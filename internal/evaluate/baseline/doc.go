// Package baseline holds the methods that Iolaus must beat: what a provider
// would otherwise use, as published or as commonly run.
//
// It takes the same accounts, exchanges and signatures as the product and gives
// the same iolaus.Report, so that evaluate.Evaluate judges all alike. Of an
// exchange it reads metadata alone, never text. Where a method leaves something
// open, it gets the benefit: accounts of one declared org count as one holder,
// and references may be drawn from the whole traffic, later traffic included.
//
// A threshold is a constant, set on worlds of scenario benign under development
// seeds so that about one honest account in a thousand is flagged (0.3 % of
// windows for MMD, as published; minHolders cannot be set so); each says where
// it comes from. One limit: a baseline gives no probabilities, so confidence and
// membership are 1 throughout and their calibration means nothing.
package baseline

// Package campaign decides which rings are campaigns: it tests each candidate
// group of accounts, weighs the evidence, chooses what to report at a stated
// false-discovery rate and follows it back in time to the cycle in which the
// evidence first sufficed.
//
// It takes a World (accounts, links, families, what the accounts did) and gives
// campaigns. It reads no text and no store.
//
// Each test compares a group with honest groups and yields a likelihood ratio.
// Tests that depend on each other form one channel, which counts once, and a
// channel can never be worth more than its honest look-alikes allow:
//
//	identity   the accounts hang together through a pool of cards, devices, networks
//	queue      the account says nothing about the task: all draw from one queue
//	clientele  the account says nothing about the system prompt: a dispatcher spreads them
//	dialogue   conversations go on in another holder's account than they began in
//	load       exchanges are evened out over the accounts
//	timing     the total is steadier than its parts, the hours are the same
//	intent     concentration on what a distillation pipeline needs
//	replay     reasoning given to one account comes back from another
//	life       created together, moved to a new model together
//
// One busy holder is tested in channels of its own: the steps of a pipeline, the clock,
// the load of its accounts, the length of the answers.
//
// One channel alone cannot reach a report. A verdict of distillation needs
// three, or two and the others together; a ring needs two.
package campaign

// Package family finds templates: groups of phrases that many independent
// accounts write together, so that a template is recognised even where its
// slot fills most of the prompt or its words are changed.
//
// It takes the sampled phrases of exchanges (iolaus.Signature.Phrases) and
// gives families; it never sees text and never judges an account. A popular
// public prompt is a family like any other: what a family means is decided
// later, by how rare it is and by who shares it.
//
// The method is shared-phrase peeling. In outline:
//
//	count the independent holders of every phrase; keep those with enough
//	for every account: for every pair of kept phrases in one prompt:
//	    count the account once for that pair
//	join p and q if together(p,q) >= minimum
//	            and together(p,q) >= 0.3 * max(holders(p), holders(q))
//	a family is a community of joined phrases (Leiden, constant Potts model)
//	a prompt belongs to the family that owns most of its phrases, two at least
//
// A system prompt that enough holders send is a family too, beside that of the
// prompt.
//
// Two phrases are joined only if each implies the other, never because they
// met, and communities, not connected groups, are taken: both chain unrelated
// templates that have a turn of phrase in common into one.
package family

// Package family finds templates: groups of phrases that many independent
// accounts write together, so that a template is recognised even where its
// slot fills most of the prompt or its words are changed.
//
// It takes the sampled phrases of exchanges (iolaus.Signature.Phrases) and the
// sign bits of their instructions (iolaus.Signature.Instruction) and gives families; it never sees text and never judges an account. A popular
// public prompt is a family like any other: what a family means is decided
// later, by how rare it is and by who shares it.
//
// The method is shared-phrase peeling. In outline:
//
//	count the independent holders of every phrase; keep those with enough
//	for every account: for every pair of kept phrases in one prompt:
//	    count the account once for that pair
//	join p and q if together(p,q) >= minimum
//	            and together(p,q) >= 0.08 * max(holders(p), holders(q))
//	a family is a community of joined phrases (Leiden, constant Potts model)
//	a prompt belongs to the family that owns most of its phrases, two at least,
//	    if it has half as many of them as the family's prompts usually have
//	    or is worded as only one in a hundred of all prompts is: its bits are
//	    that near to the family's majority
//
// A system prompt that enough holders send is a family too, beside that of the
// prompt.
//
// Wordings that are drawn anew in every request leave phrases of which two meet in one
// in ten prompts, so little is asked of a pair. What keeps unrelated templates apart
// that have a turn of phrase in common is that communities, not connected groups, are
// taken, and that a prompt must be like the rest of its family. Bits alone are not
// enough: half of a reworded template's prompts differ from its majority in seven of
// 64 bits or more, and so near are one in twenty of all.
package family

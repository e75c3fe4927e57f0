// Package leiden divides an undirected weighted graph into communities by the
// Leiden algorithm, for the constant Potts model. It takes numbered nodes and
// edges, gives a community number per node, and knows nothing of what a node
// stands for. It works on one graph in memory: about 24 bytes an edge for the
// graph, and up to three times that while its largest component is divided.
//
// The quality of a partition is, over all communities c of n_c nodes,
//
//	Σ_c ( weight of the edges inside c − Resolution · n_c(n_c−1)/2 )
//
// or, with Options.ComparedOnly, where a pair without an edge was never
// compared and says nothing either way,
//
//	Σ_c Σ_{edges e inside c} ( weight of e − Resolution ).
//
// Below, the effective weight of an edge is the one that counts in the sum: its
// weight, or its weight less Resolution. Weights may be negative. Each component
// of the graph of positive effective edges is divided by itself, exactly if it
// has up to eight nodes, a few hundred from several seeds, the best of which
// counts, and else once:
//
//	part ← every node alone
//	repeat until an iteration gains next to nothing:
//	    G ← the component;  C ← part
//	    loop:
//	        move:    queue all nodes of G in random order; take v, put it into the
//	                 neighbouring or empty community of largest gain, and if it
//	                 moved queue the neighbours that may now want to move
//	        if every community of C is one node of G: leave the loop
//	        refine:  inside each community start again from single nodes; merge a
//	                 lone, well connected node into a well connected group of
//	                 large gain, drawn with some chance
//	        contract: the groups become the nodes of G, still placed by C
//	    part ← C seen from the component's nodes
//	split every community into its parts that positive effective edges connect
//
// Well connected means that the effective weight to the rest of the community
// is at least Resolution times the pairs between them (at least zero with
// ComparedOnly). Refinement multiplies each gain by a random factor from 1 to 2
// and takes the largest, where the paper draws with probability exp(gain/θ).
// All chance is a function of Seed, iteration, depth and the node's place in its
// component. The last step never lowers the quality, and makes it certain, not
// just likely, that no community is disconnected.
//
// Weights are summed as integers, in units of 2^-20, so that no order of
// summation can change a result.
//
// V. A. Traag, L. Waltman, N. J. van Eck: From Louvain to Leiden: guaranteeing
// well-connected communities. Scientific Reports 9, 5233 (2019).
// V. A. Traag, P. Van Dooren, Y. Nesterov: Narrow scope for
// resolution-limit-free community detection. Physical Review E 84, 016114 (2011).
package leiden

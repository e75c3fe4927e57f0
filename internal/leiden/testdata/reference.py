#!/usr/bin/env python3
"""Writes reference.json: qualities that leidenalg reaches on generated graphs.

Needs leidenalg and igraph. Run it in this folder: python3 reference.py
The generator is the same, number for number, as generate in planted_test.go.
"""

import json
import statistics

import igraph
import leidenalg

MASK = (1 << 64) - 1


class Stream:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        x = self.state
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        return (x ^ (x >> 31)) % n


def generate(c):
    """Edges of a planted partition into blocks of c["block"] nodes."""
    r = Stream(c["seed"])
    edges = {}
    for _ in range(c["edges"]):
        a = r.below(c["nodes"])
        if r.below(1000) < c["inside"]:
            first = a - a % c["block"]
            b = min(first + r.below(c["block"]), c["nodes"] - 1)
        else:
            b = r.below(c["nodes"])
        w = (1 + r.below(c["heaviest"] * 1024)) / 1024
        if r.below(1000) < c["negative"]:
            w = -w
        if a != b:
            pair = (min(a, b), max(a, b))
            edges[pair] = edges.get(pair, 0) + w
    return edges


def quality(edges, weights, partition, resolution):
    """Weight inside less resolution per pair; leidenalg's own counts both twice."""
    label = partition.membership
    inside = sum(w for (a, b), w in zip(edges, weights) if label[a] == label[b])
    return inside - resolution * sum(n * (n - 1) / 2 for n in partition.sizes())


def measure(c):
    edges = generate(c)
    graph = igraph.Graph(n=c["nodes"], edges=list(edges))
    weights = list(edges.values())
    resolution = c["resolution"]
    if c["compared_only"]:
        weights = [w - resolution for w in weights]
        resolution = 0
    runs = []
    for seed in range(10):
        partition = leidenalg.find_partition(
            graph,
            leidenalg.CPMVertexPartition,
            weights=weights,
            resolution_parameter=resolution,
            n_iterations=-1,
            seed=seed,
        )
        runs.append(quality(edges, weights, partition, resolution))
    return {**c, "best": max(runs), "mean": statistics.mean(runs)}


def case(name, seed, nodes, edges, block, inside, heaviest, negative, resolution, compared_only=False):
    return {
        "name": name, "seed": seed, "nodes": nodes, "edges": edges, "block": block,
        "inside": inside, "heaviest": heaviest, "negative": negative,
        "resolution": resolution, "compared_only": compared_only,
    }


CASES = [
    case("clear blocks", 1, 500, 4000, 25, 900, 1, 0, 0.1),
    case("noisy blocks", 2, 1000, 10000, 50, 600, 1, 0, 0.05),
    case("very noisy blocks", 3, 2000, 20000, 40, 400, 1, 0, 0.05),
    case("no structure, dense", 4, 300, 9000, 300, 0, 1, 0, 0.1),
    case("no structure, sparse", 5, 2000, 6000, 2000, 0, 1, 0, 0.02),
    case("tiny resolution", 6, 3000, 15000, 100, 700, 2, 0, 0.0004),
    case("many components", 7, 5000, 4000, 10, 950, 4, 0, 0.3),
    case("heavy weights", 8, 1000, 8000, 20, 700, 40, 0, 5),
    case("some negative", 9, 1000, 10000, 30, 700, 2, 150, 0.05),
    case("half negative", 10, 400, 8000, 40, 500, 2, 500, 0.01),
    case("compared pairs, weak", 11, 2000, 16000, 50, 700, 6, 0, 2, True),
    case("compared pairs, strong", 12, 2000, 16000, 50, 700, 6, 0, 3.5, True),
    case("compared pairs, signed", 13, 3000, 24000, 30, 800, 8, 300, 1, True),
    case("compared pairs, structureless", 14, 800, 8000, 800, 0, 4, 0, 2, True),
    case("large", 15, 20000, 160000, 100, 600, 1, 0, 0.02),
]

with open("reference.json", "w", encoding="utf-8") as out:
    results = [json.dumps(measure(c)) for c in CASES]
    out.write("[\n" + ",\n".join(results) + "\n]\n")

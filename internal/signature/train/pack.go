package main

import (
	"encoding/binary"
	"math"

	"github.com/iolaus-project/iolaus/internal/signature"
)

const (
	// smoothing is the frequency at which a word weighs half (Arora, Liang, Ma,
	// "A Simple but Tough-to-Beat Baseline for Sentence Embeddings", ICLR 2017).
	smoothing = 1e-3
	// stopWeight is the weight below which a word is skipped.
	stopWeight = 0.12
	// doubt is the number of documents at which a word's vector is believed by
	// half.
	doubt = 2
)

// pack writes the vectors of words as an embedding file.
func pack(c *corpus, words []uint64, vectors [][width]float64) []byte {
	file := make([]byte, signature.EmbeddingSize)
	for i, word := range words {
		row, tag := signature.Slot(word)
		weight := smoothing / (smoothing + c.frequency(word))
		if weight < stopWeight {
			tag |= signature.StopBit
		}
		in := float64(c.in[word])
		weight *= in / (in + doubt)
		binary.LittleEndian.PutUint16(file[2*row:], tag)
		at := 2*signature.EmbeddingRows + width*int(row)
		for k, v := range vectors[i] {
			file[at+k] = byte(int8(math.Round(127 * weight * v)))
		}
	}
	return file
}

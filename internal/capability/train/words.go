package train

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

// Vectors are static word vectors, by the hash of the word.
type Vectors struct {
	Width int
	of    map[uint64][]float32
}

// ReadVectors reads lines of a word and its numbers, separated by tabs. A word of
// several tokens is passed over; it is an error if nothing is left.
func ReadVectors(r io.Reader) (*Vectors, error) {
	v := &Vectors{of: map[uint64][]float32{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	n := 1
	for ; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if v.Width == 0 {
			v.Width = len(fields) - 1
		}
		if len(fields) != v.Width+1 || v.Width == 0 {
			return nil, fmt.Errorf("line %d: %d numbers, want %d", n, len(fields)-1, v.Width)
		}
		vector := make([]float32, v.Width)
		for i, f := range fields[1:] {
			x, err := strconv.ParseFloat(f, 32)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("line %d: %q is no finite number", n, f)
			}
			vector[i] = float32(x)
		}
		if hashes := hashes(fields[0]); len(hashes) == 1 {
			v.of[hashes[0]] = vector
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n, err)
	}
	if len(v.of) == 0 {
		return nil, errors.New("there are no word vectors")
	}
	return v, nil
}

// Lexicon maps words of other languages, and pairs of Chinese characters, to the
// English words that they stand for.
type Lexicon map[uint64]uint64

// ReadLexicon reads lines of a language, a word and English words, separated by
// tabs; the first English word counts. A word of several tokens is left out.
func ReadLexicon(r io.Reader) (Lexicon, error) {
	l := Lexicon{}
	lines := bufio.NewScanner(r)
	n := 1
	for ; lines.Scan(); n++ {
		if line := lines.Text(); line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("line %d: want three fields", n)
		}
		english, _, _ := strings.Cut(fields[2], " ")
		from, to := hashes(fields[1]), hashes(english)
		if len(to) != 1 {
			continue
		}
		var key uint64
		switch {
		case len(from) == 1:
			key = from[0]
		case len(from) == 2 && from[0]&from[1]&1 == 1: // two characters
			key = capability.Pair(from[0], from[1])
		default:
			continue
		}
		if _, taken := l[key]; !taken {
			l[key] = to[0]
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n, err)
	}
	return l, nil
}

// hashes gives the hashes of the tokens of a word.
func hashes(word string) []uint64 {
	var t text.Tokenizer
	t.Reset()
	t.Add(word)
	var h []uint64
	for _, token := range t.Tokens() {
		h = append(h, token.Hash)
	}
	return h
}

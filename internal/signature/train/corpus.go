package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus/internal/signature"
	"github.com/iolaus-project/iolaus/internal/text"
)

const (
	perKind        = 4000 // documents of one kind, so that no source sets the topics
	documentTokens = 3000 // tokens read of one document
	fewest         = 3    // documents that a word must be in
)

// excluded are sources not to train on although their licence allows it:
// BIG-bench asks that its text never enters a training corpus.
var excluded = map[string]bool{"github:suzgunmirac/BIG-Bench-Hard": true}

// corpus is what is kept of the documents: how often each word is in each.
type corpus struct {
	tokenizer text.Tokenizer
	documents []map[uint64]int // word -> times
	count     map[uint64]int   // word -> times in all
	in        map[uint64]int   // word -> documents
	kinds     map[string]int
	sources   map[string]int
	total     int
}

func newCorpus() *corpus {
	return &corpus{count: map[uint64]int{}, in: map[uint64]int{}, kinds: map[string]int{}, sources: map[string]int{}}
}

type record struct {
	Text   string `json:"text"`
	System string `json:"system"`
	Kind   string `json:"kind"`
	Source string `json:"source"`
	Lic    string `json:"lic"`
}

// readDirectory adds the files of directory in the order of their names.
func (c *corpus) readDirectory(directory string) error {
	names, err := filepath.Glob(filepath.Join(directory, "*.jsonl.gz"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no *.jsonl.gz in %s", directory)
	}
	for _, name := range names {
		if err := c.readFile(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (c *corpus) readFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	unzipped, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(unzipped)
	for {
		var r record
		if err := decoder.Decode(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		c.add(&r)
	}
}

func (c *corpus) add(r *record) {
	if r.Lic != "permissive" || excluded[r.Source] || xxh3.HashString(r.Text)%2 != 0 || c.kinds[r.Kind] >= perKind {
		return
	}
	c.kinds[r.Kind]++
	c.sources[r.Source]++
	c.tokenizer.Reset()
	c.tokenizer.Add(r.Text)
	tokens := c.tokenizer.Tokens()
	document := map[uint64]int{}
	for i := range tokens[:min(len(tokens), documentTokens)] {
		document[tokens[i].Hash]++
	}
	for word, n := range document {
		c.count[word] += n
		c.in[word]++
		c.total += n
	}
	c.documents = append(c.documents, document)
}

// report lists the sources used.
func (c *corpus) report(w io.Writer) {
	names := make([]string, 0, len(c.sources))
	for name := range c.sources {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		_, _ = fmt.Fprintf(w, "%6d  %s\n", c.sources[name], strings.TrimPrefix(name, "github:"))
	}
}

// vocabulary gives the words that get a row, ascending: of those that fall on
// one row the one in most documents.
func (c *corpus) vocabulary() []uint64 {
	best := map[uint32]uint64{}
	for word, in := range c.in {
		if in < fewest {
			continue
		}
		row, _ := signature.Slot(word)
		other, taken := best[row]
		if !taken || in > c.in[other] || in == c.in[other] && word < other {
			best[row] = word
		}
	}
	words := make([]uint64, 0, len(best))
	for _, word := range best {
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

// frequency gives the share of word among all tokens.
func (c *corpus) frequency(word uint64) float64 { return float64(c.count[word]) / float64(c.total) }

// cell is one entry of a sparse row.
type cell struct {
	column int
	value  float64
}

// matrix gives the documents as rows of tf-idf weights of length 1.
func (c *corpus) matrix(words []uint64) [][]cell {
	column := make(map[uint64]int, len(words))
	for i, word := range words {
		column[word] = i
	}
	rows := make([][]cell, 0, len(c.documents))
	for _, document := range c.documents {
		var row []cell
		square := 0.0
		for word, n := range document {
			i, known := column[word]
			if !known {
				continue
			}
			idf := math.Log(float64(len(c.documents)) / float64(c.in[word]))
			value := (1 + math.Log(float64(n))) * idf
			row = append(row, cell{i, value})
		}
		slices.SortFunc(row, func(a, b cell) int { return a.column - b.column })
		for _, e := range row {
			square += e.value * e.value
		}
		if square == 0 {
			continue
		}
		for i := range row {
			row[i].value /= math.Sqrt(square)
		}
		rows = append(rows, row)
	}
	return rows
}

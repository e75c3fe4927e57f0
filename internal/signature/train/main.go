// Train makes the embedding file of package signature from prompts:
//
//	go run ./internal/signature/train --prompts DIR[,DIR…] --out FILE
//
// It reads the gzipped JSON Lines files of the directories, takes the rows
// whose licence is permissive and whose text has an even xxh3 (odd rows are
// kept for evaluation), and writes one row of weights per word. EMBEDDING.md
// names the sources. The same input gives the same file on one architecture.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	prompts := flag.String("prompts", "", "comma-separated directories of *.jsonl.gz files with fields text, kind, source, lic")
	out := flag.String("out", "", "the embedding file to write")
	flag.Parse()
	if *prompts == "" || *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(strings.Split(*prompts, ","), *out); err != nil {
		log.Fatal("train: ", err)
	}
}

func run(directories []string, out string) error {
	c := newCorpus()
	for _, directory := range directories {
		if err := c.readDirectory(directory); err != nil {
			return err
		}
	}
	c.report(os.Stdout)
	words := c.vocabulary()
	fmt.Printf("%d documents, %d words, %d with a row\n", len(c.documents), len(c.count), len(words))
	file := pack(c, words, factor(c.matrix(words), len(words)))
	return os.WriteFile(out, file, 0o644)
}

package train

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
)

// Row is a labelled request.
type Row struct {
	Source  string // where it was published: rows of one source are left out together
	Licence string
	Train   bool   // may shape what ships; else it only measures
	Lang    string // code of its language: en, zh or another; empty if unknown
	Is      uint16 // capabilities that it shows, a bit for each label
	Unsure  uint16 // capabilities that count neither way
	Request iolaus.Request
}

// maxRow is the longest line read, in bytes.
const maxRow = 4 << 20

// Read adds the rows of labelled JSON Lines to rows.
func Read(r io.Reader, rows []Row) ([]Row, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxRow)
	n := 1
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		row, err := parse(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n, err)
	}
	return rows, nil
}

// decode reads one JSON value without keys that are not known.
func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	switch err := d.Decode(into); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("unexpected end of JSON input")
	case err != nil:
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

func parse(line []byte) (Row, error) {
	var r struct {
		Source       string   `json:"source"`
		Kind         string   `json:"kind"` // the part of the source, for whoever reads the file
		Licence      string   `json:"licence"`
		Use          string   `json:"use"`
		Lang         string   `json:"lang"`
		Capabilities []string `json:"capabilities"`
		Unknown      []string `json:"unknown"`
		Request      struct {
			System   string    `json:"system"`
			Messages []message `json:"messages"`
			Tools    []struct {
				Name        string `json:"name"`
				Description string `json:"description"`
			} `json:"tools"`
		} `json:"request"`
	}
	if err := decode(line, &r); err != nil {
		return Row{}, err
	}
	row := Row{Source: r.Source, Licence: r.Licence, Train: r.Use == "train", Lang: r.Lang}
	if r.Use != "train" && r.Use != "evaluate" {
		return Row{}, fmt.Errorf("use %q is neither train nor evaluate", r.Use)
	}
	if r.Source == "" {
		return Row{}, errors.New("no source")
	}
	var err error
	if row.Is, err = labelSet(r.Capabilities); err != nil {
		return Row{}, err
	}
	if row.Unsure, err = labelSet(r.Unknown); err != nil {
		return Row{}, err
	}
	if both := row.Is & row.Unsure; both != 0 {
		return Row{}, fmt.Errorf("%s is both shown and unknown", firstOf(both))
	}
	row.Request = iolaus.Request{System: r.Request.System, Temperature: -1}
	for _, m := range r.Request.Messages {
		row.Request.Messages = append(row.Request.Messages, iolaus.Message{Role: m.Role, Blocks: m.Content})
	}
	for _, t := range r.Request.Tools {
		row.Request.Tools = append(row.Request.Tools, iolaus.Tool{Name: t.Name, Description: t.Description})
	}
	if !readable(&row.Request) {
		return Row{}, errors.New("nothing to read: no word and no image")
	}
	return row, nil
}

// readable tells whether a request has something that is scored.
func readable(r *iolaus.Request) bool {
	for m := range r.Messages {
		for b := range r.Messages[m].Blocks {
			if r.Messages[m].Blocks[b].Kind == iolaus.ImageBlock {
				return true
			}
		}
	}
	for _, pieces := range capability.Texts(&iolaus.Exchange{Request: *r}) {
		for _, piece := range pieces {
			if strings.ContainsFunc(piece, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
				return true
			}
		}
	}
	return false
}

// labelSet gives a bit for each capability that is named.
func labelSet(names []string) (set uint16, err error) {
	for _, name := range names {
		label, err := label(name)
		if err != nil {
			return 0, err
		}
		set |= 1 << label
	}
	return set, nil
}

// label gives the number of a capability among the labels.
func label(name string) (int, error) {
	for c := 1; c < iolaus.CapabilityCount; c++ {
		if iolaus.Capability(c).String() == name {
			return c - 1, nil
		}
	}
	return 0, fmt.Errorf("no capability %q", name)
}

// firstOf names the first capability of a set.
func firstOf(set uint16) iolaus.Capability {
	c := iolaus.Capability(1)
	for ; set&1 == 0; set >>= 1 {
		c++
	}
	return c
}

type message struct {
	Role    string  `json:"role"`
	Content content `json:"content"`
}

// content is a string or a list of blocks.
type content []iolaus.Block

func (c *content) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		err := json.Unmarshal(b, &s)
		*c = content{{Text: s}}
		return err
	}
	var blocks []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := decode(b, &blocks); err != nil {
		return err
	}
	for _, block := range blocks {
		switch block.Type {
		case "image":
			*c = append(*c, iolaus.Block{Kind: iolaus.ImageBlock})
		case "text":
			*c = append(*c, iolaus.Block{Text: block.Text})
		default:
			return fmt.Errorf("block of type %q", block.Type)
		}
	}
	return nil
}

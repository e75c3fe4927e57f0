package train

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/iolaus-project/iolaus"
)

// Row is a labelled request.
type Row struct {
	Source  string // where it was published: rows of one source are left out together
	Kind    string // the part of the source
	Licence string
	Train   bool   // may train weights that ship; else it only measures
	Lang    string // zh for Chinese, en for everything else
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
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		row, err := parse(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

func parse(line []byte) (Row, error) {
	var r struct {
		Source       string   `json:"source"`
		Kind         string   `json:"kind"`
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
	if err := json.Unmarshal(line, &r); err != nil {
		return Row{}, err
	}
	row := Row{Source: r.Source, Kind: r.Kind, Licence: r.Licence, Train: r.Use == "train", Lang: r.Lang}
	if r.Use != "train" && r.Use != "evaluate" {
		return Row{}, fmt.Errorf("use %q is neither train nor evaluate", r.Use)
	}
	if r.Source == "" {
		return Row{}, fmt.Errorf("no source")
	}
	for into, names := range map[*uint16][]string{&row.Is: r.Capabilities, &row.Unsure: r.Unknown} {
		for _, name := range names {
			label, err := label(name)
			if err != nil {
				return Row{}, err
			}
			*into |= 1 << label
		}
	}
	row.Request = iolaus.Request{System: r.Request.System, Temperature: -1}
	for _, m := range r.Request.Messages {
		row.Request.Messages = append(row.Request.Messages, iolaus.Message{Role: m.Role, Blocks: m.Content})
	}
	for _, t := range r.Request.Tools {
		row.Request.Tools = append(row.Request.Tools, iolaus.Tool{Name: t.Name, Description: t.Description})
	}
	return row, nil
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
	var blocks []struct{ Type, Text string }
	if err := json.Unmarshal(b, &blocks); err != nil {
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

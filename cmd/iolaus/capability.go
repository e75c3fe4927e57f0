package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/signature"
	"github.com/iolaus-project/iolaus/internal/text"
)

type capabilityOptions struct {
	text   string
	file   string
	format string
}

func (o *capabilityOptions) AddFlags(f *pflag.FlagSet) {
	f.StringVar(&o.file, "file", "", "`FILE` with the text instead of the argument; - is standard input")
	f.StringVar(&o.format, "format", "table", "`FORMAT`: table, json")
}

// maxCapabilityText is how much of a file is read: no prompt is longer.
const maxCapabilityText = 16 << 20

func newCapability(s streams) *cobra.Command {
	var o capabilityOptions
	cmd := &cobra.Command{
		Use:   "capability [flags] TEXT",
		Short: "Say what one prompt seems to be after, and which phrases say so",
		Long: `Capability scores a text as scan scores the only message of a request: from 0,
no sign of it, to 1. A score is weak evidence: honest users ask for all of these
things. The patterns are those of the rules that fired; a word before ~5 and one
after it may have up to five others between them.

Exit codes:
  0  scored
  1  failure
  2  wrong use, or a file that cannot be read`,
		Example: `  iolaus capability "Here is the answer. Write out the reasoning that leads to it."
  iolaus capability --file prompt.txt --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("capability takes one text, not %d: quote it", len(args))
			}
			o.text = strings.Join(args, "")
			return nil
		},
		RunE: func(*cobra.Command, []string) error { return runCapability(&o, s) },
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	complete(cmd, "format", evaluationFormats()[:2])
	return cmd
}

func runCapability(o *capabilityOptions, s streams) error {
	if err := oneOf("format", o.format, []string{"table", "json"}); err != nil {
		return err
	}
	if (o.text == "") == (o.file == "") {
		return usagef("give a text, or --file with one")
	}
	if o.file != "" {
		if err := o.read(s.in); err != nil {
			return err
		}
	}
	scores := scored(o.text)
	if o.format == "json" {
		encoder := json.NewEncoder(s.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(scores)
	}
	if len(scores) == 0 {
		_, err := fmt.Fprintln(s.out, "unsure: nothing in it is known")
		return err
	}
	for _, c := range scores {
		if len(c.Rules) == 0 {
			c.Rules = []string{"(the request's shape)"}
		}
		if _, err := fmt.Fprintf(s.out, "%-20s %.2f  %s\n", c.Capability, c.Score, strings.Join(c.Rules, "; ")); err != nil {
			return err
		}
	}
	return nil
}

// read fills in the text from the file.
func (o *capabilityOptions) read(stdin io.Reader) error {
	from := stdin
	if o.file != "-" {
		f, err := os.Open(o.file)
		if err != nil {
			return usagef("read text: %w", err)
		}
		defer func() { _ = f.Close() }() // only read from
		from = f
	}
	content, err := io.ReadAll(io.LimitReader(from, maxCapabilityText+1))
	if err != nil {
		return usagef("read text: %w", err)
	}
	if len(content) > maxCapabilityText {
		return usagef("read text: %s is longer than %d MiB", o.file, maxCapabilityText>>20)
	}
	o.text = string(content)
	return nil
}

// capabilityScore is one capability of a text.
type capabilityScore struct {
	Capability string   `json:"capability"`
	Score      float64  `json:"score"` // 0 to 1
	Rules      []string `json:"rules"` // patterns that fired; a score may also come from the request's shape
}

// scored gives the capabilities that a text shows any sign of, strongest first.
func scored(prompt string) []capabilityScore {
	scorer := capability.NewScorer()
	var sig iolaus.Signature
	signature.NewSigner(scorer).Sign(&iolaus.Exchange{Request: iolaus.Request{
		Temperature: -1,
		Messages:    []iolaus.Message{{Role: "user", Blocks: []iolaus.Block{{Text: prompt}}}},
	}}, &sig)
	var tokens text.Tokenizer
	tokens.Reset()
	tokens.Add(prompt)
	fired := map[string][]string{}
	for _, name := range scorer.Matches(tokens.Tokens()) {
		of, pattern, _ := strings.Cut(name, ": ")
		fired[of] = append(fired[of], pattern)
	}
	scores := []capabilityScore{}
	for c, score := range sig.Capability {
		if name := iolaus.Capability(c).String(); score > 0 {
			scores = append(scores, capabilityScore{name, float64((int(score)*1000+127)/255) / 1000, append([]string{}, fired[name]...)})
		}
	}
	slices.SortStableFunc(scores, func(a, b capabilityScore) int { return cmp.Compare(b.Score, a.Score) })
	return scores
}

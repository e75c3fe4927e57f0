package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/intake"
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

// leastShown is the least score that is worth a line, in 255ths.
const leastShown = 13

func newCapability(s streams) *cobra.Command {
	var o capabilityOptions
	cmd := &cobra.Command{
		Use:   "capability [flags] TEXT",
		Short: "Say what one prompt seems to be after, and which words say so",
		Long: `Capability scores a text as scan scores the only message of a request: from 0,
no sign of it, to 1. A score is weak evidence: honest users ask for all of these
things. Beside a score stand the words and pairs of words that speak most for it,
and below it the rules that fired; in a rule, a word before ~5 and one after it may
have up to five others between them. Scores below 0.05 are not shown.

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
		RunE: func(cmd *cobra.Command, _ []string) error { return runCapability(cmd.Context(), &o, s) },
	}
	o.AddFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	complete(cmd, "format", evaluationFormats()[:2])
	return cmd
}

func runCapability(ctx context.Context, o *capabilityOptions, s streams) error {
	if err := oneOf("format", o.format, []string{"table", "json"}); err != nil {
		return err
	}
	if (o.text == "") == (o.file == "") {
		return usagef("give a text, or --file with one")
	}
	if o.file != "" {
		if err := o.read(ctx, s.in); err != nil {
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
		_, err := fmt.Fprintln(s.out, "unsure: nothing in it speaks for anything")
		return err
	}
	for _, c := range scores {
		if _, err := fmt.Fprintf(s.out, "%-20s %.2f  %s\n", c.Capability, c.Score, strings.Join(c.Words, ", ")); err != nil {
			return err
		}
		for _, rule := range c.Rules {
			if _, err := fmt.Fprintf(s.out, "%-20s       rule: %s\n", "", rule); err != nil {
				return err
			}
		}
	}
	return nil
}

// read fills in the text from the file.
func (o *capabilityOptions) read(ctx context.Context, stdin io.Reader) error {
	var from io.Reader
	if o.file != "-" {
		f, err := os.Open(o.file)
		if err != nil {
			return usagef("read text: %w", err)
		}
		defer func() { _ = f.Close() }() // only read from
		from = f
	} else {
		pipe := intake.UntilDone(ctx, stdin)
		defer func() { _ = pipe.Close() }() // nothing more is wanted
		from = pipe
	}
	content, err := io.ReadAll(io.LimitReader(from, maxCapabilityText+1))
	if err != nil {
		return usagef("read text: %w", err)
	}
	if len(content) > maxCapabilityText {
		return usagef("read text: %s is longer than %d MiB", o.file, maxCapabilityText>>20)
	}
	if !utf8.Valid(content) {
		return usagef("read text: %s is not UTF-8", o.file)
	}
	o.text = string(content)
	return nil
}

// capabilityScore is one capability of a text.
type capabilityScore struct {
	Capability string   `json:"capability"`
	Score      float64  `json:"score"` // 0 to 1
	Words      []string `json:"words"` // that speak most for it, the strongest first
	Rules      []string `json:"rules"` // patterns that fired
}

// mostCarriers is how many words and pairs are shown for a capability.
const mostCarriers = 6

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
	if tokens.Disguised() {
		prompt = text.Undisguise(prompt, scorer.Knows)
		tokens.Reset()
		tokens.Add(prompt)
	}
	fired := map[string][]string{}
	for _, name := range scorer.Matches(tokens.Tokens()) {
		of, pattern, _ := strings.Cut(name, ": ")
		fired[of] = append(fired[of], pattern)
	}
	spelled := spellings(prompt)
	scores := []capabilityScore{}
	for c, score := range sig.Capability {
		name := iolaus.Capability(c).String()
		if score < leastShown {
			continue
		}
		words := []string{}
		for _, carrier := range scorer.Carriers(tokens.Tokens(), iolaus.Capability(c), mostCarriers) {
			words = append(words, strings.TrimSpace(spelled[carrier.First]+" "+spelled[carrier.Second]))
		}
		scores = append(scores, capabilityScore{name, float64((int(score)*1000+127)/255) / 1000, words, append([]string{}, fired[name]...)})
	}
	slices.SortStableFunc(scores, func(a, b capabilityScore) int { return cmp.Compare(b.Score, a.Score) })
	return scores
}

// spellings gives the words of a text by their hashes.
func spellings(prompt string) map[uint64]string {
	spelled := map[uint64]string{text.NumberMask: "(number)", text.URLMask: "(address)"}
	var tokens text.Tokenizer
	note := func(word string) {
		tokens.Reset()
		tokens.Add(word)
		if t := tokens.Tokens(); len(t) == 1 && spelled[t[0].Hash] == "" {
			spelled[t[0].Hash] = strings.ToLower(word)
		}
	}
	for _, word := range strings.FieldsFunc(prompt, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) || !unicode.IsPrint(r)
	}) {
		note(word)
		for _, r := range word {
			if r >= utf8.RuneSelf {
				note(string(r)) // a script without spaces has a token for each character
			}
		}
	}
	return spelled
}

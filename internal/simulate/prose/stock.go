package prose

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iolaus-project/iolaus/internal/simulate/chance"
)

// The longest real prompts and system prompts that are used, in bytes. The
// latter stand in every request of an account.
const (
	maxPrompt = 6000
	maxSystem = 2000
)

// stock holds real prompts, in pools of one label and source kind. A topic of
// the grammars stands for a pool: it is what makes a person's tasks their own.
type stock struct {
	pools   map[string][]pool // by label
	whole   map[string][]string
	systems map[string][]string // by template kind
	forms   map[string][]string
}

type pool struct {
	kind  string
	texts []string
}

// labels of the prompt folder by genre; a genre without one keeps the grammar.
var labels = [genreCount]string{
	Question: "benign_human", Problem: "reasoning_cot", Code: "agentic_coding",
	Passage: "benign_automation", Review: "benign_human", Sensitive: "censorship_rewrite",
	Errand: "tool_use", Data: "data_analysis", Screen: "computer_use", Picture: "vision",
	Grading: "rubric_grading", Seed: "general_instruction_harvest",
}

// templateLabels names real templates by kind. There are too few published ones
// that elicit reasoning: with two near-equal texts for all, honest developers and
// campaigns would write the same words, so those kinds keep the grammar's.
var templateLabels = map[string]string{
	"rubric": "rubric_grading", "synthesis": "general_instruction_harvest",
}

var systemKinds = map[string]string{
	"app": "app_system_prompt", "office": "app_system_prompt", "agency": "app_system_prompt",
	"agent": "coding_agent_instruction_file",
}

type promptRow struct {
	Kind, Label, Text string
}

// ReadPrompts replaces the grammars by the real prompts under dir: every
// *.jsonl.gz of prompts_permissive and prompts_restricted, and the system
// prompts and templates of ingredients. Prompts above 6,000 bytes are left out.
func (b *Book) ReadPrompts(dir string) error {
	st := &stock{pools: map[string][]pool{}, whole: map[string][]string{}, systems: map[string][]string{}, forms: map[string][]string{}}
	var files []string
	for _, pattern := range []string{"prompts_permissive/*.jsonl.gz", "prompts_restricted/*.jsonl.gz"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return fmt.Errorf("find prompts in %s: %w", dir, err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return fmt.Errorf("no prompts_permissive/*.jsonl.gz under %s", dir)
	}
	for _, file := range files {
		if err := readRows(file, st.add); err != nil {
			return err
		}
	}
	for name, add := range map[string]func(promptRow){"system_prompts": st.addSystem, "pipeline_templates": st.addTemplate} {
		err := readRows(filepath.Join(dir, "ingredients", name+".jsonl.gz"), add)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	b.stock = st
	return nil
}

func readRows(file string, add func(promptRow)) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("open prompts: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("read prompts %s: %w", file, err)
	}
	decoder := json.NewDecoder(bufio.NewReader(unzipped))
	for {
		var row promptRow
		if err := decoder.Decode(&row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read prompts %s: %w", file, err)
		}
		if row.Text != "" && len(row.Text) <= maxPrompt {
			add(row)
		}
	}
}

func (st *stock) add(row promptRow) {
	st.whole[row.Label] = append(st.whole[row.Label], row.Text)
	pools := st.pools[row.Label]
	at := slices.IndexFunc(pools, func(p pool) bool { return p.kind == row.Kind })
	if at < 0 {
		at = len(pools)
		pools = append(pools, pool{kind: row.Kind})
	}
	pools[at].texts = append(pools[at].texts, row.Text)
	st.pools[row.Label] = pools
}

func (st *stock) addSystem(row promptRow) {
	for kind, source := range systemKinds {
		if row.Kind == source && len(row.Text) <= maxSystem {
			st.systems[kind] = append(st.systems[kind], row.Text)
		}
	}
}

// addTemplate keeps templates without worked examples: those dwarf the task.
func (st *stock) addTemplate(row promptRow) {
	if len(row.Text) < 150 || len(row.Text) > 2500 {
		return
	}
	for kind, label := range templateLabels {
		if row.Label == label && !strings.Contains(row.Text, "canary") {
			st.forms[kind] = append(st.forms[kind], row.Text)
		}
	}
}

func (st *stock) slot(p Piece) (string, bool) {
	label := labels[p.Genre]
	if p.Serial > 0 {
		texts := st.whole[label]
		if len(texts) == 0 {
			return "", false
		}
		return texts[shuffled(p.Serial-1, uint64(len(texts)), p.Queue)], true
	}
	pools := st.pools[label]
	if len(pools) == 0 {
		return "", false
	}
	texts := pools[p.Topic%len(pools)].texts
	s := chance.New(p.Key)
	return texts[s.Intn(len(texts))], true
}

// shuffled visits every number below n once before any comes twice.
func shuffled(i, n, key uint64) uint64 {
	step := chance.Key(key, 1)%n | 1
	for common(step, n) != 1 {
		step += 2
	}
	return (i%n*(step%n) + chance.Key(key, 2)%n) % n
}

func common(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (st *stock) template(kind string, key uint64) (string, bool) {
	texts := st.forms[kind]
	if texts == nil {
		texts = st.systems[kind]
	}
	if len(texts) == 0 {
		return "", false
	}
	s := chance.New(key)
	return texts[s.Intn(len(texts))], true
}

package capability_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/capability"
	"github.com/iolaus-project/iolaus/internal/text"
)

// labels maps the labels of the shared data pack. A label says what a prompt is
// about or where it is from, not what it asks of the model: most reasoning_cot
// rows are plain exercises, which the rules rightly take for conversation.
var labels = map[string]iolaus.Capability{
	"agentic_coding": iolaus.AgenticCoding, "benign_automation": iolaus.Automation,
	"benign_human": iolaus.Conversation, "censorship_rewrite": iolaus.CensorshipRewrite,
	"computer_use": iolaus.ComputerUse, "data_analysis": iolaus.DataAnalysis,
	"general_instruction_harvest": iolaus.InstructionHarvest, "reasoning_cot": iolaus.ReasoningTraces,
	"rubric_grading": iolaus.RubricGrading, "tool_use": iolaus.ToolUse, "vision": iolaus.Vision,
}

// TestRecall counts, for the held-out half of the data pack, how often the best
// score is the label's. Only grading has labels that say what is asked of the
// model, so only it and the false alarms on people's own prompts have a bar.
func TestRecall(t *testing.T) {
	shared := os.Getenv("IOLAUS_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	names, _ := filepath.Glob(filepath.Join(shared, "data/prompts_permissive/*.jsonl.gz"))
	if len(names) == 0 {
		t.Skipf("no prompts under %s; set IOLAUS_SHARED", shared)
	}
	for _, name := range names {
		hits := count(t, name)
		total := 0
		for _, byBest := range hits {
			for _, n := range byBest {
				total += n
			}
		}
		for label, byBest := range hits {
			recall := float64(byBest[labels[label]]) / float64(total)
			form := 0.0
			for c, n := range byBest {
				if c.Form() {
					form += float64(n) / float64(total)
				}
			}
			t.Logf("%-28s %6d  recall %.3f  any form %.3f  %v", label, total, recall, form, byBest)
			if label == "rubric_grading" && recall < 0.95 {
				t.Errorf("recall of %s is %.3f, want 0.95", label, recall)
			}
			if label == "benign_human" && form > 0.05 {
				t.Errorf("%.3f of %s scored as a form, want 0.05 at most", form, label)
			}
		}
	}
}

// count gives how often each capability is best, by label, in one file.
func count(t *testing.T, name string) map[string]map[iolaus.Capability]int {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	hits := map[string]map[iolaus.Capability]int{}
	scorer := capability.NewScorer()
	for decoder := json.NewDecoder(unzipped); ; {
		var row struct{ Text, System, Tools, Label string }
		if err := decoder.Decode(&row); err == io.EOF {
			return hits
		} else if err != nil {
			t.Fatal(err)
		}
		if xxh3.HashString(row.Text)%2 == 0 {
			continue
		}
		if hits[row.Label] == nil {
			hits[row.Label] = map[iolaus.Capability]int{}
		}
		hits[row.Label][best(scorer, row.System, row.Tools, row.Text)]++
	}
}

// best scores one request.
func best(scorer *capability.Scorer, system, tools, task string) iolaus.Capability {
	x := new(iolaus.Exchange)
	x.Reset()
	x.Request.System = system
	x.Request.Messages = []iolaus.Message{{Role: "user", Blocks: []iolaus.Block{{Text: task}}}}
	if tools != "" {
		x.Request.Tools = []iolaus.Tool{{Name: "tool"}}
	}
	scores := scorer.Combine(x, read(scorer, system), iolaus.Scores{}, read(scorer, task))
	return scores.Best()
}

func read(scorer *capability.Scorer, s string) iolaus.Scores {
	var t text.Tokenizer
	t.Reset()
	t.Add(s)
	return scorer.Read(t.Tokens())
}

package iolaus

// Capability is what an exchange is aimed at: a form of request or a topic.
type Capability uint8

// The capabilities, forms first. Conversation and Automation are the honest
// everyday ones; Unsure is everything that no rule or model places.
const (
	Unsure Capability = iota
	Conversation
	Automation
	ReasoningTraces
	RubricGrading
	CensorshipRewrite
	TraceCleaning
	SafeguardProbing
	TaskSynthesis
	InstructionHarvest
	ProblemSolving
	AgenticCoding
	ToolUse
	DataAnalysis
	ComputerUse
	Vision

	CapabilityCount = int(Vision) + 1
)

var capabilityNames = [CapabilityCount]string{
	"unsure", "conversation", "automation", "reasoning_traces", "rubric_grading",
	"censorship_rewrite", "trace_cleaning", "safeguard_probing", "task_synthesis",
	"instruction_harvest", "problem_solving", "agentic_coding", "tool_use",
	"data_analysis", "computer_use", "vision",
}

// String gives the name used in reports, such as rubric_grading.
func (c Capability) String() string {
	if int(c) < CapabilityCount {
		return capabilityNames[c]
	}
	return "unknown"
}

// Form reports whether c is a form of request that a distillation pipeline
// needs (elicitation, grading, rewriting, cleaning, probing, synthesis) rather
// than a topic that any user may have.
func (c Capability) Form() bool { return c >= ReasoningTraces && c <= InstructionHarvest }

// Scores holds one score per capability, 0 (no sign of it) to 255 (certain).
type Scores [CapabilityCount]uint8

// clearly is by how much a topic must outdo a form, in 255ths, to be what an exchange
// is after: translating the text of a judge is no grading.
const clearly = 64

// Best gives the form of the highest score where one reaches half, unless a topic
// outdoes it by a quarter: who grades an answer about SQL is after grading. Else it
// gives the topic of the highest score, or Unsure when nothing reaches half. Ties go
// to the earlier capability.
func (s *Scores) Best() Capability {
	form, topic := s.highest(Capability.Form), s.highest(func(c Capability) bool { return !c.Form() })
	if form != Unsure && int(s[topic]) < int(s[form])+clearly {
		return form
	}
	return topic
}

// highest gives the capability of the highest score among some, Unsure if none
// reaches half.
func (s *Scores) highest(among func(Capability) bool) Capability {
	best, top := Unsure, uint8(127)
	for c := Conversation; int(c) < CapabilityCount; c++ {
		if among(c) && s[c] > top {
			best, top = c, s[c]
		}
	}
	return best
}

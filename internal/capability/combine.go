package capability

import "github.com/iolaus-project/iolaus"

// Scores that the structure of a request gives by itself.
const (
	toolsOffered  = 150
	toolsAnswered = 190
	imageSent     = 190
	plainQuestion = 140
)

// chatWords is the length up to which a turn without any other sign is taken
// for conversation.
const chatWords = 80

// Combine adds up the scores of an exchange's texts and the structure of its
// request. The system prompt and the tools count three quarters: a long prompt
// of an honest product touches on many things.
func (s *Scorer) Combine(x *iolaus.Exchange, system, tools, task iolaus.Scores) iolaus.Scores {
	scores := task
	for c := range scores {
		scores[c] = max(scores[c], threeQuarters(system[c]), threeQuarters(tools[c]))
	}
	images, results, words := structure(&x.Request)
	if len(x.Request.Tools) > 0 {
		scores[iolaus.ToolUse] = either(scores[iolaus.ToolUse], toolsOffered)
	}
	if results {
		scores[iolaus.ToolUse] = either(scores[iolaus.ToolUse], toolsAnswered)
	}
	if images {
		scores[iolaus.Vision] = either(scores[iolaus.Vision], imageSent)
	}
	preferSpecific(&scores)
	preferForms(&scores)
	if !images && !results && len(x.Request.Tools) == 0 && words > 0 && words <= chatWords && scores.Best() == iolaus.Unsure {
		scores[iolaus.Conversation] = either(scores[iolaus.Conversation], plainQuestion)
	}
	return scores
}

// preferSpecific lets what tools and images are for outrank their mere
// presence: an agent that edits code offers tools, one that operates a screen
// sends pictures.
func preferSpecific(scores *iolaus.Scores) {
	top := max(scores[iolaus.ToolUse], scores[iolaus.Vision])
	for _, c := range [...]iolaus.Capability{iolaus.AgenticCoding, iolaus.DataAnalysis, iolaus.ComputerUse} {
		if scores[c] > 127 && scores[c] <= top && top < 255 {
			scores[c] = top + 1
		}
	}
	if scores[iolaus.ComputerUse] > 200 {
		scores[iolaus.AgenticCoding] = min(scores[iolaus.AgenticCoding], scores[iolaus.ComputerUse]-1)
	}
}

// clearForm is the score from which a form outranks every topic: who grades an
// answer about SQL is after grading, whatever else the text touches on.
const clearForm = 200

func preferForms(scores *iolaus.Scores) {
	top := uint8(0)
	for c, score := range scores {
		if iolaus.Capability(c).Form() {
			top = max(top, score)
		}
	}
	if top < clearForm {
		return
	}
	for c := range scores {
		if !iolaus.Capability(c).Form() {
			scores[c] = min(scores[c], top-1)
		}
	}
}

func threeQuarters(score uint8) uint8 { return uint8(int(score) * 3 / 4) }

// structure tells whether a request holds images and tool results, and about
// how many words its last user turn has.
func structure(r *iolaus.Request) (images, results bool, words int) {
	for m := range r.Messages {
		message := &r.Messages[m]
		user := message.Role == "user" || message.Role == ""
		size := 0
		for b := range message.Blocks {
			switch block := &message.Blocks[b]; block.Kind {
			case iolaus.ImageBlock:
				images = true
			case iolaus.ToolResultBlock:
				results = true
			case iolaus.TextBlock:
				size += len(block.Text)
			}
		}
		results = results || message.Role == "tool"
		if user && size > 0 {
			words = 1 + size/6
		}
	}
	return images, results, words
}

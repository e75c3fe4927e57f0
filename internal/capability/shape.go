package capability

import "github.com/iolaus-project/iolaus"

// The features of a request's shape, which say what words do not: what comes
// with the text, and what the text is made of.
const (
	toolsOffered = iota
	manyTools    // more than three
	toolsAnswered
	imageSent
	systemGiven  // a system prompt, or a system or developer message in front
	nothingAsked // no text from the user
	severalTurns
	longText // of 400 tokens or more; less in proportion
	numbers  // share of the tokens
	tags     // share of the tokens right after '<', '/' or '['
	fenced   // code or data between fences

	Shapes = fenced + 1
)

// One is 1 in the fixed-point numbers of shapes, of OneBits binary places.
const (
	OneBits = 10
	One     = 1 << OneBits
)

const (
	fullLength = 400 // tokens
	fewTokens  = 8   // shares of a shorter text are shares of so many
)

// Shape measures a request of which all texts together were read as r.
func Shape(x *iolaus.Exchange, r *Reading) (s [Shapes]int32) {
	flag := func(place int, set bool) {
		if set {
			s[place] = One
		}
	}
	turns, asked := 0, false
	for m := range x.Request.Messages {
		message := &x.Request.Messages[m]
		user := message.Role == "user" || message.Role == ""
		said := false
		for b := range message.Blocks {
			switch block := &message.Blocks[b]; block.Kind {
			case iolaus.ImageBlock:
				s[imageSent] = One
			case iolaus.ToolResultBlock:
				s[toolsAnswered] = One
			case iolaus.TextBlock:
				said = said || block.Text != ""
			}
		}
		flag(toolsAnswered, message.Role == "tool" || s[toolsAnswered] != 0)
		if user && said {
			asked = true
			turns++
		}
	}
	flag(toolsOffered, len(x.Request.Tools) > 0)
	flag(manyTools, len(x.Request.Tools) > 3)
	flag(systemGiven, x.Request.System != "" || len(x.Request.Messages) > 0 && instructs(&x.Request.Messages[0]))
	flag(nothingAsked, !asked)
	flag(severalTurns, turns > 1)
	s[longText] = min(r.Tokens, fullLength) * One / fullLength
	s[numbers] = r.Numbers * One / max(r.Tokens, fewTokens)
	s[tags] = r.Tags * One / max(r.Tokens, fewTokens)
	flag(fenced, r.Fenced)
	return s
}

// instructs tells whether a message is one that stands in for a system prompt, if it
// leads.
func instructs(m *iolaus.Message) bool { return m.Role == "system" || m.Role == "developer" }

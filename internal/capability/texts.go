package capability

import "github.com/iolaus-project/iolaus"

// Texts gives the texts of a request that are read, each in pieces: the system
// prompt with the system and developer messages at the front, the tools, and the last user turn
// that has text. A signature reads the same, from its caches.
func Texts(x *iolaus.Exchange) [3][]string {
	var texts [3][]string
	if x.Request.System != "" {
		texts[0] = append(texts[0], x.Request.System)
	}
	leading := true
	for m := range x.Request.Messages {
		message := &x.Request.Messages[m]
		leading = leading && instructs(message)
		user := message.Role == "user" || message.Role == ""
		var turn []string
		for b := range message.Blocks {
			if block := &message.Blocks[b]; block.Kind == iolaus.TextBlock && block.Text != "" {
				turn = append(turn, block.Text)
			}
		}
		switch {
		case leading:
			texts[0] = append(texts[0], turn...)
		case user && len(turn) > 0:
			texts[2] = turn
		}
	}
	for i := range x.Request.Tools {
		texts[1] = append(texts[1], x.Request.Tools[i].Name, x.Request.Tools[i].Description)
	}
	return texts
}

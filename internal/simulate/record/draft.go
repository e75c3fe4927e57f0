// Package record holds one exchange while a simulated world writes it, and
// encodes exchanges and accounts as Iolaus' own JSON Lines.
//
// It takes plain values and gives bytes. The encoder is written by hand for
// speed; it knows only the keys that simulated worlds use.
package record

// Block is what a turn's content is made of.
type Block uint8

// The kinds of block.
const (
	Text Block = iota
	ToolUse
	ToolResult
	Thinking
	Image
)

// turn is one block of a message. Blocks of one role that follow each other
// are one message.
type turn struct {
	role     string
	block    Block
	name     string // of the tool
	artefact uint64 // names a thinking signature, an image, a tool call
	from, to int    // in text
}

// Draft is an exchange in the making. Writers fill its fields and add text
// with Begin and End; it is reused for the next exchange after Reset.
type Draft struct {
	ID, Account, Org, Key  uint64 // 0 = absent
	At                     int64  // Unix milliseconds
	Pathway, Model         string
	IP                     uint32
	ASN                    uint32
	Country, Agent, JA4    string
	Device, User           uint64
	System                 []byte // append to it
	Tools                  string // JSON objects, comma-separated
	MaxTokens              int
	Temperature            float64 // negative = not set
	Thinking, Stream       bool
	Status                 int
	Stop                   string
	Issued                 uint64 // reasoning artefact in the response; 0 = none
	Output, Reasoned, Read int    // tokens: answered, reasoned, read from cache
	Latency                int
	Cold                   bool // nothing of it is in the account's cache
	Distilled              bool // ground truth: made to extract

	Buffer []byte // text of the turns; append to it between Begin and End
	turns  []turn
}

// Reset clears d for the next exchange.
func (d *Draft) Reset() {
	*d = Draft{System: d.System[:0], Buffer: d.Buffer[:0], turns: d.turns[:0], Temperature: -1, Status: 200, Stop: "end_turn"}
}

// Begin starts a block of text by role; what is appended to Buffer until End
// belongs to it.
func (d *Draft) Begin(role string, block Block) {
	d.turns = append(d.turns, turn{role: role, block: block, from: len(d.Buffer)})
}

// End ends the block that Begin started.
func (d *Draft) End() { d.turns[len(d.turns)-1].to = len(d.Buffer) }

// Name sets the tool's name of the block that was begun last.
func (d *Draft) Name(tool string) { d.turns[len(d.turns)-1].name = tool }

// Sign sets which thinking signature, image or tool call the block that was
// begun last carries.
func (d *Draft) Sign(artefact uint64) { d.turns[len(d.turns)-1].artefact = artefact }

// Blocks is the number of blocks in the request's messages.
func (d *Draft) Blocks() int { return len(d.turns) }

// Input is about how many tokens the request has, at four bytes a token.
func (d *Draft) Input() int {
	bytes := len(d.System) + len(d.Tools)
	for i := range d.turns {
		bytes += d.turns[i].to - d.turns[i].from + 8
	}
	return bytes/4 + 7
}

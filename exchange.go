package iolaus

// Millis is a point in time in Unix milliseconds, UTC. Zero means unknown.
type Millis int64

// Exchange is one request to a language model and what is logged of its
// response. Only Time and Account are required; every other field may be empty.
//
// Its strings may alias a reader's buffer: they are valid until that reader
// produces the next exchange, and whoever keeps one longer clones it.
type Exchange struct {
	ID       string // the provider's identifier; empty when the log has none
	Time     Millis // when the request arrived
	Account  string // what authenticated and is billed
	Org      string // accounts of one declared organisation share it
	APIKey   string
	Pathway  string // the way in: api, console, cloud, aggregator …
	Model    string
	Client   Client
	Request  Request
	Response Response
	Usage    Usage
	Latency  int64 // milliseconds from request to the end of the response; 0 = unknown
}

// Client is where a request came from, as the gateway saw it.
type Client struct {
	IP        string
	ASN       uint32 // autonomous system; 0 = unknown
	Country   string // ISO 3166-1 alpha-2
	UserAgent string
	JA4       string // TLS client fingerprint, FoxIO JA4
	Device    string
}

// Request is what was asked.
type Request struct {
	System      string
	Messages    []Message
	Tools       []Tool
	MaxTokens   int64   // output cap in tokens; 0 = not set
	Temperature float64 // negative = not set
	Thinking    bool    // extended reasoning was requested
	Stream      bool
	User        string // the end user, as declared by the caller
}

// Message is one turn of a conversation.
type Message struct {
	Role   string // user, assistant, tool, system, developer
	Blocks []Block
}

// BlockKind says what a Block carries.
type BlockKind uint8

// The kinds of content block of the Anthropic and OpenAI APIs.
const (
	TextBlock BlockKind = iota
	ImageBlock
	ToolUseBlock
	ToolResultBlock
	ThinkingBlock // reasoning, with the provider's signature or encrypted content in Artefact
)

// Block is one piece of a message's content.
type Block struct {
	Kind     BlockKind
	Text     string // the text; for tool use its arguments as JSON; empty for images
	Name     string // the tool's name, where there is one
	Artefact string // a signature or an encrypted reasoning block, verbatim
}

// Tool is one tool offered to the model.
type Tool struct {
	Name        string
	Description string
	Schema      string // its parameters as JSON, verbatim
}

// Response is what is kept of the answer. Its text is not.
type Response struct {
	Status     int    // HTTP status; 0 = unknown
	StopReason string // end_turn, max_tokens, refusal, tool_use …
	Artefacts  []string
}

// Usage counts tokens.
type Usage struct {
	InputTokens     int64
	OutputTokens    int64
	ReasoningTokens int64
	CacheReadTokens int64
}

// Reset clears x for reuse and keeps the capacity of its slices. Temperature
// becomes -1, "not set".
func (x *Exchange) Reset() {
	messages, tools, artefacts := x.Request.Messages, x.Request.Tools, x.Response.Artefacts
	*x = Exchange{}
	x.Request.Messages, x.Request.Tools, x.Response.Artefacts = messages[:0], tools[:0], artefacts[:0]
	x.Request.Temperature = -1
}

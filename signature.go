package iolaus

// Hash is a 64-bit xxh3 of some value. Zero means that the value was absent.
// Hashes are the same on every machine; they are names, not secrets.
type Hash uint64

// Sizes of the parts of a Signature.
const (
	PhraseCount  = 14 // sampled phrases of a prompt: 12 shingles, its opening, its ending
	MeaningWidth = 64 // dimensions of the static embedding
)

// Signature is what an exchange leaves behind once its text is discarded.
// It is a pure function of the exchange: the same on every machine and for
// every number of workers.
type Signature struct {
	Frame  Hash // the system prompt, normalised
	Tools  Hash // the set of tools offered: names and parameter shapes
	Params Hash // temperature, output cap, thinking, stream as one tuple
	Task   Hash // the last user turn, normalised, exact

	// Phrases is a sketch of the prompt: the masked word shingles of smallest hash
	// (bottom-k, Cohen and Kaplan 2007), then hashes of its opening and its ending. Two
	// prompts from one template share the template's phrases. Zero = absent.
	Phrases [PhraseCount]uint32
	// Meaning is the static embedding of the task; L2 norm about 127, zero
	// when the task has no words that count.
	Meaning [MeaningWidth]int8
	// Instruction holds the signs of 64 random projections of the embedding
	// of the prompt's instruction part: paraphrases differ in few bits.
	Instruction Hash

	// Conversation is everything the request's messages say, system prompts left out;
	// Continues is the same of the request that it continues, up to the model's last
	// answer. Zero where the request opens a conversation.
	Conversation, Continues Hash

	Capability Scores
	Turns      uint16 // user turns in the request
	Root       bool   // opens a conversation: one user turn and no tool result
	Words      uint32 // words of the last user turn (characters for Han, Kana)
	Script     Script // writing system of most of the last user turn

	Replayed []Hash // reasoning artefacts sent back in
	Issued   []Hash // reasoning artefacts that the response gave out
}

// Script is a writing system.
type Script uint8

// Scripts that the signature tells apart.
const (
	OtherScript Script = iota
	Latin
	Han
	Kana
	Hangul
	Cyrillic
	Arabic
)

package signature

import (
	"github.com/zeebo/xxh3"

	"github.com/iolaus-project/iolaus"
)

// conversation fills out.Conversation and out.Continues: chained hashes of the messages,
// so that what one request sends is what the next one of its conversation continues.
//
// Of a message count its side (the model's or not), what it says, the tools it calls and
// what they gave back, byte for byte; system prompts do not, since an operator may put
// any before a customer's conversation, nor does reasoning, which clients send back or
// leave out. Messages of the model at the end are a beginning put into its mouth: they
// are no answer yet.
func (s *Signer) conversation(messages []iolaus.Message, out *iolaus.Signature) {
	for len(messages) > 0 && messages[len(messages)-1].Role == "assistant" {
		messages = messages[:len(messages)-1]
	}
	chain, length, answers, answered := uint64(0), 0, 0, false
	for m := range messages {
		message := &messages[m]
		switch message.Role {
		case "system", "developer":
			continue
		case "assistant":
			if !answered { // the first of the answer's messages
				out.Continues = 0
				if length >= ownOpening || answers > 0 && length > 0 {
					out.Continues = iolaus.Hash(max(chain, 1))
				}
				answers++
			}
			answered = true
		default:
			answered = false
		}
		length += chained(&chain, message)
	}
	if length > 0 {
		out.Conversation = iolaus.Hash(max(chain, 1))
	}
}

// ownOpening is the length of an opening in bytes from which it is somebody's own: short
// ones are said by many. Later turns hold an answer of the model, which nobody else got.
const ownOpening = 64

// chained adds a message to a chain of hashes and gives the bytes of it that count.
func chained(chain *uint64, message *iolaus.Message) (length int) {
	side := uint64(1)
	if message.Role == "assistant" {
		side = 2
	}
	for b := range message.Blocks {
		block := &message.Blocks[b]
		if block.Kind == iolaus.ThinkingBlock || block.Text == "" && block.Name == "" {
			continue
		}
		*chain = xxh3.HashStringSeed(block.Text, *chain^side<<8^uint64(block.Kind))
		if block.Kind == iolaus.ToolUseBlock {
			*chain = xxh3.HashStringSeed(block.Name, *chain)
		}
		length += len(block.Text) + len(block.Name)
	}
	return length
}

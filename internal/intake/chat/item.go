package chat

import (
	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// item appends an item of the OpenAI Responses API that is no message.
func item(b *record.Builder, kind string, v *fastjson.Value) {
	switch kind {
	case "function_call", "custom_tool_call", "mcp_call":
		b.Message("assistant")
		b.Block(iolaus.Block{
			Kind: iolaus.ToolUseBlock,
			Name: record.Text(v.Get("name")),
			Text: arguments(b, either(v, "arguments", "input")),
		})
	case "computer_call", "local_shell_call", "shell_call", "web_search_call", "apply_patch_call":
		b.Message("assistant")
		b.Block(iolaus.Block{Kind: iolaus.ToolUseBlock, Name: kind, Text: arguments(b, either(v, "action", "operation"))})
	case "computer_call_output":
		b.Message("tool")
		b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock})
		b.Block(iolaus.Block{Kind: iolaus.ImageBlock})
	case "function_call_output", "custom_tool_call_output", "local_shell_call_output", "shell_call_output", "apply_patch_call_output":
		b.Message("tool")
		b.Block(iolaus.Block{Kind: iolaus.ToolResultBlock, Text: flatten(b, v.Get("output"))})
	case "reasoning":
		b.Message("assistant")
		b.Block(iolaus.Block{
			Kind:     iolaus.ThinkingBlock,
			Text:     flatten(b, either(v, "content", "summary")),
			Artefact: record.Text(v.Get("encrypted_content")),
		})
	default:
		b.Message("user")
		block(b, v)
	}
}

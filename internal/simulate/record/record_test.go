package record_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

func TestAppendExchange(t *testing.T) {
	var d record.Draft
	d.Reset()
	d.ID, d.Account, d.At = 1, 2, 1772409602818
	d.Model, d.Pathway, d.IP, d.Country = "frontier-4", "api", 10<<24|258, "US"
	d.System = append(d.System, "a \"quoted\" line\nand \\ and \x01"...)
	block := func(role string, kind record.Block, text string) {
		d.Begin(role, kind)
		d.Name("run")
		d.Sign(9)
		d.Buffer = append(d.Buffer, text...)
		d.End()
	}
	block("user", record.Text, "你好")
	block("assistant", record.Thinking, "")
	block("assistant", record.ToolUse, "ls \"x\"")
	block("user", record.ToolResult, "ok")
	line := d.AppendExchange(nil)
	if line[len(line)-1] != '\n' {
		t.Errorf("line does not end: %q", line)
	}
	var got struct {
		ID, Time, Account string
		Org               *string
		Client            struct{ IP string }
		Request           struct {
			System   string
			Messages []struct {
				Role    string
				Content any
			}
		}
	}
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	if got.Time != "2026-03-02T00:00:02.818Z" || got.Account != "acct_0000000002" || got.Org != nil || got.Client.IP != "10.0.1.2" {
		t.Errorf("time, account, org, ip: %+v", got)
	}
	if diff := cmp.Diff("a \"quoted\" line\nand \\ and \x01", got.Request.System); diff != "" {
		t.Errorf("system prompt differs (-want +got):\n%s", diff)
	}
	if n := len(got.Request.Messages); n != 3 || got.Request.Messages[0].Content != "你好" {
		t.Fatalf("messages: %+v", got.Request.Messages)
	}
	blocks := got.Request.Messages[1].Content.([]any)
	call := blocks[1].(map[string]any)
	result := got.Request.Messages[2].Content.([]any)[0].(map[string]any)
	if call["id"] != result["tool_use_id"] || call["name"] != "run" {
		t.Errorf("tool call %v, result %v", call, result)
	}
}

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus/internal/pipeline"
)

// exchange is a simulated exchange as the foreign formats need it.
type exchange struct {
	ID, Account, Org, Model string
	Time                    time.Time
	Client                  struct {
		IP        string
		UserAgent string `json:"user_agent"`
	}
	Request struct {
		System      string
		Messages    []json.RawMessage
		Tools       json.RawMessage
		MaxTokens   int64 `json:"max_tokens"`
		Temperature *float64
		Stream      bool
		User        string
	}
	Response struct {
		Status     int
		StopReason string `json:"stop_reason"`
	}
	Usage struct {
		InputTokens  int64 `json:"input_tokens"`
		OutputTokens int64 `json:"output_tokens"`
	}
	Latency int64 `json:"latency_ms"`
}

type object = map[string]any

// foreign writes an exchange as other programs log it.
var foreign = map[string]func(*exchange) object{
	"litellm":   liteLLM,
	"anthropic": anthropicPair,
	"openai":    openAIPair,
}

func liteLLM(x *exchange) object {
	start := float64(x.Time.UnixMilli()) / 1000
	return object{
		"id": x.ID, "call_type": "acompletion", "status": "success", "stream": x.Request.Stream,
		"startTime": start, "endTime": start + float64(x.Latency)/1000,
		"model":                x.Model,
		"metadata":             object{"user_api_key_hash": x.Account, "user_api_key_org_id": x.Org, "user_api_key_user_id": "default_user_id"},
		"requester_ip_address": x.Client.IP,
		"request_tags":         []string{"User-Agent: " + x.Client.UserAgent},
		"end_user":             x.Request.User,
		"messages":             withSystem(x),
		"model_parameters":     parameters(x, "max_tokens"),
		"response":             completion(x),
		"prompt_tokens":        x.Usage.InputTokens,
		"completion_tokens":    x.Usage.OutputTokens,
	}
}

func openAIPair(x *exchange) object {
	request := parameters(x, "max_completion_tokens")
	request["model"], request["messages"], request["user"] = x.Model, withSystem(x), x.Request.User
	return object{
		"time": x.Time, "account_id": x.Account, "organization_id": x.Org, "id": x.ID, "client_ip": x.Client.IP,
		"request": request, "response": completion(x), "latency_ms": x.Latency,
	}
}

func anthropicPair(x *exchange) object {
	request := parameters(x, "max_tokens")
	request["model"], request["messages"] = x.Model, x.Request.Messages
	if x.Request.System != "" {
		request["system"] = x.Request.System
	}
	return object{
		"timestamp": x.Time.UnixMilli(), "request_id": x.ID,
		"metadata": object{"account_id": x.Account, "organization_id": x.Org},
		"request":  object{"headers": object{"User-Agent": []string{x.Client.UserAgent}, "X-Forwarded-For": x.Client.IP}, "body": request},
		"response": object{"status": x.Response.Status, "body": object{
			"type": "message", "stop_reason": x.Response.StopReason,
			"usage": object{"input_tokens": x.Usage.InputTokens, "output_tokens": x.Usage.OutputTokens},
		}},
	}
}

func parameters(x *exchange, limit string) object {
	p := object{"stream": x.Request.Stream}
	if x.Request.MaxTokens > 0 {
		p[limit] = x.Request.MaxTokens
	}
	if x.Request.Temperature != nil {
		p["temperature"] = *x.Request.Temperature
	}
	if x.Request.Tools != nil {
		p["tools"] = x.Request.Tools
	}
	return p
}

func withSystem(x *exchange) []any {
	var messages []any
	if x.Request.System != "" {
		messages = append(messages, object{"role": "system", "content": x.Request.System})
	}
	for _, m := range x.Request.Messages {
		messages = append(messages, m)
	}
	return messages
}

func completion(x *exchange) object {
	return object{
		"object":  "chat.completion",
		"choices": []object{{"index": 0, "finish_reason": "stop", "message": object{"role": "assistant", "content": "…"}}},
		"usage":   object{"prompt_tokens": x.Usage.InputTokens, "completion_tokens": x.Usage.OutputTokens},
	}
}

// TestFormats logs the same traffic as other programs would.
func TestFormats(t *testing.T) {
	const count = 50
	w := tinyWorld(t)
	all := readLines(t, w.exchanges)
	var sample [][]byte
	for i := range count {
		sample = append(sample, all[len(all)*i/count])
	}
	dir := t.TempDir()
	want := mustScan(t, pipeline.Options{Inputs: []string{writeLines(t, filepath.Join(dir, "iolaus.jsonl"), sample)}})
	if want.Read != count || want.Report.Accounts < 5 {
		t.Fatalf("%d exchanges of %d accounts, want %d of at least 5", want.Read, want.Report.Accounts, count)
	}
	for name, convert := range foreign {
		var converted [][]byte
		for _, line := range sample {
			var x exchange
			if err := json.Unmarshal(line, &x); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(convert(&x))
			if err != nil {
				t.Fatal(err)
			}
			converted = append(converted, text)
		}
		file := writeLines(t, filepath.Join(dir, name+".jsonl"), converted)
		for _, from := range []string{"", name} {
			t.Run(fmt.Sprintf("%s from %q", name, from), func(t *testing.T) {
				got := mustScan(t, pipeline.Options{Inputs: []string{file}, From: from})
				if got.Read != count || got.Duplicates != 0 {
					t.Errorf("%d exchanges read and %d duplicates, want %d and 0", got.Read, got.Duplicates, count)
				}
				if diff := cmp.Diff(want.Report, got.Report); diff != "" {
					t.Errorf("the report differs from that of Iolaus' own format (-want +got):\n%s", diff)
				}
			})
		}
	}
	t.Run("side by side", func(t *testing.T) {
		got := mustScan(t, pipeline.Options{Inputs: []string{dir}})
		files := int64(len(foreign) + 1)
		if got.Read != files*count || got.Duplicates != (files-1)*count {
			t.Errorf("%d exchanges read and %d duplicates, want %d and %d", got.Read, got.Duplicates, files*count, (files-1)*count)
		}
		if got.Report.Accounts != want.Report.Accounts || got.Report.Exchanges != count {
			t.Errorf("%d exchanges of %d accounts, want %d of %d", got.Report.Exchanges, got.Report.Accounts, count, want.Report.Accounts)
		}
	})
}

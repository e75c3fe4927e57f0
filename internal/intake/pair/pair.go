// Package pair decodes records that hold an API request and its response as
// the API defines them, with whatever the logger put around them: time,
// account, headers. The formats of Anthropic and OpenAI pairs share it.
//
// It takes {"request":…,"response":…}, each a body or an object with headers
// and body, bodies parsed or as JSON in a string. Of a credential in a header
// only a hash is kept.
package pair

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/chat"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Bodies gives the bodies of a record's request and response; nil where there
// is none.
func Bodies(b *record.Builder, v *fastjson.Value) (request, response *fastjson.Value) {
	return body(b, v.Get("request")), body(b, v.Get("response"))
}

func body(b *record.Builder, v *fastjson.Value) *fastjson.Value {
	v = b.Object(v)
	if v == nil || v.Type() != fastjson.TypeObject {
		return v
	}
	if inner := v.Get("body"); inner != nil {
		return b.Object(inner)
	}
	return v
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error {
	var e envelope
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) { e.key(b, key, v) })
	for _, side := range [...]*fastjson.Value{v.Get("request"), v} {
		if side != nil {
			e.headers(b, side.Get("headers"))
		}
	}
	if metadata := v.Get("metadata"); metadata != nil && metadata.Type() == fastjson.TypeObject {
		metadata.GetObject().Visit(func(key []byte, v *fastjson.Value) { e.key(b, key, v) })
	}
	e.responseHead(b, v.Get("response"))
	request, response := Bodies(b, v)
	chat.Request(b, request)
	chat.Response(b, response)
	e.responseBody(b, response)
	e.settleID(b)
	e.settle(b)
	return b.Emit()
}

// envelope holds the values that compete for one field.
type envelope struct {
	account, user, secret, org string
	requestID, responseID      string // in headers
}

// key takes a key of the record or of its metadata.
func (e *envelope) key(b *record.Builder, key []byte, v *fastjson.Value) {
	x := &b.X
	switch string(key) {
	case "id", "request_id":
		x.ID = record.First(x.ID, record.Text(v))
	case "time", "timestamp", "created_at", "start_time":
		if x.Time <= 0 {
			x.Time = record.Time(v)
		}
	case "account", "account_id", "api_key_id", "key_id", "key_hash":
		e.account = record.First(e.account, record.Text(v))
	case "user_id", "user":
		e.user = record.First(e.user, record.Text(v))
	case "org", "org_id", "organization", "organization_id", "workspace_id", "team_id", "project_id":
		e.org = record.First(e.org, record.Text(v))
	case "pathway":
		x.Pathway = record.Text(v)
	case "ip", "client_ip", "ip_address":
		x.Client.IP = record.Text(v)
	case "user_agent":
		x.Client.UserAgent = record.Text(v)
	case "country":
		x.Client.Country = record.Text(v)
	case "ja4":
		x.Client.JA4 = record.Text(v)
	case "status", "status_code":
		x.Response.Status = int(record.Int(v))
	case "latency_ms", "duration_ms":
		x.Latency = record.Int(v)
	}
}

// headers takes the request's headers, whatever their case; a value may be a
// list.
func (e *envelope) headers(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	x := &b.X
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		if list := v.GetArray(); len(list) > 0 {
			v = list[0]
		}
		text := record.Text(v)
		switch strings.ToLower(string(key)) {
		case "x-api-key", "authorization", "api-key":
			e.secret = record.First(e.secret, text)
		case "openai-organization", "anthropic-organization-id", "openai-project":
			e.org = record.First(e.org, text)
		case "user-agent":
			x.Client.UserAgent = record.First(x.Client.UserAgent, text)
		case "x-forwarded-for", "x-real-ip", "cf-connecting-ip":
			first, _, _ := strings.Cut(text, ",")
			x.Client.IP = record.First(x.Client.IP, strings.TrimSpace(first))
		case "cf-ipcountry":
			x.Client.Country = record.First(x.Client.Country, text)
		case "x-request-id":
			e.requestID = record.First(e.requestID, text)
		}
	})
}

// responseHead takes what stands beside the response's body.
func (e *envelope) responseHead(b *record.Builder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject || !v.Exists("body") {
		return
	}
	for _, key := range [...]string{"status", "status_code"} {
		if n := record.Int(v.Get(key)); n > 0 {
			b.X.Response.Status = int(n)
		}
	}
	var ofResponse envelope
	ofResponse.headers(b, v.Get("headers"))
	e.org = record.First(e.org, ofResponse.org)
	e.responseID = ofResponse.requestID
}

// responseBody takes the id, and the time where the record has none.
func (e *envelope) responseBody(b *record.Builder, v *fastjson.Value) {
	x := &b.X
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	x.ID = record.First(x.ID, record.Text(v.Get("id")))
	for _, key := range [...]string{"created", "created_at"} {
		if x.Time == 0 {
			x.Time = record.Time(v.Get(key))
		}
	}
	if x.Response.Status == 0 {
		x.Response.Status = 200
		if failure := v.Get("error"); failure != nil && failure.Type() == fastjson.TypeObject {
			x.Response.Status = 500
		}
	}
}

// settleID takes the id in the response's header where there is no other. The
// client chooses the one it sends, and could make all its exchanges duplicates
// of one: that is never taken, nor its echo.
func (e *envelope) settleID(b *record.Builder) {
	if x := &b.X; x.ID == "" && e.responseID != e.requestID {
		x.ID = e.responseID
	}
}

// settle chooses the account: a declared one, else the credential's hash, else
// the user or the organisation.
func (e *envelope) settle(b *record.Builder) {
	x := &b.X
	key := b.Secret(e.secret)
	x.Org = e.org
	switch {
	case e.account != "":
		x.Account, x.APIKey = e.account, key
	case key != "":
		x.Account = key
	default:
		x.Account = record.First(e.user, x.Request.User, e.org)
		if x.Account == e.org {
			x.Org = ""
		}
		return
	}
	x.Request.User = record.First(x.Request.User, e.user)
}

// Package bedrock decodes Amazon Bedrock's model-invocation logs, one
// ModelInvocationLog a record, from S3 or from an export of CloudWatch Logs.
//
// The account is the calling identity (a role without its session's name, so
// that a role keeps one name), the AWS account is its org. Bodies above 100 KB
// lie in S3 files of their own and are not followed: such an exchange has its
// counts but no text.
package bedrock

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/iolaus-project/iolaus/internal/intake/chat"
	"github.com/iolaus-project/iolaus/internal/intake/record"
)

// Name is the format's name after --from.
const Name = "bedrock"

// Looks reports whether v is a model-invocation log, in a CloudWatch Logs
// envelope or not.
func Looks(v *fastjson.Value) bool {
	if record.Text(v.Get("schemaType")) == "ModelInvocationLog" || v.Exists("modelId") && v.Exists("requestId") {
		return true
	}
	return v.Exists("message") && strings.Contains(record.Text(v.Get("message")), "ModelInvocationLog")
}

// Decode reads one exchange.
func Decode(b *record.Builder, v *fastjson.Value) error {
	if inner := b.Object(v.Get("message")); inner != nil && !v.Exists("modelId") {
		v = inner
	}
	x := &b.X
	x.ID = record.Text(v.Get("requestId"))
	x.Time = record.Time(v.Get("timestamp"))
	x.Org = record.Text(v.Get("accountId"))
	x.Account, x.Request.User = principal(record.Text(v.Get("identity", "arn")))
	x.Account = record.First(x.Account, x.Org)
	tags := v.Get("requestMetadata")
	if tags != nil {
		x.Request.User = record.First(record.Text(tags.Get("user_id")), record.Text(tags.Get("userId")), record.Text(tags.Get("user")), x.Request.User)
	}
	x.Pathway = "cloud"
	x.Model = modelName(record.Text(v.Get("modelId")))
	x.Request.Stream = strings.Contains(record.Text(v.Get("operation")), "Stream")
	x.Response.Status = status(record.Text(v.Get("errorCode")))
	if input := v.Get("input"); input != nil {
		chat.Request(b, b.Object(input.Get("inputBodyJson")))
		x.Usage.InputTokens = record.Int(input.Get("inputTokenCount"))
		x.Usage.CacheReadTokens = record.Int(input.Get("cacheReadInputTokenCount"))
	}
	if output := v.Get("output"); output != nil {
		chat.Response(b, b.Object(output.Get("outputBodyJson")))
		x.Usage.OutputTokens = max(x.Usage.OutputTokens, record.Int(output.Get("outputTokenCount")))
	}
	return b.Emit()
}

// principal splits an assumed role's ARN into the role and the session's name,
// which often names the person. Other identities have no session.
func principal(arn string) (account, session string) {
	if i := strings.LastIndexByte(arn, '/'); i > 0 && strings.Contains(arn, ":assumed-role/") {
		return arn[:i], arn[i+1:]
	}
	return arn, ""
}

// modelName cuts an inference profile's or a model's ARN down to its last part.
func modelName(id string) string {
	if strings.HasPrefix(id, "arn:") {
		return id[strings.LastIndexByte(id, '/')+1:]
	}
	return id
}

func status(errorCode string) int {
	switch errorCode {
	case "":
		return 200
	case "ThrottlingException", "ServiceQuotaExceededException":
		return 429
	case "AccessDeniedException":
		return 403
	case "ResourceNotFoundException":
		return 404
	case "ValidationException":
		return 400
	case "ModelTimeoutException":
		return 408
	case "ServiceUnavailableException", "ModelNotReadyException":
		return 503
	}
	return 500
}

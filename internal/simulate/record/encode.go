package record

import (
	"strconv"
	"time"
)

const hexDigits = "0123456789abcdef"

// AppendExchange appends d as one line.
func (d *Draft) AppendExchange(dst []byte) []byte {
	dst = appendHex(append(dst, `{"id":"x_`...), d.ID, 16)
	dst = AppendTime(append(dst, `","time":"`...), d.At)
	dst = appendHex(append(dst, `","account":"acct_`...), d.Account, 10)
	if d.Org != 0 {
		dst = appendHex(append(dst, `","org":"org_`...), d.Org, 8)
	}
	if d.Key != 0 {
		dst = appendHex(append(dst, `","api_key":"key_`...), d.Key, 10)
	}
	dst = append(append(dst, `","pathway":"`...), d.Pathway...)
	dst = append(append(dst, `","model":"`...), d.Model...)
	dst = append(dst, `","client":{"ip":"`...)
	dst = AppendIP(dst, d.IP)
	dst = strconv.AppendUint(append(dst, `","asn":`...), uint64(d.ASN), 10)
	dst = append(append(dst, `,"country":"`...), d.Country...)
	if d.Agent != "" {
		dst = append(append(dst, `","user_agent":"`...), d.Agent...)
	}
	dst = append(append(dst, `","ja4":"`...), d.JA4...)
	if d.Device != 0 {
		dst = appendHex(append(dst, `","device":"d_`...), d.Device, 10)
	}
	dst = d.appendRequest(append(dst, `"},"request":{`...))
	dst = d.appendResponse(append(dst, `},"response":{"status":`...))
	dst = strconv.AppendInt(append(dst, `},"usage":{"input_tokens":`...), int64(d.Input()), 10)
	dst = strconv.AppendInt(append(dst, `,"output_tokens":`...), int64(d.Output), 10)
	dst = strconv.AppendInt(append(dst, `,"reasoning_tokens":`...), int64(d.Reasoned), 10)
	dst = strconv.AppendInt(append(dst, `,"cache_read_tokens":`...), int64(d.Read), 10)
	dst = strconv.AppendInt(append(dst, `},"latency_ms":`...), int64(d.Latency), 10)
	return append(dst, "}\n"...)
}

func (d *Draft) appendRequest(dst []byte) []byte {
	if len(d.System) > 0 {
		dst = append(appendQuoted(append(dst, `"system":`...), d.System), ',')
	}
	dst = append(dst, `"messages":[`...)
	for i := 0; i < len(d.turns); {
		if i > 0 {
			dst = append(dst, ',')
		}
		end := i + 1
		for end < len(d.turns) && d.turns[end].role == d.turns[i].role {
			end++
		}
		dst = d.appendMessage(dst, d.turns[i:end])
		i = end
	}
	dst = append(dst, ']')
	if d.Tools != "" {
		dst = append(append(append(dst, `,"tools":[`...), d.Tools...), ']')
	}
	if d.MaxTokens > 0 {
		dst = strconv.AppendInt(append(dst, `,"max_tokens":`...), int64(d.MaxTokens), 10)
	}
	if d.Temperature >= 0 {
		dst = strconv.AppendFloat(append(dst, `,"temperature":`...), d.Temperature, 'g', 3, 64)
	}
	dst = strconv.AppendBool(append(dst, `,"thinking":`...), d.Thinking)
	dst = strconv.AppendBool(append(dst, `,"stream":`...), d.Stream)
	if d.User != 0 {
		dst = append(appendHex(append(dst, `,"user":"u_`...), d.User, 8), '"')
	}
	return dst
}

func (d *Draft) appendMessage(dst []byte, blocks []turn) []byte {
	dst = append(append(dst, `{"role":"`...), blocks[0].role...)
	dst = append(dst, `","content":`...)
	if len(blocks) == 1 && blocks[0].block == Text {
		dst = appendQuoted(dst, d.Buffer[blocks[0].from:blocks[0].to])
		return append(dst, '}')
	}
	for i := range blocks {
		if i == 0 {
			dst = append(dst, '[')
		} else {
			dst = append(dst, ',')
		}
		dst = d.appendBlock(dst, &blocks[i])
	}
	return append(dst, `]}`...)
}

func (d *Draft) appendBlock(dst []byte, b *turn) []byte {
	text := d.Buffer[b.from:b.to]
	switch b.block {
	case ToolUse:
		dst = appendHex(append(dst, `{"type":"tool_use","id":"tu_`...), b.artefact, 8)
		dst = append(append(dst, `","name":"`...), b.name...)
		dst = appendQuoted(append(dst, `","input":{"value":`...), text)
		return append(dst, `}}`...)
	case ToolResult:
		dst = appendHex(append(dst, `{"type":"tool_result","tool_use_id":"tu_`...), b.artefact, 8)
		dst = appendQuoted(append(dst, `","content":`...), text)
	case Thinking:
		dst = appendQuoted(append(dst, `{"type":"thinking","thinking":`...), text)
		dst = append(AppendArtefact(append(dst, `,"signature":"`...), b.artefact), '"')
	case Image:
		dst = appendHex(append(dst, `{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo`...), b.artefact, 16)
		return append(dst, `"}}`...)
	default:
		dst = appendQuoted(append(dst, `{"type":"text","text":`...), text)
	}
	return append(dst, '}')
}

func (d *Draft) appendResponse(dst []byte) []byte {
	dst = strconv.AppendInt(dst, int64(d.Status), 10)
	if d.Stop != "" {
		dst = append(append(append(dst, `,"stop_reason":"`...), d.Stop...), '"')
	}
	if d.Issued != 0 {
		dst = append(AppendArtefact(append(dst, `,"artefacts":["`...), d.Issued), `"]`...)
	}
	return dst
}

// AppendArtefact appends the reasoning signature that key names: 64 characters
// as from base64, standing for the hundreds that real ones have.
func AppendArtefact(dst []byte, key uint64) []byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	dst = append(dst, "Erc"...)
	for range 61 {
		key = key*6364136223846793005 + 1442695040888963407
		dst = append(dst, alphabet[key>>58])
	}
	return dst
}

func appendQuoted(dst, text []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(text) {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(dst, text[start:]...), '"')
}

func appendHex(dst []byte, value uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hexDigits[value>>shift&15])
	}
	return dst
}

// AppendIP appends an IPv4 address.
func AppendIP(dst []byte, ip uint32) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		dst = strconv.AppendUint(dst, uint64(ip>>shift&255), 10)
		if shift > 0 {
			dst = append(dst, '.')
		}
	}
	return dst
}

// AppendTime appends Unix milliseconds as RFC 3339, UTC.
func AppendTime(dst []byte, millis int64) []byte {
	return time.UnixMilli(millis).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
}

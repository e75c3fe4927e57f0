package intake_test

import (
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
)

// TestDecoderRefusesTheFuture has two records, one of a clock that is years ahead: with a
// bound it is refused by name, without one it is read.
func TestDecoderRefusesTheFuture(t *testing.T) {
	data := []byte(`{"id":"1","time":"2026-03-02T10:00:00Z","account":"a"}
{"id":"2","time":"2099-03-02T10:00:00Z","account":"a"}
`)
	for until, want := range map[iolaus.Millis]int{0: 2, 1_800_000_000_000: 1} {
		d := intake.NewDecoder()
		d.Until = until
		read, reasons := 0, []string{}
		err := d.Decode(&intake.Batch{Format: "iolaus", Data: data}, func(*iolaus.Exchange, []byte, int) error {
			read++
			return nil
		}, func(p intake.Problem) { reasons = append(reasons, p.Reason) })
		if err != nil || read != want || len(reasons) != 2-want {
			t.Errorf("until %d: %d records read, refused for %q, error %v; want %d read", until, read, reasons, err, want)
		}
		if want == 1 && (len(reasons) != 1 || reasons[0] != "time is in the future") {
			t.Errorf("refused for %q, want that the time is in the future", reasons)
		}
	}
}

// TestRejectsHoldARecordOnce has one record of three spans that name no account: each is
// refused, and the record's bytes are handed on once.
func TestRejectsHoldARecordOnce(t *testing.T) {
	span := `{"spanId":"00f067aa0ba902b7","startTimeUnixNano":"1772409602818000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}]}`
	data := `{"resourceSpans":[{"scopeSpans":[{"spans":[` + span + "," + span + "," + span + `]}]}]}` + "\n"
	refused, bytes := 0, 0
	err := intake.NewDecoder().Decode(&intake.Batch{Format: "otlp-json", Data: []byte(data)}, func(*iolaus.Exchange, []byte, int) error {
		return nil
	}, func(p intake.Problem) { refused, bytes = refused+1, bytes+len(p.Raw) })
	if err != nil || refused != 3 || bytes != len(data)-1 {
		t.Errorf("%d refused with %d bytes, error %v; want 3 with the %d of the record", refused, bytes, err, len(data)-1)
	}
}

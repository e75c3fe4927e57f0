package xtest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/intake"
)

// Fuzz feeds arbitrary bytes to a format, seeded with its example logs, whole
// and broken. Nothing may panic, every exchange must be plausible, no reason may
// quote the record, and reading twice must give the same.
func Fuzz(f *testing.F, format string) {
	logs, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, log := range logs {
		data, err := os.ReadFile(log)
		if err != nil || strings.HasSuffix(log, ".golden") {
			continue
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
		f.Add(bytes.ReplaceAll(data, []byte(":"), []byte(":[")))
		f.Add(append([]byte("\xef\xbb\xbf\x00"), data...))
	}
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Add([]byte("x\n\v\n\u0085"))
	f.Fuzz(func(t *testing.T, data []byte) {
		first := readOnce(t, data, format)
		if second := readOnce(t, data, format); first != second {
			t.Errorf("read %d, then %d exchanges", first, second)
		}
	})
}

func readOnce(t *testing.T, data []byte, format string) (exchanges int) {
	d := intake.NewDecoder()
	o := intake.Options{Inputs: []string{"-"}, Stdin: bytes.NewReader(data), From: format}
	_, err := intake.Read(context.Background(), o, func(b *intake.Batch) error {
		return d.Decode(b, func(x *iolaus.Exchange, raw []byte, nth int) error {
			exchanges++
			if x.Account == "" || x.Time <= 0 || len(raw) == 0 {
				t.Errorf("implausible exchange at %d", x.Time)
			}
			Clone(x)
			return nil
		}, func(p intake.Problem) {
			if len(p.Reason) > 100 {
				t.Errorf("reason quotes the record: %s", p.Reason)
			}
		})
	})
	var unreadable *intake.SourceError
	if err != nil && !errors.As(err, &unreadable) {
		t.Error(err)
	}
	return exchanges
}

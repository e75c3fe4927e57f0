package intake_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/iolaus-project/iolaus/internal/intake"
)

// Batches whose memory is given back, and written over by what follows, are those that
// come when it is not.
func TestReleasedBatchesAreNotMixed(t *testing.T) {
	var lines, array bytes.Buffer
	array.WriteByte('[')
	for i := 0; lines.Len() < 5*intake.BatchSize/2; i++ {
		text := bytes.Repeat([]byte{byte('a' + i%26)}, 50_000+i%7*10_000)
		record := fmt.Sprintf(`{"id":"x%d","time":"2026-03-02T10:00:00Z","account":"a","request":{"messages":[{"role":"user","content":%q}]}}`, i, text)
		lines.WriteString(record)
		lines.WriteByte('\n')
		if i > 0 {
			array.WriteByte(',')
		}
		array.WriteString(record)
	}
	array.WriteByte(']')
	dir := t.TempDir()
	for _, file := range []struct {
		name string
		data []byte
	}{
		{"lines.jsonl", lines.Bytes()}, {"lines.jsonl.zst", zstded(t, lines.Bytes())}, {"array.json", array.Bytes()},
	} {
		t.Run(file.name, func(t *testing.T) {
			path := write(t, dir, file.name, file.data)
			batches := func(release bool) (all []byte, ids []string) {
				_, err := intake.Read(t.Context(), intake.Options{Inputs: []string{path}}, func(b *intake.Batch) error {
					all, ids = append(all, b.Data...), append(ids, b.ID)
					if release {
						clear(b.Data)
						b.Release()
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				return all, ids
			}
			kept, names := batches(false)
			again, namesAgain := batches(true)
			if len(names) < 2 || !bytes.Equal(kept, lines.Bytes()) {
				t.Fatalf("%d batches of %d bytes, want at least 2 of %d", len(names), len(kept), lines.Len())
			}
			if !bytes.Equal(kept, again) || fmt.Sprint(names) != fmt.Sprint(namesAgain) {
				t.Error("batches differ once their memory is used again")
			}
		})
	}
}

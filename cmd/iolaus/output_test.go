package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFileLeavesTheOldOneOnFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.json")
	write := func(text string, err error) error {
		return writeFile(path, func(w io.Writer) error {
			_, _ = io.WriteString(w, text)
			return err
		})
	}
	if err := write("old", nil); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := write("half", broken); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "old" {
		t.Errorf("file holds %q, %v; want the old content", text, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v, %v; want one file", entries, err)
	}
}

func TestWriteFileFollowsLinksAndPipes(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	hello := func(w io.Writer) error {
		_, err := io.WriteString(w, "new")
		return err
	}
	if err := writeFile(link, hello); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(real); err != nil || string(text) != "new" {
		t.Errorf("linked file holds %q, %v; want new", text, err)
	}
	if err := writeFile(os.DevNull, hello); err != nil {
		t.Errorf("write to %s: %v", os.DevNull, err)
	}
}

// TestDiscard makes outputs that never come: nothing is left of them, and what was there
// stays.
func TestDiscard(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model.bin")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, filled := range []bool{false, true} {
		o, err := createOutput(path)
		if err != nil {
			t.Fatal(err)
		}
		if filled {
			if err := o.fill(func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := o.discard(); err != nil {
				t.Error(err)
			}
		}
		text, err := os.ReadFile(path)
		entries, dirErr := os.ReadDir(dir)
		if err != nil || dirErr != nil || string(text) != "old" || len(entries) != 1 {
			t.Errorf("file holds %q, folder %v", text, entries)
		}
	}
	if _, err := createOutput(filepath.Join(dir, "nowhere", "model.bin")); err == nil {
		t.Error("a file in no folder can be written to")
	}
}

func TestWithin(t *testing.T) {
	for _, test := range []struct {
		file, folder string
		want         bool
	}{
		{"logs/bad.jsonl", "logs", true},
		{"logs/deep/bad.jsonl", "logs/", true},
		{"bad.jsonl", ".", true},
		{"bad.jsonl", "logs", false},
		{"logs2/bad.jsonl", "logs", false},
		{"logs/../bad.jsonl", "logs", false},
		{"a.jsonl", "a.jsonl", false},
	} {
		if got := within(test.file, test.folder); got != test.want {
			t.Errorf("within(%q, %q) = %v, want %v", test.file, test.folder, got, test.want)
		}
	}
}

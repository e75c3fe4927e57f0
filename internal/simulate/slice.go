package simulate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Slice is a stretch of a world's time as its provider comes to know it.
type Slice struct {
	End       time.Time // of the stretch, exclusive
	Exchanges string    // file of what was sent in it; "" when nothing was
	Accounts  string    // file of what became known of accounts in it; "" when nothing did
}

// maxLine bounds the bytes of one exchange or account.
const maxLine = 1 << 26

// Bounds gives when slice i, from 0, ends: later than the one before it, from the
// midnight before the first exchange.
type Bounds func(i int) time.Duration

// Every makes slices of equal length.
func Every(length time.Duration) Bounds {
	return func(i int) time.Duration { return time.Duration(i+1) * length }
}

// Cut writes the world in dir, which must not be compressed, into out in slices
// of time: from the first exchange to the last, without gaps. What the world says of
// an account at its end is told as it happened: its registration once it was there,
// its ban not before it came.
func Cut(dir, out string, bounds Bounds) ([]Slice, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("make folder for slices: %w", err)
	}
	slices, err := cutExchanges(filepath.Join(dir, exchangesFile), out, bounds)
	if err != nil {
		return nil, fmt.Errorf("cut exchanges: %w", err)
	}
	if err := cutAccounts(filepath.Join(dir, accountsFile), out, slices); err != nil {
		return nil, fmt.Errorf("cut accounts: %w", err)
	}
	return slices, nil
}

// eachLine gives the lines of a file; yield may not keep them.
func eachLine(name string, yield func(line []byte) error) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, 1<<20), maxLine)
	for lines.Scan() {
		if err := yield(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// cutExchanges needs the exchanges in order of time, as Run writes them.
func cutExchanges(name, out string, bounds Bounds) (slices []Slice, err error) {
	var midnight time.Time
	bound := 0
	var file *os.File
	var to *bufio.Writer
	finish := func() error {
		if file == nil {
			return nil
		}
		err := errors.Join(to.Flush(), file.Close())
		file = nil
		return err
	}
	defer func() { err = errors.Join(err, finish()) }()
	err = eachLine(name, func(line []byte) error {
		at, err := sent(line)
		if err != nil {
			return err
		}
		if len(slices) == 0 {
			midnight = at.Truncate(24 * time.Hour)
			for !at.Before(midnight.Add(bounds(bound))) {
				bound++
			}
			slices = append(slices, Slice{End: midnight.Add(bounds(bound))})
		}
		for !at.Before(slices[len(slices)-1].End) {
			if err := finish(); err != nil {
				return err
			}
			bound++
			slices = append(slices, Slice{End: midnight.Add(bounds(bound))})
		}
		if file == nil {
			last := &slices[len(slices)-1]
			last.Exchanges = filepath.Join(out, fmt.Sprintf("exchanges-%04d.jsonl", len(slices)))
			if file, err = os.Create(last.Exchanges); err != nil {
				return err
			}
			to = bufio.NewWriterSize(file, 1<<20)
		}
		_, _ = to.Write(line) // Flush gives the error
		return to.WriteByte('\n')
	})
	return slices, err
}

// sent reads when a simulated exchange was sent: its time stands second and
// needs no escapes.
func sent(line []byte) (time.Time, error) {
	_, rest, found := bytes.Cut(line, []byte(`,"time":"`))
	text, _, ended := bytes.Cut(rest, []byte(`"`))
	if !found || !ended {
		return time.Time{}, errors.New("an exchange has no time")
	}
	return time.Parse(time.RFC3339, string(text))
}

// cutAccounts writes each account into the slice in which it came to be, and
// once more into that in which it was closed.
func cutAccounts(name, out string, slices []Slice) error {
	text := make([][]byte, len(slices))
	err := eachLine(name, func(line []byte) error {
		var dates struct {
			Created time.Time `json:"created"`
			Changed time.Time `json:"status_changed"`
		}
		if err := json.Unmarshal(line, &dates); err != nil {
			return err
		}
		made, closed := sliceOf(slices, dates.Created), sliceOf(slices, dates.Changed)
		switch {
		case made == len(slices):
			return nil
		case dates.Changed.IsZero() || closed <= made:
			text[made] = append(append(text[made], line...), '\n')
			return nil
		case closed < len(slices):
			text[closed] = append(append(text[closed], line...), '\n')
		}
		active, err := asActive(line)
		text[made] = append(append(text[made], active...), '\n')
		return err
	})
	if err != nil {
		return err
	}
	for i := range slices {
		if len(text[i]) == 0 {
			continue
		}
		slices[i].Accounts = filepath.Join(out, fmt.Sprintf("accounts-%04d.jsonl", i+1))
		if err := os.WriteFile(slices[i].Accounts, text[i], 0o600); err != nil {
			return err
		}
	}
	return nil
}

// sliceOf gives the first slice that ends after a time, or the number of slices.
func sliceOf(slices []Slice, at time.Time) int {
	for i := range slices {
		if at.Before(slices[i].End) {
			return i
		}
	}
	return len(slices)
}

// asActive gives an account as it was before it was closed.
func asActive(line []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return nil, err
	}
	fields["status"] = json.RawMessage(`"active"`)
	delete(fields, "status_changed")
	return json.Marshal(fields)
}

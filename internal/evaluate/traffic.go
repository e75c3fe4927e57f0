package evaluate

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/valyala/fastjson"
)

// readExchanges goes through the traffic and, beside it, through the truth
// about the campaigns' part of it. Both are in the same order, so neither has
// to be held.
func (t *Truth) readExchanges(dir string) (err error) {
	rows, err := openRows(filepath.Join(dir, takenFile), "id", "campaign", "distilled")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	row, err := rows.next()
	if err != nil {
		return err
	}
	name, lines, err := openTraffic(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lines.Close()) }()
	err = eachLine(lines, func(line []byte) error {
		h, err := t.see(line)
		if err != nil || row == nil || string(h.id) != row[0] {
			return err
		}
		if err := t.take(h, row); err != nil {
			return err
		}
		row, err = rows.next()
		return err
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if row != nil {
		return fmt.Errorf("read %s: exchange %q is not in the traffic, or not in the same order", rows.name, row[0])
	}
	return nil
}

// see notes that an account sent an exchange.
func (t *Truth) see(line []byte) (head, error) {
	h, err := headOf(line)
	if err != nil {
		return h, fmt.Errorf("line %d: %w", t.exchanges+1, err)
	}
	i, found := t.index[string(h.account)]
	if !found {
		return h, fmt.Errorf("line %d: account %q is not in %s", t.exchanges+1, h.account, accountsFile)
	}
	h.sender = i
	t.accounts[i].active = true
	t.exchanges++
	return h, nil
}

// take notes an exchange of a campaign.
func (t *Truth) take(h head, row []string) error {
	c := t.accounts[h.sender].campaign
	if c == honest || t.campaigns[c].name != row[1] {
		return fmt.Errorf("exchange %q is of campaign %q in %s, its account is not", row[0], row[1], takenFile)
	}
	at, err := time.Parse(time.RFC3339Nano, string(h.time))
	if err != nil {
		return fmt.Errorf("exchange %q: %w", row[0], err)
	}
	o, nanos := &t.campaigns[c], at.UnixNano()
	if o.exchanges == 0 || nanos < o.first {
		o.first = nanos
	}
	o.exchanges++
	switch row[2] {
	case "1":
		o.distilled = append(o.distilled, taken{at: nanos, account: h.sender})
	case "0":
	default:
		return fmt.Errorf("exchange %q: distilled is %q, not 0 or 1", row[0], row[2])
	}
	return nil
}

// head is who sent an exchange, and when.
type head struct {
	id, time, account []byte
	sender            int32
}

// headOf reads the beginning of a simulated exchange, which is its id, time and
// account; it parses the whole line when the line begins otherwise.
func headOf(line []byte) (head, error) {
	var h head
	rest := line
	for _, part := range []struct {
		key  string
		into *[]byte
	}{{`{"id":"`, &h.id}, {`,"time":"`, &h.time}, {`,"account":"`, &h.account}} {
		value, found := bytes.CutPrefix(rest, []byte(part.key))
		end := bytes.IndexByte(value, '"')
		if !found || end < 0 || bytes.IndexByte(value[:end], '\\') >= 0 {
			return parseHead(line)
		}
		*part.into, rest = value[:end], value[end+1:]
	}
	return h, nil
}

func parseHead(line []byte) (head, error) {
	v, err := fastjson.ParseBytes(line)
	if err != nil {
		return head{}, errors.New("it is not JSON") // the parser's words would quote the text
	}
	h := head{id: v.GetStringBytes("id"), time: v.GetStringBytes("time"), account: v.GetStringBytes("account")}
	if len(h.id) == 0 || len(h.time) == 0 || len(h.account) == 0 {
		return head{}, errors.New("it has no id, time or account")
	}
	return h, nil
}

// Traffic gives the file of the exchanges of the world in dir, compressed or
// not.
func Traffic(dir string) string {
	name := filepath.Join(dir, exchangesFile)
	if _, err := os.Stat(name); err != nil {
		return name + ".zst"
	}
	return name
}

// openTraffic opens the exchanges, compressed or not.
func openTraffic(dir string) (string, io.ReadCloser, error) {
	name := filepath.Join(dir, exchangesFile)
	file, err := os.Open(name)
	if err == nil {
		return name, file, nil
	}
	compressed, zstErr := os.Open(name + ".zst")
	if zstErr != nil {
		return "", nil, fmt.Errorf("read traffic: %w", err)
	}
	decoder, err := zstd.NewReader(compressed)
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("read %s.zst: %w", name, err), compressed.Close())
	}
	return name + ".zst", unpacked{decoder, compressed}, nil
}

// unpacked is a compressed file as it reads.
type unpacked struct {
	*zstd.Decoder
	file *os.File
}

func (u unpacked) Close() error {
	u.Decoder.Close()
	return u.file.Close()
}

// eachLine gives every line that is not empty; yield may not keep it.
func eachLine(r io.Reader, yield func([]byte) error) error {
	lines := bufio.NewReaderSize(r, 1<<20)
	var long []byte
	for {
		part, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, part...)
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(long) > 0 {
			long = append(long, part...)
			part, long = long, long[:0]
		}
		if part = bytes.TrimSpace(part); len(part) > 0 {
			if err := yield(part); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

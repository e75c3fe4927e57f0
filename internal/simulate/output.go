package simulate

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/iolaus-project/iolaus/internal/simulate/record"
)

// The files of a world.
const (
	exchangesFile      = "exchanges.jsonl"
	accountsFile       = "accounts.jsonl"
	truthAccountsFile  = "truth_accounts.csv"
	truthExchangesFile = "truth_exchanges.csv"
)

// output is the two files that grow while a world lives.
type output struct {
	exchanges io.Writer
	truth     *bufio.Writer
	closers   []func() error
}

func createExchanges(dir string, compress bool) (*output, error) {
	name := filepath.Join(dir, exchangesFile)
	stale := name + ".zst"
	if compress {
		name, stale = stale, name
	}
	if err := os.Remove(stale); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove the former world's exchanges: %w", err)
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("create exchanges: %w", err)
	}
	truth, err := os.Create(filepath.Join(dir, truthExchangesFile))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create truth: %w", err), file.Close())
	}
	o := &output{exchanges: file, truth: bufio.NewWriter(truth)}
	if compress {
		// One goroutine: the bytes then do not depend on the machine.
		encoder, err := zstd.NewWriter(file, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("compress exchanges: %w", err), file.Close(), truth.Close())
		}
		o.exchanges = encoder
		o.closers = append(o.closers, encoder.Close)
	}
	o.closers = append(o.closers, o.truth.Flush, file.Close, truth.Close)
	_, err = o.truth.WriteString("id,campaign,distilled\n")
	return o, err
}

func (o *output) write(exchanges, truth []byte) error {
	if _, err := o.exchanges.Write(exchanges); err != nil {
		return fmt.Errorf("write exchanges: %w", err)
	}
	if _, err := o.truth.Write(truth); err != nil {
		return fmt.Errorf("write truth: %w", err)
	}
	return nil
}

func (o *output) close() error {
	var all error
	for _, shut := range o.closers {
		if err := shut(); err != nil {
			all = errors.Join(all, fmt.Errorf("close world: %w", err))
		}
	}
	return all
}

// writeAccounts writes the registration records and the truth about them, in
// order of creation.
func writeAccounts(w *world, dir string) error {
	order := make([]int32, len(w.accounts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &w.accounts[i], &w.accounts[j]
		return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID))
	})
	err := writeLines(filepath.Join(dir, accountsFile), order, func(line []byte, i int32) []byte {
		r := w.Register(&w.accounts[i])
		return r.Append(line)
	})
	if err != nil {
		return err
	}
	header := []byte("account,population,campaign,operator\n")
	return writeLines(filepath.Join(dir, truthAccountsFile), order, func(line []byte, i int32) []byte {
		line = append(line, header...)
		header = nil
		return w.truth(line, int(i))
	})
}

func writeLines(name string, order []int32, line func([]byte, int32) []byte) error {
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("create %s: %w", filepath.Base(name), err)
	}
	out := bufio.NewWriterSize(file, 1<<16)
	var buffer []byte
	for _, i := range order {
		buffer = line(buffer[:0], i)
		if _, err = out.Write(buffer); err != nil {
			break
		}
	}
	if err := errors.Join(err, out.Flush(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	return nil
}

// truth appends what an account really is.
func (w *world) truth(dst []byte, i int) []byte {
	dst = record.AppendAccountName(dst, w.accounts[i].ID)
	dst = append(append(dst, ','), w.accounts[i].Group.Population()...)
	campaign, operator := "", ""
	if i >= w.rhythmic {
		c := &w.campaigns[w.crewOf(i)]
		campaign, operator = c.campaign, c.operator
	}
	dst = append(append(dst, ','), campaign...)
	dst = append(append(dst, ','), operator...)
	return append(dst, '\n')
}

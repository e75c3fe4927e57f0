package evaluate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// The files of a world that are read (docs/format/scenario.md).
const (
	accountsFile  = "truth_accounts.csv"
	takenFile     = "truth_exchanges.csv"
	exchangesFile = "exchanges.jsonl"
)

// honest stands for the campaign of an account that belongs to none.
const honest = -1

// Truth is what a simulated world says of itself.
type Truth struct {
	index       map[string]int32 // by name, into accounts
	accounts    []account
	populations []string
	campaigns   []operation
	exchanges   int64
}

type account struct {
	population int32
	campaign   int32 // honest, or an index into campaigns
	active     bool  // has traffic
}

// operation is what a campaign really did.
type operation struct {
	name, operator string
	exchanges      int64
	first          int64 // time of its first exchange, Unix nanoseconds
	distilled      []taken
}

// taken is one exchange from which the campaign distilled.
type taken struct {
	at      int64 // Unix nanoseconds
	account int32
}

// Read reads the truth of the world in dir: truth_accounts.csv,
// truth_exchanges.csv, and of exchanges.jsonl (or .zst) who sent what when. It
// holds a few bytes per account and per distilled exchange in memory.
func Read(dir string) (*Truth, error) {
	t := &Truth{index: map[string]int32{}}
	if err := t.readAccounts(filepath.Join(dir, accountsFile)); err != nil {
		return nil, err
	}
	if err := t.readExchanges(dir); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Truth) readAccounts(name string) (err error) {
	rows, err := openRows(name, "account", "population", "campaign", "operator")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	populations, campaigns := map[string]int32{}, map[string]int32{}
	for {
		row, err := rows.next()
		if row == nil || err != nil {
			return err
		}
		if _, twice := t.index[row[0]]; twice {
			return fmt.Errorf("read %s: account %q is listed twice", name, row[0])
		}
		a := account{campaign: honest}
		if row[2] != "" {
			a.campaign = number(campaigns, row[2], func() {
				t.campaigns = append(t.campaigns, operation{name: row[2], operator: row[3]})
			})
		} else {
			a.population = number(populations, row[1], func() { t.populations = append(t.populations, row[1]) })
		}
		t.index[row[0]] = int32(len(t.accounts))
		t.accounts = append(t.accounts, a)
	}
}

// number gives the number of a name; a new name gets the next one, after add.
func number(numbers map[string]int32, name string, add func()) int32 {
	n, found := numbers[name]
	if !found {
		n = int32(len(numbers))
		numbers[name] = n
		add()
	}
	return n
}

// rows reads a CSV file row by row.
type rows struct {
	name string
	file *os.File
	csv  *csv.Reader
}

func openRows(name string, header ...string) (*rows, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read truth: %w", err)
	}
	r := &rows{name: name, file: file, csv: csv.NewReader(file)}
	r.csv.FieldsPerRecord = len(header)
	first, err := r.csv.Read()
	if err == nil && !slices.Equal(first, header) {
		err = fmt.Errorf("its columns are %q, not %q", first, header)
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("it is empty")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", name, err), file.Close())
	}
	return r, nil
}

// next gives nil after the last row.
func (r *rows) next() ([]string, error) {
	row, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", r.name, err)
	}
	return row, nil
}

func (r *rows) close() error { return r.file.Close() }

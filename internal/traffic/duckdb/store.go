package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	_ "github.com/duckdb/duckdb-go/v2" // registers the driver

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
)

// Options say where a store lives and what it may use.
type Options struct {
	Dir         string // "" = a temporary folder, removed on Close
	MemoryLimit int64  // bytes the query engine may hold before it spills; 0 = 512 MiB
	Threads     int    // 0 = one per processor
}

const defaultMemory = 512 << 20

// Store is a traffic.Store over a folder of segments.
type Store struct {
	dir       string
	spill     string // folder for what a query has no memory for, this process' own
	temporary bool
	db        *sql.DB

	records sync.Pool // *[]exchangeRecord, reused between batches

	mu    sync.Mutex
	fresh bool // the views show every segment
}

// Open opens the store in o.Dir, and makes it when there is none.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{dir: o.Dir}
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "iolaus-traffic-")
		if err != nil {
			return nil, fmt.Errorf("make a temporary traffic store: %w", err)
		}
		s.dir, s.temporary = dir, true
	}
	if err := s.start(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context, o Options) (err error) {
	if s.dir, err = filepath.Abs(s.dir); err != nil {
		return fmt.Errorf("open the traffic store: %w", err)
	}
	if err := prepare(s.dir); err != nil {
		return err
	}
	if s.spill, err = os.MkdirTemp(s.dir, spillPrefix); err != nil {
		return fmt.Errorf("open the traffic store: %w", err)
	}
	if s.db, err = sql.Open("duckdb", ""); err != nil {
		return fmt.Errorf("start the query engine: %w", err)
	}
	s.db.SetMaxOpenConns(1) // views and settings belong to the one connection
	memory := o.MemoryLimit
	if memory == 0 {
		memory = defaultMemory
	}
	threads := o.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	for _, setting := range []string{
		"SET memory_limit = '" + strconv.FormatInt(memory>>20, 10) + "MiB'",
		"SET threads = " + strconv.Itoa(threads),
		"SET temp_directory = " + quote(s.spill),
		"SET preserve_insertion_order = false",
		"SET autoinstall_known_extensions = false",
		"SET autoload_known_extensions = false",
		"SET enable_progress_bar = false",
	} {
		if _, err := s.db.ExecContext(ctx, setting); err != nil {
			return fmt.Errorf("configure the query engine: %w", err)
		}
	}
	return nil
}

// Close ends the query engine; a temporary store is removed.
func (s *Store) Close() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	if s.spill != "" {
		err = errors.Join(err, os.RemoveAll(s.spill))
	}
	if s.temporary {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

// Has reports whether the batch is stored.
func (s *Store) Has(_ context.Context, id string) (bool, error) {
	path, err := s.segment(exchangeFolder, id)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for batch %s: %w", id, err)
	}
	return true, nil
}

// segment is the path of a batch's segment. An id is hexadecimal, so that it
// cannot name a file elsewhere.
func (s *Store) segment(folder, id string) (string, error) {
	if id == "" || strings.Trim(id, "0123456789abcdef") != "" {
		return "", fmt.Errorf("batch id %q is not hexadecimal", id)
	}
	return filepath.Join(s.dir, folder, id+".parquet"), nil
}

// Append stores a batch: first its names, then its exchanges, whose segment
// commits it.
func (s *Store) Append(ctx context.Context, b *traffic.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if known, err := s.Has(ctx, b.ID); known || err != nil {
		return err
	}
	if err := s.appendNames(b); err != nil {
		return err
	}
	path, err := s.segment(exchangeFolder, b.ID)
	if err != nil {
		return err
	}
	records, _ := s.records.Get().(*[]exchangeRecord)
	if records == nil {
		records = new([]exchangeRecord)
	}
	defer s.records.Put(records)
	*records = slices.Grow((*records)[:0], len(b.Rows))[:len(b.Rows)]
	for i := range b.Rows {
		(*records)[i].set(&b.Rows[i])
	}
	defer s.stale()
	return writeSegment(path, *records, !s.temporary)
}

func (s *Store) appendNames(b *traffic.Batch) error {
	path, err := s.segment(nameFolder, b.ID)
	if err != nil {
		return err
	}
	names := make([]nameRecord, len(b.Names))
	for i, n := range b.Names {
		names[i] = nameRecord{Hash: uint64(n.Hash), Text: valid(n.Text)}
	}
	return writeSegment(path, names, !s.temporary)
}

// PutAccounts stores registration facts as one segment named by its content.
func (s *Store) PutAccounts(_ context.Context, accounts []iolaus.Account) error {
	if len(accounts) == 0 {
		return nil
	}
	records := make([]accountRecord, len(accounts))
	for i := range accounts {
		records[i] = newAccountRecord(&accounts[i])
	}
	slices.SortFunc(records, func(a, b accountRecord) int {
		return strings.Compare(a.Account+"\x00"+strconv.FormatUint(a.Content, 16), b.Account+"\x00"+strconv.FormatUint(b.Content, 16))
	})
	name := uint64(len(records))
	for i := range records {
		name = name*0x9e3779b97f4a7c15 + records[i].Content
	}
	path, err := s.segment(accountFolder, fmt.Sprintf("%016x", name))
	if err != nil {
		return err
	}
	defer s.stale()
	return writeSegment(path, records, !s.temporary)
}

// stale makes the next reader look at the folder anew. It is called once a segment is
// there: a reader before that has seen what there was.
func (s *Store) stale() {
	s.mu.Lock()
	s.fresh = false
	s.mu.Unlock()
}

// valid makes text fit for a Parquet string, whose readers refuse a whole file for one
// byte that is no UTF-8. What is compared are hashes of the text as it came.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

var _ traffic.Store = (*Store)(nil)

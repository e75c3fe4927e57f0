package duckdb_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/traffic"
	"github.com/iolaus-project/iolaus/internal/traffic/duckdb"
	"github.com/iolaus-project/iolaus/internal/traffic/suite"
)

func open(t testing.TB, dir string) *duckdb.Store {
	t.Helper()
	s, err := duckdb.Open(t.Context(), duckdb.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConformance(t *testing.T) {
	suite.Run(t, func(t *testing.T) traffic.Store { return open(t, t.TempDir()) })
}

// TestReportedByEarlierVersions has segments without a verdict and without what is gone,
// alone and beside one of today.
func TestReportedByEarlierVersions(t *testing.T) {
	type record struct {
		ID        string   `parquet:"id"`
		Name      string   `parquet:"name"`
		Parent    string   `parquet:"parent"`
		Templates []uint64 `parquet:"templates"`
		Report    int64    `parquet:"report"`
		Until     int64    `parquet:"until"`
		Accounts  int64    `parquet:"accounts"`
		Members   []uint64 `parquet:"members"`
	}
	dir := t.TempDir()
	s := open(t, dir)
	defer s.Close()
	earlier := record{ID: "c_a", Name: "bay-heron", Report: 1, Until: 50, Accounts: 1, Members: []uint64{7}}
	if err := parquet.WriteFile(filepath.Join(dir, "reported", "aa.parquet"), []record{earlier}); err != nil {
		t.Fatal(err)
	}
	known := func(want ...traffic.Reported) {
		t.Helper()
		got, err := s.Reported(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	was := traffic.Reported{ID: "c_a", Name: "bay-heron", First: 1, Report: 1, Until: 50, Accounts: 1, Members: []iolaus.Hash{7}}
	known(was)
	now := traffic.Reported{ID: "c_b", Name: "ashen-wren", Verdict: iolaus.Harvest, First: 2, Report: 2, Until: 60, Accounts: 1, Members: []iolaus.Hash{8}}
	if err := s.PutReported(t.Context(), []traffic.Reported{now}); err != nil {
		t.Fatal(err)
	}
	known(was, now)
}

func TestStoreOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.Append(t.Context(), &traffic.Batch{ID: "aa", Rows: []traffic.Row{{ID: 1, Time: 5, Account: 9}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	defer s.Close()
	if sum, err := s.Summary(t.Context()); err != nil || sum.Exchanges != 1 {
		t.Errorf("%+v, %v after opening again, want the exchange", sum, err)
	}
}

func TestUnfinishedSegmentIsIgnored(t *testing.T) {
	dir := t.TempDir()
	open(t, dir).Close()
	if err := os.WriteFile(filepath.Join(dir, "exchange", "aa.parquet.123.partial"), []byte("PAR1 half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	defer s.Close()
	if sum, err := s.Summary(t.Context()); err != nil || sum.Exchanges != 0 {
		t.Errorf("%+v, %v, want an empty store", sum, err)
	}
}

func TestDamagedSegmentIsNamed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	defer s.Close()
	if err := os.WriteFile(filepath.Join(dir, "exchange", "aa.parquet"), []byte("PAR1 and then nothing of the sort"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Summary(t.Context()); err == nil || !strings.Contains(err.Error(), "aa.parquet") {
		t.Errorf("error %v, want one that names the segment", err)
	}
}

func TestOtherLayoutIsRefused(t *testing.T) {
	for _, other := range []string{"iolaus-traffic 1", "iolaus-traffic 99"} {
		dir := t.TempDir()
		open(t, dir).Close()
		if err := os.WriteFile(filepath.Join(dir, "FORMAT"), []byte(other+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := duckdb.Open(t.Context(), duckdb.Options{Dir: dir})
		if err == nil {
			s.Close()
			t.Errorf("a store of format %q was opened", other)
			continue
		}
		if want := fmt.Sprintf("its format is %q, this program reads ", other); !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// TestBrokenText has names and facts that are no UTF-8, as clients may send: they are kept
// readable, and found under the hashes that they came with.
func TestBrokenText(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	b := batch(rand.New(rand.NewPCG(1, 1)), "aa", 1)
	b.Names = []traffic.Name{{Hash: b.Rows[0].Account, Text: "a\xff\xfeb"}}
	if err := s.Append(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := s.PutAccounts(t.Context(), []iolaus.Account{{Account: "a\xff\xfeb", Payment: "card\xc3"}}); err != nil {
		t.Fatal(err)
	}
	names, err := s.Names(t.Context(), []iolaus.Hash{b.Rows[0].Account})
	if want := "a\uFFFDb"; err != nil || names[b.Rows[0].Account] != want {
		t.Errorf("the account is called %q, want %q; error %v", names[b.Rows[0].Account], want, err)
	}
	if err := s.Accounts(t.Context(), func(*traffic.Account) error { return nil }); err != nil {
		t.Error(err)
	}
}

// TestFolderNamedLikeAPattern has a store in a folder whose name is a pattern of others.
func TestFolderNamedLikeAPattern(t *testing.T) {
	for _, name := range []string{"st[1]", "all*", "who?", "it's"} {
		dir := filepath.Join(t.TempDir(), name)
		s := open(t, dir)
		if err := s.Append(t.Context(), batch(rand.New(rand.NewPCG(1, 1)), "aa", 3)); err != nil {
			t.Fatal(err)
		}
		summary, err := s.Summary(t.Context())
		if err != nil || summary.Exchanges != 3 {
			t.Errorf("%s: %d exchanges, want 3; error %v", name, summary.Exchanges, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestOthersFilesStay has a folder with a tmp of its owner: opening and closing a store
// there leaves it, and what another process spills; what a crash left goes.
func TestOthersFilesStay(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, folder := range []string{"tmp", "iolaus-spill-1"} {
		kept = append(kept, filepath.Join(dir, folder, "kept"))
		if err := errors.Join(os.Mkdir(filepath.Join(dir, folder), 0o700), os.WriteFile(kept[len(kept)-1], nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	crashed := filepath.Join(dir, "iolaus-spill-0") // two days ago
	ago := time.Now().AddDate(0, 0, -2)
	if err := errors.Join(os.Mkdir(crashed, 0o700), os.Chtimes(crashed, ago, ago)); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range kept {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "iolaus-spill-*")); len(left) != 1 {
		t.Errorf("%d folders of spilled data, want the other's alone", len(left))
	}
}

// TestOthersFolderIsRefused names a folder that holds something else: it stays as it is.
func TestOthersFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := duckdb.Open(t.Context(), duckdb.Options{Dir: dir})
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, traffic.ErrNotStore) || !strings.Contains(err.Error(), "notes.txt") {
		t.Errorf("error %v, want that it is no store and why", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v: want the notes alone", entries, err)
	}
}

// TestReaderSeesOneState has another process add to a store that is being read: all
// answers are about what it held when the first was given.
func TestReaderSeesOneState(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 1))
	writer, reader := open(t, dir), open(t, dir)
	defer writer.Close()
	defer reader.Close()
	count := func(s *duckdb.Store) int64 {
		sum, err := s.Summary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sum.Exchanges
	}
	for i, id := range []string{"aa", "bb"} {
		if err := writer.Append(t.Context(), batch(r, id, 3)); err != nil {
			t.Fatal(err)
		}
		if n := count(reader); n != 3 {
			t.Errorf("%d exchanges after batch %d, want 3", n, i+1)
		}
	}
	if n := count(writer); n != 6 {
		t.Errorf("%d exchanges, want 6", n)
	}
}

func TestTemporaryStoreIsRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := open(t, "")
	if err := s.Append(t.Context(), &traffic.Batch{ID: "aa", Rows: make([]traffic.Row, 3)}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) != 0 {
		t.Errorf("%v, %v left behind", left, err)
	}
}

// batch makes rows as traffic has them: few accounts, unique tasks.
func batch(r *rand.Rand, id string, n int) *traffic.Batch {
	b := &traffic.Batch{ID: id, Rows: make([]traffic.Row, n)}
	for i := range b.Rows {
		x := &b.Rows[i]
		*x = traffic.Row{
			ID: iolaus.Hash(r.Uint64()), Time: iolaus.Millis(1_772_000_000_000 + r.Int64N(5*24*3600*1000)),
			Account: iolaus.Hash(r.Uint64N(20_000) + 1), Model: 3, Address: iolaus.Hash(r.Uint64N(30_000)),
			Network: iolaus.Hash(r.Uint64N(9000)), TLSClient: iolaus.Hash(r.Uint64N(400)), Frame: iolaus.Hash(r.Uint64N(600)),
			Task: iolaus.Hash(r.Uint64()), OutputTokens: r.Int64N(4000), InputTokens: r.Int64N(4000), Latency: r.Int64N(20000),
			Params: iolaus.Hash(r.Uint64N(50)), Instruction: iolaus.Hash(r.Uint64()), Root: true,
		}
		for k := range x.Phrases {
			x.Phrases[k] = r.Uint32()
		}
		for k := range x.Meaning {
			x.Meaning[k] = int8(r.Int32())
		}
	}
	return b
}

func BenchmarkAppend(b *testing.B) {
	const rows = 14_000
	s := open(b, b.TempDir())
	defer s.Close()
	r := rand.New(rand.NewPCG(1, 2))
	one := batch(r, "", rows)
	for i := 0; b.Loop(); i++ {
		one.ID = strconv.FormatInt(int64(i), 16)
		if err := s.Append(b.Context(), one); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

func BenchmarkRead(b *testing.B) {
	s := open(b, b.TempDir())
	defer s.Close()
	r := rand.New(rand.NewPCG(1, 2))
	n := 1_000_000
	if testing.Short() {
		n = 28_000
	}
	for i := range n / 14_000 {
		if err := s.Append(b.Context(), batch(r, strconv.FormatInt(int64(i), 16), 14_000)); err != nil {
			b.Fatal(err)
		}
	}
	for _, call := range []struct {
		name string
		run  func() error
	}{
		{"Summary", func() error { _, err := s.Summary(b.Context()); return err }},
		{"Accounts", func() error { return s.Accounts(b.Context(), func(*traffic.Account) error { return nil }) }},
		{"Sightings", func() error {
			return s.Sightings(b.Context(), 12_000, func(iolaus.Sighting) error { return nil })
		}},
		{"Exchanges", func() error { return s.Exchanges(b.Context(), nil, 12, func(*traffic.Trace) error { return nil }) }},
	} {
		b.Run(call.name, func(b *testing.B) {
			for b.Loop() {
				if err := call.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

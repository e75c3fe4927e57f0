package simulate_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/iolaus-project/iolaus/internal/simulate"
	"github.com/iolaus-project/iolaus/internal/simulate/harvest"
	"github.com/iolaus-project/iolaus/internal/simulate/honest"
)

// exchange is what the tests look at.
type exchange struct {
	ID, Time, Account, Model string
	Client                   struct{ IP, Country, JA4 string }
	Request                  struct{ Messages []message }
	Response                 struct {
		Status    int
		Artefacts []string
	}
}

type message struct {
	Role    string
	Content json.RawMessage
}

func makeWorld(t *testing.T, name string, o simulate.Options) simulate.Totals {
	t.Helper()
	s, err := simulate.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := simulate.Run(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

func readAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[entry.Name()] = string(text)
	}
	return all
}

// readTruth gives a truth file as rows by their first field.
func readTruth(t *testing.T, dir, name string) map[string][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string][]string{}
	for _, row := range rows[1:] {
		truth[row[0]] = row
	}
	if len(truth) != len(rows)-1 {
		t.Errorf("%s: %d rows, %d distinct keys", name, len(rows)-1, len(truth))
	}
	return truth
}

func eachExchange(t *testing.T, dir string, see func(*exchange, []byte)) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "exchanges.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var x exchange
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatalf("%v in %s", err, lines.Bytes())
		}
		see(&x, lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestSameBytesForAnyNumberOfWorkers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var first map[string]string
	for _, workers := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(workers)
		dir := t.TempDir()
		makeWorld(t, "shapes", simulate.Options{Out: dir, Seed: 5, Scale: 0.03})
		files := readAll(t, dir)
		if first == nil {
			first = files
		}
		for name, text := range first {
			if files[name] != text {
				t.Errorf("%s differs between 1 and %d workers", name, workers)
			}
		}
	}
	dir := t.TempDir()
	makeWorld(t, "shapes", simulate.Options{Out: dir, Seed: 6, Scale: 0.03})
	if readAll(t, dir)["exchanges.jsonl"] == first["exchanges.jsonl"] {
		t.Error("seeds 5 and 6 give the same world")
	}
}

func TestCompressed(t *testing.T) {
	plain, packed := t.TempDir(), t.TempDir()
	makeWorld(t, "demo", simulate.Options{Out: plain, Scale: 0.05})
	makeWorld(t, "demo", simulate.Options{Out: packed, Scale: 0.05, Compress: true})
	reader, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	got, err := reader.DecodeAll([]byte(readAll(t, packed)["exchanges.jsonl.zst"]), nil)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != readAll(t, plain)["exchanges.jsonl"] {
		t.Error("compressed exchanges differ from plain ones")
	}
}

func TestTruthMatches(t *testing.T) {
	dir := t.TempDir()
	totals := makeWorld(t, "shapes", simulate.Options{Out: dir, Seed: 2, Scale: 0.2})
	accounts := readTruth(t, dir, "truth_accounts.csv")
	rows := readTruth(t, dir, "truth_exchanges.csv")
	var got simulate.Totals
	got.Accounts, got.Bytes, got.Campaigns = int64(len(accounts)), totals.Bytes, totals.Campaigns
	populations, campaigns := map[string]int{}, map[string]int{}
	for _, row := range accounts {
		populations[row[1]]++
		if row[1] == "campaign" {
			got.CampaignAccounts++
		}
	}
	last := ""
	ids := map[string]bool{}
	eachExchange(t, dir, func(x *exchange, _ []byte) {
		got.Exchanges++
		if x.Time < last {
			t.Fatalf("%s comes after %s", x.Time, last)
		}
		last = x.Time
		if ids[x.ID] {
			t.Fatalf("id %s comes twice", x.ID)
		}
		ids[x.ID] = true
		account := accounts[x.Account]
		row := rows[x.ID]
		if account == nil {
			t.Fatalf("account %s is unknown", x.Account)
		}
		if (account[2] != "") != (row != nil) || row != nil && row[1] != account[2] {
			t.Fatalf("exchange %v, account %v", row, account)
		}
		if row == nil {
			return
		}
		got.CampaignExchanges++
		campaigns[row[1]]++
		if row[2] == "1" {
			got.Distilled++
		}
	})
	if diff := cmp.Diff(totals, got); diff != "" {
		t.Errorf("totals differ (-reported +found):\n%s", diff)
	}
	for _, kind := range honest.Kinds() {
		if populations[kind.Name] == 0 {
			t.Errorf("population %s has no account", kind.Name)
		}
	}
	if len(campaigns) != len(harvest.Shapes()) {
		t.Errorf("campaigns with exchanges: %v, want all of %v", campaigns, harvest.Shapes())
	}
}

func TestRequiredKeys(t *testing.T) {
	dir := t.TempDir()
	makeWorld(t, "demo", simulate.Options{Out: dir, Seed: 3, Scale: 0.1})
	statuses := map[int]int{}
	eachExchange(t, dir, func(x *exchange, line []byte) {
		statuses[x.Response.Status]++
		if x.ID == "" || x.Account == "" || x.Model == "" || x.Client.IP == "" || x.Client.Country == "" || len(x.Request.Messages) == 0 {
			t.Fatalf("a key is missing: %s", line)
		}
		if m := x.Request.Messages; m[0].Role != "user" || m[len(m)-1].Role != "user" || len(m[0].Content) < 5 {
			t.Fatalf("messages do not run from user to user: %s", line)
		}
	})
	if statuses[200] == 0 || statuses[429] == 0 || statuses[500] == 0 {
		t.Errorf("statuses: %v", statuses)
	}
	for line := range strings.Lines(readAll(t, dir)["accounts.jsonl"]) {
		var a map[string]any
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		for _, key := range []string{"account", "created", "email_domain", "email_hash", "email_pattern", "signup", "program", "verification", "status"} {
			if a[key] == nil || a[key] == "" {
				t.Fatalf("%s is missing: %s", key, line)
			}
		}
	}
}

func TestCancelled(t *testing.T) {
	s, err := simulate.Load("demo")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = simulate.Run(ctx, s, simulate.Options{Out: t.TempDir(), Progress: func(_, _ int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
}

// TestMemory writes some 200,000 exchanges, 250 MB of text, and looks at the
// live heap on the way.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 250 MB")
	}
	s, err := simulate.Load("bench")
	if err != nil {
		t.Fatal(err)
	}
	var peak uint64
	calls := 0
	_, err = simulate.Run(context.Background(), s, simulate.Options{
		Out: t.TempDir(), Scale: 0.1, Compress: true,
		Progress: func(_, _ int64) {
			if calls++; calls%40 != 0 {
				return
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if peak > 100<<20 {
		t.Errorf("live heap reached %d MiB", peak>>20)
	}
}

// TestRealPrompts needs a prompt pack: IOLAUS_SHARED, or ../shared beside the
// repository, with data/prompts_permissive in it.
func TestRealPrompts(t *testing.T) {
	shared := os.Getenv("IOLAUS_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	data := filepath.Join(shared, "data")
	if _, err := os.Stat(filepath.Join(data, "prompts_permissive")); err != nil {
		t.Skipf("no prompt pack: %v", err)
	}
	dir := t.TempDir()
	makeWorld(t, "demo", simulate.Options{Out: dir, Scale: 0.3, Prompts: data})
	rows := readTruth(t, dir, "truth_exchanges.csv")
	amber, distinct := 0, map[string]bool{}
	eachExchange(t, dir, func(x *exchange, _ []byte) {
		if row := rows[x.ID]; row != nil && row[1] == "drizzle" {
			amber++
			distinct[string(x.Request.Messages[0].Content)] = true
		}
	})
	if amber == 0 || len(distinct) < amber {
		t.Errorf("%d requests of a harvest have %d distinct tasks", amber, len(distinct))
	}
}

func TestPromptsMissing(t *testing.T) {
	s, err := simulate.Load("demo")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.Run(context.Background(), s, simulate.Options{Out: t.TempDir(), Prompts: t.TempDir()}); err == nil {
		t.Error("an empty prompt folder is no error")
	}
	if _, err := simulate.Run(context.Background(), s, simulate.Options{Out: t.TempDir(), Traces: t.TempDir()}); err == nil {
		t.Error("a folder without arrival statistics is no error")
	}
}

func BenchmarkRun(b *testing.B) {
	s, err := simulate.Load("bench")
	if err != nil {
		b.Fatal(err)
	}
	var exchanges, bytes int64
	dir := b.TempDir()
	for b.Loop() {
		totals, err := simulate.Run(context.Background(), s, simulate.Options{Out: dir, Scale: 0.05})
		if err != nil {
			b.Fatal(err)
		}
		exchanges += totals.Exchanges
		bytes += totals.Bytes
	}
	b.ReportMetric(float64(exchanges)/b.Elapsed().Seconds(), "exchanges/s")
	b.ReportMetric(float64(bytes)/float64(exchanges), "bytes/exchange")
}

// TestShortWindow makes every population and shape live for one hour only.
func TestShortWindow(t *testing.T) {
	var text strings.Builder
	text.WriteString("days: 0.03\npopulations:\n")
	for _, kind := range honest.Kinds() {
		text.WriteString("  - {kind: " + kind.Name + ", accounts: 3, rate: 400}\n")
	}
	text.WriteString("campaigns:\n")
	for _, shape := range harvest.Shapes() {
		text.WriteString("  - {name: " + shape + ", shape: " + shape + ", accounts: 1, rate: 400, bans_per_day: 10,\n" +
			"     dials: {paraphrase: 1, own_cards: 1, home_addresses: 1, client_variety: 1, jitter: 1,\n" +
			"             human_hours: 0.5, dilution: 0.5, fanout: 1, slow_signup: 1, replacement: 1}}\n")
	}
	dir := t.TempDir()
	totals := makeWorld(t, writeScenario(t, text.String()), simulate.Options{Out: dir})
	if totals.CampaignExchanges == 0 || totals.Distilled == 0 || totals.Distilled >= totals.CampaignExchanges {
		t.Errorf("with dilution of one half: %+v", totals)
	}
}

package arrival_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/simulate/arrival"
)

// published gives the folder of the published statistics: IOLAUS_TRACES, or
// ../shared/data/traces beside the repository.
func published(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("IOLAUS_TRACES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data", "traces")
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "servegen_*_windows.csv.gz")); len(found) == 0 {
		t.Skipf("no arrival statistics in %s", dir)
	}
	return dir
}

// TestFitted holds the constants against what they are said to come from.
func TestFitted(t *testing.T) {
	got, err := arrival.Fit(published(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", got)
	want := arrival.Fitted()
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 0.005+0.01*math.Abs(got) {
			t.Errorf("%s: fitted %.4g, in the code %.4g", name, got, want)
		}
	}
	near("rates", got.Rates, want.Rates)
	near("days", got.Days, want.Days)
	near("hours", got.Hours, want.Hours)
	for i := range got.Quiet {
		near(fmt.Sprint("quiet, decile ", i), got.Quiet[i], want.Quiet[i])
		near(fmt.Sprint("variation, decile ", i), got.Variation[i], want.Variation[i])
	}
}

// TestFactors looks at many clients: their mean is 1, some are quiet for hours,
// and equal keys are equal clients.
func TestFactors(t *testing.T) {
	s := arrival.New(arrival.Fitted())
	const clients, hours = 2000, 24 * 14
	sum, quiet := 0.0, 0
	for key := range uint64(clients) {
		for hour := range hours {
			f := s.Factor(key, hour)
			if !(f >= 0) || math.IsInf(f, 0) {
				t.Fatalf("client %d, hour %d: factor %g", key, hour, f)
			}
			if f == 0 {
				quiet++
			}
			sum += f
		}
		if v := s.GapVariation(key, 0); !(v > 0 && v <= 8) {
			t.Fatalf("client %d: gaps vary by %g", key, v)
		}
	}
	if mean := sum / clients / hours; math.Abs(mean-1) > 0.05 {
		t.Errorf("mean factor %.3f, want 1", mean)
	}
	if share := float64(quiet) / clients / hours; share < 0.3 || share > 0.7 {
		t.Errorf("%.2f of the hours are quiet", share)
	}
	if s.Factor(7, 30) != s.Factor(7, 30) {
		t.Error("one client has two factors in one hour")
	}
}

// TestReplay replays one made-up client, whose second hour is its only one.
func TestReplay(t *testing.T) {
	var text strings.Builder
	text.WriteString("client,t_start_s,rate_rps,iat_cv,fit_family\n")
	for day := range 3 {
		for hour := 9; hour < 14; hour++ {
			fmt.Fprintf(&text, "a,%d,0.5,2.5,Gamma\n", (day*24+hour)*3600)
		}
	}
	fmt.Fprintf(&text, "b,%d,1,1,Gamma\n", 71*3600) // too quiet
	dir := t.TempDir()
	write(t, filepath.Join(dir, "servegen_x_windows.csv.gz"), text.String())
	s, err := arrival.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for key := range uint64(20) {
		for hour := range 24 * 7 {
			want := 0.0
			if of := hour % 24; of >= 9 && of < 14 {
				want = 24.0 / 5
			}
			if got := s.Factor(key, hour); math.Abs(got-want) > 1e-9 {
				t.Fatalf("hour %d: factor %g, want %g", hour, got, want)
			}
		}
	}
	if got := s.GapVariation(1, 10); got != 2.5 {
		t.Errorf("gaps vary by %g, want 2.5", got)
	}
	if !s.Replays() {
		t.Error("recorded clients are not replayed")
	}
}

func TestReadPublished(t *testing.T) {
	s, err := arrival.Read(published(t))
	if err != nil {
		t.Fatal(err)
	}
	sum, n := 0.0, 0
	for key := range uint64(400) {
		for hour := range 24 * 14 {
			sum += s.Factor(key, hour)
			n++
		}
	}
	if mean := sum / float64(n); math.Abs(mean-1) > 0.1 {
		t.Errorf("mean factor %.3f, want 1", mean)
	}
}

func TestBadStatistics(t *testing.T) {
	const header = "client,t_start_s,rate_rps,iat_cv\n"
	for _, text := range []string{
		"", "a,b\n1,2\n", header + "a,1,x,1\n", header + "a,1,NaN,1\n", header + "a,-1,1,1\n", header + "a,1e300,1,1\n",
		header + "a,1\n", header + "a,0,1,1\n", header, header + "a,0,+Inf,1\n",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "servegen_x_windows.csv.gz"), text)
		if _, err := arrival.Read(dir); err == nil {
			t.Errorf("%q is no error", text)
		}
	}
	dir := t.TempDir()
	if _, err := arrival.Read(dir); err == nil {
		t.Error("an empty folder is no error")
	}
	if err := os.WriteFile(filepath.Join(dir, "servegen_x_windows.csv.gz"), []byte("not gzip"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := arrival.Read(dir); err == nil {
		t.Error("a broken file is no error")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("client,t_start_s,rate_rps,iat_cv\na,0,1,1\nb,7200,0.5,3\n"))
	f.Add([]byte("client,t_start_s,rate_rps,iat_cv\na,31622400,1e6,0\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "servegen_x_windows.csv.gz"), string(text))
		s, err := arrival.Read(dir)
		if err != nil {
			return
		}
		if f := s.Factor(1, 5); math.IsNaN(f) || f < 0 {
			t.Errorf("factor %g", f)
		}
	})
}

func BenchmarkFactor(b *testing.B) {
	s := arrival.New(arrival.Fitted())
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		sum += s.Factor(uint64(i), i%100)
	}
	if math.IsNaN(sum) {
		b.Error("a factor is no number")
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

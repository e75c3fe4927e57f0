package arrival

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// window is what a file says of one client in ten minutes. Windows without a
// request are left out of the files.
type window struct {
	client    string
	start     int     // seconds from the file's beginning
	rate      float64 // requests per second
	variation float64 // coefficient of variation of the gaps
}

const windowSeconds = 600

// maxStart bounds the time that a file may cover: a year.
const maxStart = 366 * 24 * 3600

// Read gives statistics that replay the clients recorded in dir, in files
// servegen_*_windows.csv.gz, with at least two days of their own in which they
// were active in at least one hour of ten. A client begins at its file's
// beginning, and again after its last whole day.
func Read(dir string) (*Statistics, error) {
	clients, err := readClients(dir)
	if err != nil {
		return nil, err
	}
	s := New(Fitted())
	for _, c := range clients {
		if r, ok := c.recording(); ok {
			s.recorded = append(s.recorded, r)
		}
	}
	if len(s.recorded) == 0 {
		return nil, fmt.Errorf("read arrival statistics in %s: no client is active for two days", dir)
	}
	return s, nil
}

// client is the hours of one client.
type client struct {
	name      string
	rate      []float64 // requests per second, by hour
	variation []float64 // mean of the windows', by hour; 0 in quiet ones
}

// recording gives the client as it is replayed.
func (c *client) recording() (r recording, ok bool) {
	whole := len(c.rate) / 24 * 24
	sum, active := 0.0, 0
	for _, rate := range c.rate[:whole] {
		sum += rate
		if rate > 0 {
			active++
		}
	}
	if whole < 48 || 10*active < whole {
		return r, false
	}
	for hour, rate := range c.rate[:whole] {
		r.factor = append(r.factor, rate*float64(whole)/sum)
		variation := 1.0
		if c.variation[hour] > 0 {
			variation = c.variation[hour]
		}
		r.variation = append(r.variation, variation)
	}
	return r, true
}

// readClients reads the windows of every file of dir, in order of file and name.
func readClients(dir string) ([]client, error) {
	files, err := filepath.Glob(filepath.Join(dir, "servegen_*_windows.csv.gz"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(fmt.Errorf("read arrival statistics: no servegen_*_windows.csv.gz in %s", dir), err)
	}
	var all []client
	for _, name := range files { // Glob sorts
		clients, err := readFile(name)
		if err != nil {
			return nil, fmt.Errorf("read arrival statistics %s: %w", name, err)
		}
		all = append(all, clients...)
	}
	return all, nil
}

func readFile(name string) ([]client, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read from
	unzipped, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, err
	}
	windows, err := readWindows(unzipped)
	if err != nil {
		return nil, err
	}
	return hourly(windows)
}

// readWindows reads rows of client,t_start_s,rate_rps,iat_cv; further columns
// are ignored.
func readWindows(r io.Reader) ([]window, error) {
	rows := csv.NewReader(r)
	rows.ReuseRecord = true
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("read its header: %w", err)
	}
	if want := []string{"client", "t_start_s", "rate_rps", "iat_cv"}; len(header) < 4 || !slices.Equal(header[:4], want) {
		return nil, fmt.Errorf("its columns are %q, not %q", header, want)
	}
	var windows []window
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return windows, nil
		}
		if err != nil {
			return nil, err
		}
		w, err := parse(row)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", len(windows)+1, err)
		}
		windows = append(windows, w)
	}
}

func parse(row []string) (w window, err error) {
	w.client = row[0]
	var numbers [3]float64
	for i, limit := range []float64{maxStart, 1e6, 1e6} {
		x, err := strconv.ParseFloat(row[i+1], 64)
		if err != nil || !(x >= 0 && x <= limit) {
			return w, fmt.Errorf("%q is no number from 0 to %g", row[i+1], limit)
		}
		numbers[i] = x
	}
	w.start, w.rate, w.variation = int(numbers[0]), numbers[1], numbers[2]
	return w, nil
}

// maxHours bounds the hours of all clients of a file together, half a gigabyte.
const maxHours = 20_000_000

// hourly sums windows up by client and hour; all clients of a file are as long.
func hourly(windows []window) ([]client, error) {
	hours := 0
	for _, w := range windows {
		hours = max(hours, w.start/3600+1)
	}
	index := map[string]int{}
	var clients []client
	counts := [][]float64{}
	for _, w := range windows {
		i, known := index[w.client]
		if !known {
			i = len(clients)
			if (i+1)*hours > maxHours {
				return nil, fmt.Errorf("it has more than %d clients over %d hours", i, hours)
			}
			index[w.client] = i
			clients = append(clients, client{name: w.client, rate: make([]float64, hours), variation: make([]float64, hours)})
			counts = append(counts, make([]float64, hours))
		}
		hour := w.start / 3600
		clients[i].rate[hour] += w.rate * windowSeconds / 3600
		n := counts[i][hour]
		clients[i].variation[hour] = (clients[i].variation[hour]*n + w.variation) / (n + 1)
		counts[i][hour]++
	}
	slices.SortFunc(clients, func(a, b client) int {
		if len(a.name) != len(b.name) {
			return len(a.name) - len(b.name)
		}
		return slices.Compare([]byte(a.name), []byte(b.name))
	})
	return clients, nil
}

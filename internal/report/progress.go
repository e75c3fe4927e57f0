package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"
)

// How often progress is shown.
const (
	redrawEvery  = 100 * time.Millisecond // on a terminal
	reportEvery  = 10 * time.Second       // elsewhere, one line each time
	rateMemory   = 5 * time.Second        // over which the rate is averaged
	barColumns   = 24                     // at most; a bar of fewer than eight is left out
	defaultWidth = 80
)

// Progress shows how far a scan is: a bar that is redrawn on a terminal, a line
// now and then elsewhere. All methods may be called from several goroutines,
// and on a nil *Progress, which shows nothing.
type Progress struct {
	// Now gives the time and Width the columns of the terminal. Both may be set
	// before the first call of a method.
	Now   func() time.Time
	Width int

	w     io.Writer
	total int64
	isTTY bool

	mu        sync.Mutex
	began     time.Time // of the scan
	stage     string
	stageAt   time.Time
	shownAt   time.Time
	done      int64
	exchanges int64
	rejected  int64
	sampledAt time.Time
	sampled   [2]int64   // bytes and exchanges when the rate was last taken
	rate      [2]float64 // of bytes and exchanges per second
	open      bool       // a line stands on the terminal without its end
	finished  bool
}

// NewProgress shows the reading of total bytes on w; 0 when the total is not
// known. When w is no terminal it writes nothing for the first ten seconds and
// then at most one line every ten.
func NewProgress(w io.Writer, total int64, isTTY bool) *Progress {
	return &Progress{Now: time.Now, Width: defaultWidth, w: w, total: total, isTTY: isTTY, stage: "reading"}
}

// Update says how many bytes have been read so far, how many exchanges they
// held and how many records were rejected.
func (p *Progress) Update(done, exchanges, rejected int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.start()
	p.done, p.exchanges, p.rejected = done, exchanges, rejected
	if p.finished || now.Sub(p.shownAt) < p.pause() {
		return
	}
	p.sample(now)
	p.show(now, p.reading(now))
}

// Stage says that reading is over and what is being done now, such as linking.
func (p *Progress) Stage(name string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.start()
	if p.finished {
		return
	}
	p.close(now)
	p.stage, p.stageAt = plain(name), now
	if p.isTTY || now.Sub(p.shownAt) >= reportEvery {
		p.show(now, p.stage+" …")
	}
}

// Done ends the last line. Later calls change nothing.
func (p *Progress) Done() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.start()
	if !p.finished {
		p.close(now)
		p.finished = true
	}
}

// start notes when the first call came and gives the time.
func (p *Progress) start() time.Time {
	now := p.Now()
	if p.began.IsZero() {
		p.began, p.stageAt, p.sampledAt = now, now, now
		p.shownAt = now
		if p.isTTY {
			p.shownAt = now.Add(-redrawEvery)
		}
	}
	return now
}

func (p *Progress) pause() time.Duration {
	if p.isTTY {
		return redrawEvery
	}
	return reportEvery
}

// sample brings the rates up to date: an average that forgets over rateMemory.
func (p *Progress) sample(now time.Time) {
	seconds := now.Sub(p.sampledAt).Seconds()
	if seconds <= 0 {
		return
	}
	keep := math.Exp(-seconds / rateMemory.Seconds())
	if p.sampledAt.Equal(p.began) {
		keep = 0
	}
	for i, n := range [2]int64{p.done, p.exchanges} {
		p.rate[i] = keep*p.rate[i] + (1-keep)*float64(n-p.sampled[i])/seconds
		p.sampled[i] = n
	}
	p.sampledAt = now
}

// reading writes the state of reading in one line.
func (p *Progress) reading(now time.Time) string {
	var parts []string
	share := min(max(float64(p.done)/float64(max(1, p.total)), 0), 1)
	if p.total > 0 {
		parts = append(parts, fmt.Sprintf("%3.0f %%", math.Floor(100*share)))
	}
	parts = append(parts, count(p.exchanges)+" exchanges")
	if p.rate[1] > 0 {
		parts = append(parts, count(int64(p.rate[1]))+"/s")
	}
	if left, ok := p.left(); ok {
		parts = append(parts, clock(left)+" left")
	} else if now.Sub(p.began) >= time.Second {
		parts = append(parts, clock(now.Sub(p.began)))
	}
	if p.rejected > 0 {
		parts = append(parts, count(p.rejected)+" rejected")
	}
	line := strings.Join(parts, "  ")
	if p.total > 0 && p.isTTY {
		line = bar(share, p.Width-1-columns(p.stage)-columns(line)-4) + line
	}
	return p.stage + "  " + line
}

// bar draws a share as a bar with a space behind it, as long as there is room.
func bar(share float64, room int) string {
	room = min(room, barColumns)
	if room < 8 {
		return ""
	}
	full := int(share * float64(room))
	return strings.Repeat("█", full) + strings.Repeat("░", room-full) + "  "
}

// left estimates the time until everything is read.
func (p *Progress) left() (time.Duration, bool) {
	if p.total <= 0 || p.rate[0] <= 0 || p.done > p.total {
		return 0, false
	}
	seconds := float64(p.total-p.done) / p.rate[0]
	if seconds > (100 * time.Hour).Seconds() {
		return 0, false
	}
	return time.Duration(math.Ceil(seconds)) * time.Second, true
}

// show puts a line on the terminal in place of the last one, or writes one line
// elsewhere. What cannot be written is not worth ending a scan for.
func (p *Progress) show(now time.Time, line string) {
	p.shownAt = now
	if !p.isTTY {
		_, _ = fmt.Fprintln(p.w, line)
		return
	}
	_, _ = fmt.Fprint(p.w, "\r\x1b[K"+truncate(line, p.Width-1))
	p.open = true
}

// close ends the line of the present stage with what became of it.
func (p *Progress) close(now time.Time) {
	if !p.open {
		return
	}
	took := now.Sub(p.stageAt)
	line := p.stage + "  " + clock(took)
	if p.stage == "reading" {
		line = fmt.Sprintf("read %s exchanges in %s", count(p.exchanges), clock(took))
		if s := took.Seconds(); s >= 1 {
			line += fmt.Sprintf(" (%s/s)", count(int64(float64(p.exchanges)/s)))
		}
		if p.rejected > 0 {
			line += fmt.Sprintf(", %s rejected", count(p.rejected))
		}
	}
	p.show(now, line)
	_, _ = fmt.Fprintln(p.w)
	p.open = false
}

// clock writes a duration as on a stopwatch; below a minute in seconds.
func clock(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d:%02d min", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d:%02d h", int(d.Hours()), int(d.Minutes())%60)
}

package report_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iolaus-project/iolaus/internal/report"
)

// timed gives a progress whose clock the test moves.
func timed(w *bytes.Buffer, total int64, isTTY bool) (p *report.Progress, pass func(time.Duration)) {
	now := date(1, 0, 0)
	p = report.NewProgress(w, total, isTTY)
	p.Now = func() time.Time { return now }
	return p, func(d time.Duration) { now = now.Add(d) }
}

// redrawn gives what stood on the terminal's line, one after another.
func redrawn(b *bytes.Buffer) []string {
	return strings.Split(strings.TrimPrefix(b.String(), "\r\x1b[K"), "\r\x1b[K")
}

func TestProgressOnATerminal(t *testing.T) {
	var b bytes.Buffer
	p, pass := timed(&b, 1000, true)
	p.Update(0, 0, 0)
	pass(time.Second)
	p.Update(250, 20_000, 0)
	pass(50 * time.Millisecond)
	p.Update(260, 20_900, 0) // too soon to be drawn
	pass(time.Second)
	p.Update(500, 40_000, 3)
	pass(2 * time.Second)
	p.Update(1000, 80_000, 3)
	p.Stage("linking")
	pass(90 * time.Second)
	p.Stage("rings\x1b[2J")
	pass(time.Second)
	p.Done()
	p.Update(1, 1, 1)
	p.Stage("late")
	p.Done()
	want := []string{
		"reading  ░░░░░░░░░░░░░░░░░░░░░░░░    0 %  0 exchanges",
		"reading  █████░░░░░░░░░░░░░░░░░░   25 %  20,000 exchanges  20,000/s  3.0 s left",
		"reading  █████░░░░░░   50 %  40,000 exchanges  19,819/s  3.0 s left  3 rejected",
		"reading  ███████████  100 %  80,000 exchanges  19,879/s  0.0 s left  3 rejected",
		"read 80,000 exchanges in 4.0 s (19,753/s), 3 rejected\n",
		"linking …",
		"linking  1:30 min\n",
		"rings …",
		"rings  1.0 s\n",
	}
	if diff := cmp.Diff(want, redrawn(&b)); diff != "" {
		t.Error(diff)
	}
}

func TestProgressRedrawsTenTimesASecond(t *testing.T) {
	var b bytes.Buffer
	p, pass := timed(&b, 0, true)
	for i := range int64(1000) {
		p.Update(i, i, 0)
		pass(time.Millisecond)
	}
	if n := len(redrawn(&b)); n != 10 {
		t.Errorf("drawn %d times in a second", n)
	}
}

func TestProgressElsewhere(t *testing.T) {
	var b bytes.Buffer
	p, pass := timed(&b, 1000, false)
	for i := range int64(25) {
		p.Update(10*i, 1000*i, 0)
		pass(time.Second)
	}
	p.Stage("linking")
	p.Done()
	want := "reading   10 %  10,000 exchanges  1,000/s  1:30 min left\n" +
		"reading   20 %  20,000 exchanges  1,000/s  1:20 min left\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestProgressThatIsHidden(t *testing.T) {
	var p *report.Progress
	p.Update(1, 1, 1)
	p.Stage("linking")
	p.Done()
}

func TestProgressFromManyGoroutines(t *testing.T) {
	p := report.NewProgress(new(bytes.Buffer), 100, true)
	var wg sync.WaitGroup
	for i := range int64(8) {
		wg.Go(func() { p.Update(i, i, 0); p.Stage("linking") })
	}
	wg.Wait()
	p.Done()
}

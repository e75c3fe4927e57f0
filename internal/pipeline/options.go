package pipeline

import (
	"io"
	"runtime"
	"time"

	"github.com/iolaus-project/iolaus"
	"github.com/iolaus-project/iolaus/internal/campaign"
	"github.com/iolaus-project/iolaus/internal/intake"
)

// Options say what to read, where to keep it and on what terms to report.
type Options struct {
	Inputs   []string      // files, folders, "-" for Stdin
	Stdin    io.Reader     // read when Inputs name it
	From     string        // format of the inputs; "" = sniff each
	Accounts string        // file of registration facts; "" = none
	Store    string        // folder of the traffic store; "" = a temporary one
	Peek     bool          // do not note in the store what the campaigns are called
	Strict   bool          // a record that cannot be read is fatal
	Now      time.Time     // exchanges from a day later on are refused; zero = none are
	Rejects  io.Writer     // receives broken records verbatim; nil = dropped
	Every    time.Duration // between detection cycles; 0 = an hour
	FDR      float64       // share of reported campaigns that may be false; 0 = 0.01
	Subject  string        // account whose standing is asked for; "" = none
	Workers  int           // 0 = one per processor
	Progress Progress      // nil = none

	Judged func(campaign.Judged) // told of every candidate, reported or not; nil = nobody asks
}

// Progress is told how far a scan is. Its methods are called from one goroutine
// at a time.
type Progress interface {
	Update(bytesDone, bytesTotal, exchanges, rejected int64)
	Stage(name string)
}

// Stage is one part of a scan and the time it took.
type Stage struct {
	Name string
	Took time.Duration
}

// Result is a scan's outcome.
type Result struct {
	Report     *iolaus.Report
	Standing   *iolaus.Standing      // of the account asked for; nil when it has no traffic
	Read       int64                 // exchanges read from the inputs, batches already stored left out
	Rejected   int64                 // records that could not be read
	Duplicates int64                 // exchanges stored more than once and counted once
	Skipped    int64                 // batches that the store already held
	Facts      *Facts                // of registration that were read; nil when none were given
	Problems   []intake.Problem      // the first few, by file and line
	NotLogs    []*intake.SourceError // files of a folder that hold no exchanges
	Stages     []Stage
}

// Facts says what came of a file of registration facts.
type Facts struct {
	Read    int64    // accounts in it
	Used    int64    // accounts with traffic of which the store now knows such facts
	Ignored []string // keys or columns of it that mean nothing here, the first few
}

// maxProblems is how many broken records a Result shows.
const maxProblems = 5

func (o *Options) setDefaults() {
	if o.Every <= 0 {
		o.Every = time.Hour
	}
	if o.FDR <= 0 {
		o.FDR = 0.01
	}
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// stopwatch notes how long each stage takes and tells the progress of it.
type stopwatch struct {
	progress Progress
	stages   []Stage
	began    time.Time
}

func (s *stopwatch) start(name string) {
	s.stop()
	s.stages = append(s.stages, Stage{Name: name})
	s.began = time.Now()
	if s.progress != nil {
		s.progress.Stage(name)
	}
}

func (s *stopwatch) stop() {
	if n := len(s.stages); n > 0 && s.stages[n-1].Took == 0 {
		s.stages[n-1].Took = time.Since(s.began)
	}
}

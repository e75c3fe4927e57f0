package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/iolaus-project/iolaus"
)

// Errors of Read.
var (
	ErrNotReport = errors.New("not a report of iolaus scan --format json")
	ErrVersion   = errors.New("report version not supported")
)

// Read reads a report that JSON wrote. Keys that it does not know are ignored.
// It refuses, with ErrNotReport, what is not such a report or contradicts
// itself, and with ErrVersion a report of a later format.
func Read(r io.Reader) (*iolaus.Report, error) {
	dec := json.NewDecoder(bufio.NewReader(r))
	var probe struct {
		Version   *int               `json:"version"`
		Window    iolaus.Window      `json:"window"`
		Exchanges int64              `json:"exchanges"`
		Accounts  int64              `json:"accounts"`
		Campaigns *[]iolaus.Campaign `json:"campaigns"`
		Rejected  int64              `json:"rejected"`
		Withdrawn []iolaus.Withdrawn `json:"withdrawn"`
	}
	if err := dec.Decode(&probe); err != nil {
		return nil, decodeError(err)
	}
	switch {
	case probe.Version == nil:
		return nil, fmt.Errorf("%w: it has no version", ErrNotReport)
	case *probe.Version < 1 || *probe.Version > iolaus.ReportVersion:
		return nil, fmt.Errorf("%w: it has version %d, this program reads up to %d", ErrVersion, *probe.Version, iolaus.ReportVersion)
	case probe.Campaigns == nil:
		return nil, fmt.Errorf("%w: it has no campaigns (JSON Lines cannot be read back)", ErrNotReport)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows the report", ErrNotReport)
	}
	report := complete(&iolaus.Report{
		Version: *probe.Version, Window: probe.Window,
		Exchanges: probe.Exchanges, Accounts: probe.Accounts, Campaigns: *probe.Campaigns, Rejected: probe.Rejected, Withdrawn: probe.Withdrawn,
	})
	if err := check(report); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReport, err)
	}
	return report, nil
}

// decodeError says in plain words what is wrong with the JSON. It does not
// repeat the input: a file given by mistake may hold anything.
func decodeError(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var date *time.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it is empty", ErrNotReport)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: it ends in the middle", ErrNotReport)
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: it is not JSON (byte %d)", ErrNotReport, syntax.Offset)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("%w: %s is not of type %s (byte %d)", ErrNotReport, plain(kind.Field), kind.Type, kind.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("%w: it is not an object", ErrNotReport)
	case errors.As(err, &date):
		return fmt.Errorf("%w: a time is not in the form of RFC 3339", ErrNotReport)
	}
	return fmt.Errorf("read report: %w", err)
}

// check looks for what no scan can have written.
func check(r *iolaus.Report) error {
	if r.Exchanges < 0 || r.Accounts < 0 || r.Rejected < 0 {
		return errors.New("a count is negative")
	}
	if err := checkTimes(r.Window.From, r.Window.To); err != nil {
		return fmt.Errorf("window: %w", err)
	}
	for i := range r.Campaigns {
		if err := checkCampaign(&r.Campaigns[i]); err != nil {
			return fmt.Errorf("campaign %d: %w", i+1, err)
		}
	}
	for i := range r.Withdrawn {
		if r.Withdrawn[i].Accounts < 0 {
			return fmt.Errorf("withdrawn %d: a count is negative", i+1)
		}
		if err := checkTimes(r.Withdrawn[i].Until); err != nil {
			return fmt.Errorf("withdrawn %d: %w", i+1, err)
		}
	}
	return nil
}

func checkCampaign(c *iolaus.Campaign) error {
	if c.Exchanges < 0 || c.Distilled < 0 {
		return errors.New("a count is negative")
	}
	if c.Confidence < 0 || c.Confidence > 1 {
		return fmt.Errorf("confidence %g is not between 0 and 1", c.Confidence)
	}
	if err := checkTimes(c.DetectedAt, c.FirstSeen, c.LastSeen); err != nil {
		return err
	}
	for i, m := range c.Accounts {
		if m.Exchanges < 0 || m.Distilled < 0 {
			return fmt.Errorf("account %d: a count is negative", i+1)
		}
		if m.Membership < 0 || m.Membership > 1 {
			return fmt.Errorf("account %d: membership %g is not between 0 and 1", i+1, m.Membership)
		}
		for _, n := range m.Shares {
			if n < 0 {
				return fmt.Errorf("account %d: a count is negative", i+1)
			}
		}
		for _, t := range m.Ties {
			if t < 0 || t >= len(c.Accounts) {
				return fmt.Errorf("account %d: tie to account %d of %d", i+1, t+1, len(c.Accounts))
			}
		}
	}
	for _, e := range c.Events {
		if err := checkTimes(e.Time); err != nil {
			return fmt.Errorf("events: %w", err)
		}
	}
	for _, a := range c.Timeline {
		if a.Exchanges < 0 || a.Accounts < 0 {
			return errors.New("timeline: a count is negative")
		}
		if err := checkTimes(a.Time); err != nil {
			return fmt.Errorf("timeline: %w", err)
		}
	}
	return nil
}

// checkTimes refuses times that leave RFC 3339 once they are in UTC.
func checkTimes(times ...time.Time) error {
	for _, t := range times {
		if y := t.Year(); y < 0 || y > 9999 {
			return fmt.Errorf("year %d is not one of RFC 3339", y)
		}
	}
	return nil
}

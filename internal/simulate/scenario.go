package simulate

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/iolaus-project/iolaus/internal/simulate/harvest"
	"github.com/iolaus-project/iolaus/internal/simulate/honest"
)

//go:embed scenarios/*.yaml
var library embed.FS

// Scenario describes a world: its window, who is honest in it, who is not.
type Scenario struct {
	Name        string        `yaml:"name"`
	Description string        `yaml:"description"`
	Start       time.Time     `yaml:"start"`
	Days        float64       `yaml:"days"`
	Release     time.Duration `yaml:"release"` // of the new model, after Start
	Populations []Population  `yaml:"populations"`
	Campaigns   []Campaign    `yaml:"campaigns"`
}

// Population is a number of honest accounts of one kind.
type Population struct {
	Kind     string  `yaml:"kind"`
	Accounts int     `yaml:"accounts"`
	Group    int     `yaml:"group"` // accounts of one group; 0 = the kind's own
	Rate     float64 `yaml:"rate"`  // mean exchanges per account and day; 0 = the kind's own
}

// Campaign is one operator's campaign.
type Campaign struct {
	Name       string             `yaml:"name"`
	Shape      string             `yaml:"shape"`
	Operator   string             `yaml:"operator"`
	Accounts   int                `yaml:"accounts"`
	Rate       float64            `yaml:"rate"`         // exchanges per account and day; 0 = the shape's own
	Start      time.Duration      `yaml:"start"`        // after the scenario's start
	Stop       time.Duration      `yaml:"stop"`         // 0 = the window's end
	Takedown   time.Duration      `yaml:"takedown"`     // all accounts are closed; 0 = never
	Pause      time.Duration      `yaml:"pause"`        // from the takedown to the second pool
	BansPerDay *float64           `yaml:"bans_per_day"` // nil = the shape's own
	Dials      map[string]float64 `yaml:"dials"`        // by the names of harvest.DialNames; the others are the shape's own
}

// Library gives the names of the scenarios that come with Iolaus.
func Library() []string {
	entries, err := fs.ReadDir(library, "scenarios")
	if err != nil {
		panic("simulate: embedded scenarios: " + err.Error()) // a programming bug
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".yaml"))
	}
	return names
}

// Load reads a scenario of the library by its name, or a YAML file by its path.
// Unknown keys are errors.
func Load(nameOrPath string) (*Scenario, error) {
	text, err := source(nameOrPath)
	if err != nil {
		return nil, err
	}
	s := &Scenario{Start: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), Days: 5}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(s); err != nil {
		return nil, fmt.Errorf("read scenario %s: %w", nameOrPath, err)
	}
	if s.Name == "" {
		s.Name = strings.TrimSuffix(filepath.Base(nameOrPath), filepath.Ext(nameOrPath))
	}
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("scenario %s: %w", nameOrPath, err)
	}
	return s, nil
}

func source(nameOrPath string) ([]byte, error) {
	if slices.Contains(Library(), nameOrPath) {
		return library.ReadFile("scenarios/" + nameOrPath + ".yaml")
	}
	text, err := os.ReadFile(nameOrPath)
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(nameOrPath, "./") {
		return nil, fmt.Errorf("no scenario %q; the library has %s", nameOrPath, strings.Join(Library(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("read scenario: %w", err)
	}
	return text, nil
}

// Validate checks that a world can be made from s; errors name the key.
func (s *Scenario) Validate() error {
	if s.Days <= 0 || s.Days > 366 {
		return fmt.Errorf("days: %g is not within 0 to 366", s.Days)
	}
	window := time.Duration(s.hours()) * time.Hour
	if s.Release < 0 || s.Release > 366*24*time.Hour {
		return fmt.Errorf("release: %s is not within the year", s.Release)
	}
	if len(s.Populations)+len(s.Campaigns) == 0 {
		return errors.New("populations: there are none, and no campaigns")
	}
	for i := range s.Populations {
		if err := s.Populations[i].validate(); err != nil {
			return fmt.Errorf("populations[%d].%w", i, err)
		}
	}
	names := map[string]bool{}
	for i := range s.Campaigns {
		c := &s.Campaigns[i]
		if err := c.validate(window); err != nil {
			return fmt.Errorf("campaigns[%d].%w", i, err)
		}
		if names[c.Name] {
			return fmt.Errorf("campaigns[%d].name: %q is taken", i, c.Name)
		}
		names[c.Name] = true
	}
	return nil
}

func (p *Population) validate() error {
	if _, ok := honest.Find(p.Kind); !ok {
		var names []string
		for _, kind := range honest.Kinds() {
			names = append(names, kind.Name)
		}
		return fmt.Errorf("kind: %q is none of %s", p.Kind, strings.Join(names, ", "))
	}
	switch {
	case p.Accounts <= 0:
		return fmt.Errorf("accounts: %d is not positive", p.Accounts)
	case p.Group < 0:
		return fmt.Errorf("group: %d is negative", p.Group)
	case p.Rate < 0 || p.Rate > 1e6:
		return fmt.Errorf("rate: %g is not within 0 to 1000000", p.Rate)
	}
	return nil
}

func (c *Campaign) validate(window time.Duration) error {
	shape, known := harvest.Find(c.Shape)
	switch {
	case c.Name == "" || strings.ContainsAny(c.Name, ",\"\n"):
		return fmt.Errorf("name: %q is empty or not fit for a CSV field", c.Name)
	case strings.ContainsAny(c.Operator, ",\"\n"):
		return fmt.Errorf("operator: %q is not fit for a CSV field", c.Operator)
	case !known:
		return fmt.Errorf("shape: %q is none of %s", c.Shape, strings.Join(harvest.Shapes(), ", "))
	case c.Accounts <= 0:
		return fmt.Errorf("accounts: %d is not positive", c.Accounts)
	case c.Rate < 0 || c.Rate > 1e6:
		return fmt.Errorf("rate: %g is not within 0 to 1000000", c.Rate)
	case c.Start < 0 || c.Start >= window:
		return fmt.Errorf("start: %s is not within the window of %s", c.Start, window)
	case c.Stop != 0 && c.Stop <= c.Start:
		return fmt.Errorf("stop: %s is not after start", c.Stop)
	case c.Takedown != 0 && c.Takedown <= c.Start:
		return fmt.Errorf("takedown: %s is not after start", c.Takedown)
	case c.Pause < 0 || c.Pause > 0 && c.Takedown == 0:
		return fmt.Errorf("pause: %s is negative, or there is no takedown", c.Pause)
	case c.BansPerDay != nil && !(*c.BansPerDay >= 0 && *c.BansPerDay <= 10):
		return fmt.Errorf("bans_per_day: %g is not within 0 to 10", *c.BansPerDay)
	}
	if err := shape.Dials.Set(c.Dials); err != nil {
		return fmt.Errorf("dials.%w", err)
	}
	return nil
}

// hours is the length of the window, rounded up.
func (s *Scenario) hours() int { return max(1, int(math.Ceil(s.Days*24))) }

package simulate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iolaus-project/iolaus/internal/simulate"
)

func writeScenario(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLibrary(t *testing.T) {
	for _, name := range simulate.Library() {
		s, err := simulate.Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if s.Name != name || s.Description == "" {
			t.Errorf("%s: name %q, description %q", name, s.Name, s.Description)
		}
	}
}

func TestScenarioErrors(t *testing.T) {
	const people = "populations: [{kind: chat, accounts: 5}]\n"
	tests := []struct{ name, text, want string }{
		{"unknown key", people + "dayz: 3\n", "dayz"},
		{"unknown dial", people + "campaigns: [{name: a, shape: lockstep, accounts: 5, dials: {jiter: 1}}]\n", "jiter"},
		{"unknown kind", "populations: [{kind: chats, accounts: 5}]\n", "populations[0].kind"},
		{"unknown shape", people + "campaigns: [{name: a, shape: lock, accounts: 5}]\n", "campaigns[0].shape"},
		{"dial above 1", people + "campaigns: [{name: a, shape: lockstep, accounts: 5, dials: {jitter: 1.5}}]\n", "campaigns[0].dials.jitter"},
		{"dial not a number", people + "campaigns: [{name: a, shape: lockstep, accounts: 5, dials: {jitter: .nan}}]\n", "campaigns[0].dials.jitter"},
		{"no accounts", "populations: [{kind: chat}]\n", "populations[0].accounts"},
		{"nobody", "days: 3\n", "populations"},
		{"no days", people + "days: -1\n", "days"},
		{"two of one name", people + "campaigns: [{name: a, shape: lockstep, accounts: 5}, {name: a, shape: pivot, accounts: 5}]\n", "campaigns[1].name"},
		{"name with a comma", people + "campaigns: [{name: \"a,b\", shape: lockstep, accounts: 5}]\n", "campaigns[0].name"},
		{"starts too late", people + "campaigns: [{name: a, shape: lockstep, accounts: 5, start: 900h}]\n", "campaigns[0].start"},
		{"stops before it starts", people + "campaigns: [{name: a, shape: lockstep, accounts: 5, start: 9h, stop: 8h}]\n", "campaigns[0].stop"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := simulate.Load(writeScenario(t, test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v does not name %s", err, test.want)
			}
		})
	}
	if _, err := simulate.Load("dmeo"); err == nil || !strings.Contains(err.Error(), "demo") {
		t.Errorf("error %v does not list the library", err)
	}
}

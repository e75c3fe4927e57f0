package main

import (
	"bytes"
	"testing"
)

func TestColored(t *testing.T) {
	for _, test := range []struct {
		name string
		env  map[string]string
		want bool
	}{
		{"plain", nil, true},
		{"NO_COLOR", map[string]string{"NO_COLOR": "1"}, false},
		{"NO_COLOR of any value", map[string]string{"NO_COLOR": "0"}, false},
		{"NO_COLOR empty counts as not set", map[string]string{"NO_COLOR": ""}, true},
		{"dumb", map[string]string{"TERM": "dumb"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := colored(func(key string) string { return test.env[key] }); got != test.want {
				t.Errorf("colored = %v, want %v", got, test.want)
			}
		})
	}
}

func TestTerminalOfNoTerminal(t *testing.T) {
	got := terminalOf(new(bytes.Buffer), func(string) string { return "" })
	if want := (terminal{width: pageWidth}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

package main

import (
	"runtime/debug"
	"testing"
)

func TestReleaseAndCommit(t *testing.T) {
	for _, test := range []struct {
		name            string
		info            debug.BuildInfo
		release, commit string
	}{
		{"nothing noted", debug.BuildInfo{}, "devel", "unknown"},
		{"from a tree", debug.BuildInfo{
			Main:     debug.Module{Version: "(devel)"},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"}},
		}, "devel", "0123456789ab (modified)"},
		{"from a tag", debug.BuildInfo{
			Main:     debug.Module{Version: "v1.2.3"},
			Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "false"}},
		}, "v1.2.3", "abc"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := release(&test.info); got != test.release {
				t.Errorf("release %q, want %q", got, test.release)
			}
			if got := commit(&test.info); got != test.commit {
				t.Errorf("commit %q, want %q", got, test.commit)
			}
		})
	}
}

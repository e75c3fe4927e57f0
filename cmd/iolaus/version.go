package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version tells which build this is, from what the Go tool noted in it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return fmt.Sprintf("iolaus %s, commit %s, %s %s/%s",
		release(info), commit(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func release(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	return "devel"
}

// commit gives the revision in short, marked where the tree had changes.
func commit(info *debug.BuildInfo) string {
	revision, modified := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = " (modified)"
		}
	}
	return revision + modified
}

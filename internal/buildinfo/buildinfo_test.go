package buildinfo_test

import (
	"runtime/debug"
	"testing"

	"github.com/cogbench/cogbench/internal/buildinfo"
)

const path = "github.com/cogbench/cogbench"

func TestOf(t *testing.T) {
	const here = "0.1.0" // the version of this source
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	commit := setting("vcs.revision", "0123456789abcdef0123456789abcdef01234567")
	for name, test := range map[string]struct {
		version  string
		settings []debug.BuildSetting
		want     buildinfo.Build
	}{
		"tagged":               {"v0.2.0", nil, buildinfo.Build{Version: "0.2.0", Revision: "unknown"}},
		"tagged before":        {"v1.0.0-rc.1", nil, buildinfo.Build{Version: "1.0.0-rc.1", Revision: "unknown"}},
		"tagged, in a tree":    {"v0.2.0", []debug.BuildSetting{commit}, buildinfo.Build{Version: "0.2.0", Revision: commit.Value}},
		"without a version":    {"(devel)", nil, buildinfo.Build{Version: here, Revision: "unknown"}},
		"empty":                {"", nil, buildinfo.Build{Version: here, Revision: "unknown"}},
		"commit without a tag": {"v0.0.0-20261122101112-0123456789ab", nil, buildinfo.Build{Version: here, Revision: "0123456789ab"}},
		"commit after a tag":   {"v0.2.1-0.20261122101112-0123456789ab", nil, buildinfo.Build{Version: here, Revision: "0123456789ab"}},
		"after a candidate":    {"v0.3.0-rc.1.0.20261122101112-0123456789ab", nil, buildinfo.Build{Version: here, Revision: "0123456789ab"}},
		"tree with changes": {
			"v0.2.1-0.20261122101112-0123456789ab+dirty",
			[]debug.BuildSetting{commit, setting("vcs.modified", "true")},
			buildinfo.Build{Version: here, Revision: commit.Value + " with changes"},
		},
		"tag with changes": {
			"v0.2.0+dirty",
			[]debug.BuildSetting{commit, setting("vcs.modified", "true")},
			buildinfo.Build{Version: here, Revision: commit.Value + " with changes"},
		},
		"tree without changes": {
			"(devel)", []debug.BuildSetting{commit, setting("vcs.modified", "false")}, buildinfo.Build{Version: here, Revision: commit.Value},
		},
	} {
		t.Run(name, func(t *testing.T) {
			info := &debug.BuildInfo{Main: debug.Module{Path: path, Version: test.version}, Settings: test.settings}
			if got := buildinfo.Of(info); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

// In a program of another module this one is a dependency, and the revision is that
// module's.
func TestOfDependency(t *testing.T) {
	for name, test := range map[string]struct {
		module debug.Module
		want   buildinfo.Build
	}{
		"tagged":   {debug.Module{Path: path, Version: "v0.2.0"}, buildinfo.Build{Version: "0.2.0", Revision: "unknown"}},
		"replaced": {debug.Module{Path: path, Version: "v0.2.0", Replace: &debug.Module{Path: "../cogbench"}}, buildinfo.Build{Version: "0.1.0", Revision: "unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			info := &debug.BuildInfo{
				Main:     debug.Module{Path: "example.com/server", Version: "v9.9.9"},
				Deps:     []*debug.Module{{Path: "example.com/other", Version: "v3.0.0"}, &test.module},
				Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "of the server"}},
			}
			if got := buildinfo.Of(info); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func TestCurrent(t *testing.T) {
	if got := buildinfo.Current(); got.Version == "" || got.Revision == "" || got.Version != buildinfo.Version() {
		t.Errorf("%+v, %s", got, buildinfo.Version())
	}
}

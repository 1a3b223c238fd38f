// Package buildinfo says which cogbench a program contains.
//
// It promises that a program built from a tagged version, by `go install` or as a
// dependency of another module, says that version; every other build says the version
// of this source, and the revision that it was built from as far as that is known.
package buildinfo

import (
	"regexp"
	"runtime/debug"
	"strings"
)

const (
	// modulePath is that of this module, which may be the main one or a dependency.
	modulePath = "github.com/cogbench/cogbench"
	// number is the version of this source.
	number = "0.1.0"
	// unknown is the revision of a build that does not say.
	unknown = "unknown"
)

// Build identifies a build.
type Build struct {
	// Version is a semantic version without the leading v.
	Version string
	// Revision is the commit, "with changes" if the tree had any; "unknown" if the
	// build does not say.
	Revision string
}

// Current returns what the linker left in this program.
func Current() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Build{Version: number, Revision: unknown}
	}
	return Of(info)
}

// Version returns Current().Version.
func Version() string { return Current().Version }

// Of returns what is known of a build.
func Of(info *debug.BuildInfo) Build {
	b := Build{Version: number, Revision: unknown}
	version, isMain := moduleVersion(info)
	pseudo := pseudoVersion.FindStringSubmatch(version)
	switch {
	case pseudo != nil:
		b.Revision = pseudo[1]
	case releaseVersion.MatchString(version):
		b.Version = strings.TrimPrefix(version, "v")
	}
	if isMain {
		b.readSettings(info.Settings)
	}
	return b
}

// releaseVersion is what a tag says; a build with changes has +dirty behind it.
// pseudoVersion is what Go makes of a commit without a tag, and has its first digits.
var (
	releaseVersion = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)
	pseudoVersion  = regexp.MustCompile(`^v\d+\.\d+\.\d+-(?:[0-9A-Za-z.-]+\.)?\d{14}-([0-9a-f]{12})(?:\+.*)?$`)
)

// moduleVersion is the version of this module in a build, and whether it is the main
// module. A replaced module has no version.
func moduleVersion(info *debug.BuildInfo) (version string, isMain bool) {
	if info.Main.Path == modulePath {
		return info.Main.Version, true
	}
	for _, dependency := range info.Deps {
		if dependency.Path == modulePath && dependency.Replace == nil {
			return dependency.Version, false
		}
	}
	return "", false
}

// readSettings reads the revision of a build within a work tree.
func (b *Build) readSettings(settings []debug.BuildSetting) {
	changed := false
	for _, setting := range settings {
		switch setting.Key {
		case "vcs.revision":
			b.Revision = setting.Value
		case "vcs.modified":
			changed = setting.Value == "true"
		}
	}
	if changed {
		b.Revision += " with changes"
	}
}
